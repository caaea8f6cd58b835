"""When a mailbox gets no mail any more, and when all sending pauses (P12). Pure.

In: what came back, the score so far, how the latest mails fared. Out: scores, reasons.
"""

import re
from datetime import UTC, datetime, timedelta

from repwatch.model import Back, Came, Experience, Score, Why

PATIENCE = timedelta(days=5)  # with a receiver that only fails (R-OUT-5)
SOFT, MOST = 0.5, 5.0  # a day at most; from when on a mailbox is suppressed
FORGOTTEN = timedelta(days=7)  # without a bounce
LEAST = 200  # mails before their shares mean anything
BACK, COMPLAINTS = 0.05, 0.001  # of the latest mails: from when on sending pauses
COMPLAINERS = 2  # one person alone must not be able to stop the mails to everybody else
RECIPIENT, MESSAGE = "recipient", "message"  # what a mail server's answer was about
_ANSWER = re.compile(r"(5\d\d)(?:[ -](5\.\d{1,3}\.\d{1,3})\b)?")
_RELAY = re.compile(r"\brelay", re.IGNORECASE)  # "relay access denied": the server does not know us


def is_hard(status: str) -> bool:
    """Does a bounce that is for good speak of the mailbox itself? status: like 5.1.1 (RFC 3463), "" unknown.

    Not so: given up after days without an answer (4.…), a full mailbox (5.2.2), a mail too long for it (5.2.3), trouble
    of the server, the protocol or the content (5.3, 5.5, 5.6), and a policy, which is mostly about who sends (5.7).
    """
    if status.startswith("4.") or status in ("5.2.2", "5.2.3"):
        return False
    return status[:3] not in ("5.3", "5.5", "5.6", "5.7")


def of_answer(delivery: str, address: str, said: str, about: str) -> Back | None:
    """What a mail server's refusal says of a mailbox, if anything. about: RECIPIENT or MESSAGE."""
    found = _ANSWER.match(said)
    if not found or about not in (RECIPIENT, MESSAGE) or _RELAY.search(said):
        return None
    status = found[2] or ""
    hard = about == RECIPIENT and found[1] != "552" and is_hard(status)  # 552: over quota (RFC 5321, 4.2.2)
    return Back(Came.PERMANENT, delivery, address, status, hard, said)


def softly(before: Score | None, now: datetime) -> Score:
    """One more soft bounce."""
    today = now.astimezone(UTC).date()
    if before is None or now - before.last_at > FORGOTTEN:
        return Score(SOFT, today, now)
    if before.day >= today:
        return Score(before.value, before.day, max(now, before.last_at))
    return Score(before.value + SOFT, today, now)


def suppressed_by(back: Back, score: Score | None) -> Why | None:
    """score: with this one counted; None for what is no soft bounce."""
    if back.came is Came.COMPLAINT:
        return Why.COMPLAINED
    if back.came is Came.PERMANENT and back.hard:
        return Why.BOUNCED
    return Why.BOUNCING if score and score.value >= MOST else None


def is_soft(back: Back) -> bool:
    return back.came is Came.TEMPORARY or (back.came is Came.PERMANENT and not back.hard)


def pausing(seen: Experience) -> str:
    """Why all sending is to pause; "" if it is not."""
    if seen.mails < LEAST:
        return ""
    if seen.permanent >= BACK * seen.mails:
        return f"{seen.permanent} of the latest {seen.mails} mails came back for good"
    if seen.complaints >= COMPLAINTS * seen.mails and seen.complainers >= COMPLAINERS:
        return f"{seen.complaints} of the latest {seen.mails} mails were called spam by those who got them"
    return ""


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Has a receiver failed for so long that nothing more is sent there (R-OUT-5)?"""
    return failing_since is not None and now - failing_since >= PATIENCE
