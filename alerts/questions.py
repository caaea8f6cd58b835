"""What editors are told of the questions that wait for them: when, and in which words. Pure."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from alerts.digest import SUBJECT_LIMIT, Renderer
from alerts.payload import LIMIT
from alerts.policy import digest_due
from repwatch.model import Message, Question, Reason, Subscription

SHOWN = 30  # questions in one message; the page has them all
WORDS = 600  # characters of a question
PAUSE = timedelta(hours=1)  # between two messages about questions that cannot wait


def is_urgent(question: Question) -> bool:
    """A possible new exchange or figures that differ; doubtful readings and totals may wait for the day's message."""
    return question.kind == "missed" or question.kind.startswith("conflict.")


def issue_of(
    waiting: Sequence[Question],
    subscription: Subscription,
    last_at: datetime | None,
    last_day: date | None,
    now: datetime,
    since: datetime,
) -> tuple[str, str] | None:
    """Kind and name of the digest that is due, None: none. last_at: of the latest message about questions.

    last_day: the local date of the latest daily one. since: when the subscription began.
    """
    if not waiting:
        return None
    at_once = subscription.cadence != "daily" and any(map(is_urgent, waiting))
    if at_once and (last_at is None or now - last_at >= PAUSE):
        return "questions", now.astimezone(UTC).isoformat()
    day = digest_due(_daily(subscription), last_day, now, since)
    return ("daily questions", day.isoformat()) if day else None


def _daily(subscription: Subscription) -> Subscription:
    return Subscription(subscription.id, "", "", cadence="daily", at=subscription.at, zone=subscription.zone)


def compose_questions(
    waiting: Sequence[Question], subscription: Subscription, render: Renderer, public_url: str, now: datetime
) -> Message:
    """waiting: at least one, those that cannot wait first."""
    ordered = sorted(waiting, key=lambda one: not is_urgent(one))
    context = {
        "questions": ordered[:SHOWN],
        "count": len(waiting),
        "more": len(waiting[SHOWN:]),
        "subscription": subscription,
        "public_url": public_url.rstrip("/"),
    }
    lang = subscription.lang
    subject = " ".join(render("questions-subject.txt.j2", context, lang).split())
    return Message(
        subject=subject[:SUBJECT_LIMIT],
        text=render("questions.txt.j2", context, lang),
        html=render("questions.html.j2", context, lang),
        payload=_payload(ordered, subscription.id, now),
        whole=render("questions-whole.txt.j2", context, lang).strip(),
    )


def _payload(ordered: Sequence[Question], subscription: str, now: datetime) -> str:
    kept = min(len(ordered), SHOWN)
    while len((body := _body(ordered, kept, subscription, now)).encode()) > LIMIT:
        kept = kept * 3 // 4
    return body


def _body(ordered: Sequence[Question], kept: int, subscription: str, now: datetime) -> str:
    shown = [
        {"kind": one.kind, "text": one.text[:WORDS], "exchange": one.exchange, "claim": one.claim}
        for one in ordered[:kept]
    ]
    data = {"subscription": subscription, "questions": shown, "omitted": len(ordered) - kept}
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"type": Reason.QUESTION.value, "timestamp": stamp, "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
