"""What operators are told of outlets and of repwatch itself: which reason, whom, in which message. Pure.

In: incidents, or the notices made of them. Out: notices, or one Message with its webhook body (docs/webhooks.md).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from alerts import quotes
from alerts.diagnose import part_of
from alerts.digest import SUBJECT_LIMIT, Renderer
from alerts.payload import LIMIT
from repwatch.model import Incident, Message, Notice, Reason, Subscription, TroubleKind

OPERATORS = (Reason.SILENT, Reason.BACK, Reason.TROUBLE)  # the reasons of these messages
OURS = (  # about what is ours to do
    TroubleKind.NETWORK, TroubleKind.CRAWLER, TroubleKind.MOVED, TroubleKind.MAILBOX, TroubleKind.SENDING,
    TroubleKind.RECEIVER, TroubleKind.DELIVERY, TroubleKind.OVERDUE, TroubleKind.GIVEN_UP, TroubleKind.WORK,
)  # fmt: skip
SHOWN = 40  # incidents in one message; the page has them all
WORDS = 300  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """One incident, for the templates. name: of the outlet, "" if it is about ourselves. over: it is well again.

    part: of its feeds, "" if it has but one.
    """

    kind: str
    name: str
    url: str
    words: str
    since: datetime
    until: datetime | None
    over: bool
    part: str


def reason(incident: Incident, *, over: bool) -> Reason:
    if incident.trouble.kind in OURS:
        return Reason.TROUBLE
    return Reason.BACK if over else Reason.SILENT


def notices(incident: Incident, over: bool, subscriptions: Iterable[Subscription], now: datetime) -> list[Notice]:
    """For everybody who asked for this reason; nobody gets it unasked."""
    why = reason(incident, over=over)
    return [
        Notice(_key(one.id, incident, over), one.id, why, incident, over, now)
        for one in subscriptions
        if why in one.reasons
    ]


def by_reason(waiting: Sequence[Notice]) -> list[list[Notice]]:
    """What goes into one message: a message has one type, and fifty outlets at once are one message."""
    groups = [[notice for notice in waiting if notice.reason is why] for why in OPERATORS]
    return [group for group in groups if group]


def compose_notices(
    told: Sequence[Notice], subscription: Subscription, render: Renderer, public_url: str, names: Mapping[str, str]
) -> Message:
    """told: of one reason, at least one. names: of the outlets."""
    context = {
        "lines": [_line(notice, names) for notice in told[:SHOWN]],
        "more": len(told[SHOWN:]),
        "subscription": subscription,
        "public_url": public_url.rstrip("/"),
    }
    lang = subscription.lang
    subject = " ".join(render("outlets-subject.txt.j2", context, lang).split())
    return Message(
        subject=subject if len(subject) <= SUBJECT_LIMIT else f"{subject[: SUBJECT_LIMIT - 1].rstrip()}…",
        text=render("outlets.txt.j2", context, lang),
        html=render("outlets.html.j2", context, lang),
        payload=_payload(told, subscription, names),
        whole=render("outlets-whole.txt.j2", context, lang).strip(),
    )


def _line(notice: Notice, names: Mapping[str, str]) -> Line:
    trouble = notice.incident.trouble
    name = quotes.line(names.get(trouble.outlet, trouble.outlet))
    part, words = part_of(quotes.line(trouble.words)[:WORDS])
    return Line(trouble.kind, name, trouble.url, words, trouble.since, notice.incident.until, notice.over, part)


def _payload(told: Sequence[Notice], subscription: Subscription, names: Mapping[str, str]) -> str:
    """As many incidents as go into a body; one always does."""
    kept = min(len(told), SHOWN)
    while len((body := _body(told, kept, subscription, names)).encode()) > LIMIT:
        kept = kept * 3 // 4
    return body


def _body(told: Sequence[Notice], kept: int, subscription: Subscription, names: Mapping[str, str]) -> str:
    data = {
        "subscription": subscription.id,
        "incidents": [_incident(notice, names) for notice in told[:kept]],
        "omitted": len(told) - kept,
    }
    made_at = max(notice.created_at for notice in told)
    body = {"type": told[0].reason.value, "timestamp": _stamp(made_at), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _incident(notice: Notice, names: Mapping[str, str]) -> dict[str, object]:
    line, trouble = _line(notice, names), notice.incident.trouble
    return {
        "incident": notice.incident.id,
        "kind": line.kind,
        "over": notice.over,
        "outlet": trouble.outlet or None,
        "name": line.name or None,
        "feed": trouble.url[:500] or None,
        "class": trouble.outcome or None,
        "words": f"{line.part}: {line.words}" if line.part else line.words,
        "began": _stamp(trouble.since),
        "ended": _stamp(notice.incident.until) if notice.incident.until else None,
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _key(subscription: str, incident: Incident, over: bool) -> str:
    return sha256(f"{subscription}\0{incident.id}\0{over}".encode()).hexdigest()
