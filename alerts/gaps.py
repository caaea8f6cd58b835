"""What is told of a stated total that does not agree with the ledger, and of what became of that. Pure.

In: GapNews, from the audit of the totals. Out: Lines for the templates, and one Message with its webhook body
(docs/webhooks.md).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from alerts import quotes
from alerts.digest import HOOK_QUOTE, MAIL_QUOTE, SUBJECT_LIMIT, Renderer
from alerts.payload import LIMIT
from alerts.reports import Quoted, Reports, Value
from alerts.sections import Names
from repwatch.model import Audit, GapNews, GapState, Message, Part, Qualifier, Reason, Subscription, Verdict

SHOWN = 20  # in one message
PARTS = 3  # days that one may be left out of
NAME = 120  # characters of who tells of a missing handover


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. recipient: the name of the side behind "handed over to". low, high: how many bodies it is.

    more: the total states more than the ledger has. before: as it was told, if that was another. stated: the total
    that was said first; report: the article. verdict: what explains it; parts: what it may consist of; also: days
    beyond those. first, last: the days that the total counts. ledger: what the exchanges of these days add up to, of
    which high None: a floor. others: further totals that show the same. after: an earlier total that is counted from.
    """

    recipient: str
    state: str
    low: int
    high: int
    more: bool
    before: int | None
    stated: Value
    report: Quoted
    verdict: str
    parts: tuple[Part, ...]
    also: int
    first: str
    last: str
    ledger: Value
    exchanges: int
    until: str
    base: str
    others: int
    after: Value | None


def mark_of(found: Audit) -> str:
    """What of it is told: another mark is news. Which total shows it, and who tells of a missing handover, is none."""
    parts = " ".join(f"{part.count} {part.day}".strip() for part in found.parts)
    low, high = found.spread
    return f"{GapState.OPEN} {low} {high} {found.verdict.value} {parts}".strip()


def wants(subscription: Subscription, to: str) -> bool:
    """Nobody gets it unasked."""
    return Reason.GAP in subscription.reasons and (not subscription.parties or to in subscription.parties)


def compose_gaps(
    told: Sequence[GapNews], subscription: Subscription, render: Renderer, names: Names, links: tuple[str, str]
) -> Message:
    """told: at least one. links: the public address, and that of the page that ends the subscription, "" without one.

    A message about a single difference answers the first one about it.
    """
    public_url, unsubscribe = links[0].rstrip("/"), links[1]
    lang, shown = subscription.lang, told[:SHOWN]
    context = {
        "lines": [line(one, names.in_language(lang), MAIL_QUOTE) for one in shown],
        "more": len(told[SHOWN:]),
        "subscription": subscription,
        "public_url": public_url,
        "unsubscribe": unsubscribe,
    }
    subject = " ".join(render("gaps-subject.txt.j2", context, lang).split())
    return Message(
        subject=subject if len(subject) <= SUBJECT_LIMIT else f"{subject[: SUBJECT_LIMIT - 1].rstrip()}…",
        text=render("gaps.txt.j2", context, lang),
        html=render("gaps.html.j2", context, lang),
        payload=_payload(told, subscription.id, names, public_url),
        thread=told[0].thread if len(told) == 1 else "",
        unsubscribe=unsubscribe,
    )


def line(news: GapNews, names: Names, quote: int) -> Line:
    """quote: characters of a quoted sentence."""
    found, reports = news.found, Reports(names.outlets, quote)
    figure = found.claim.claim.figure
    stated = reports.stated(Value(figure.low, figure.high, Qualifier.EXACT.value), [found.claim])
    state = _state(news)
    low, high = found.spread if state is GapState.OPEN else (0, 0)
    parties = {**names.parties.get(news.conflict, {}), **names.recipients.get(news.conflict, {})}
    return Line(
        recipient=parties.get(news.to, news.to),
        state=state.value,
        low=low,
        high=high,
        more=found.gap > 0,
        before=news.before if state is not GapState.OPEN or news.before != found.gap else None,
        stated=stated,
        report=reports.all()[0],
        verdict=found.verdict.value,
        parts=tuple(_part(part) for part in found.parts[:PARTS]),
        also=len(found.parts[PARTS:]),
        first=found.first,
        last=found.last,
        ledger=_ledger(found),
        exchanges=found.exchanges,
        until=found.until,
        base=found.base,
        others=max(0, news.many - 1),
        after=_after(found, names.outlets),
    )


def _state(news: GapNews) -> GapState:
    """A total that was restated, or stands beside another ledger now, may differ still."""
    return GapState.OPEN if news.state is GapState.SETTLED and news.found.verdict.open else news.state


def _part(part: Part) -> Part:
    return Part(part.count, part.day, quotes.line(part.source)[:NAME])


def _ledger(found: Audit) -> Value:
    if found.high is None:
        return Value(found.low, None, Qualifier.AT_LEAST.value)
    return Value(found.low, found.high, "between" if found.low != found.high else Qualifier.EXACT.value)


def _after(found: Audit, outlets: Mapping[str, str]) -> Value | None:
    if found.after is None:
        return None
    figure = found.after.claim.figure
    return Reports(outlets, 0).stated(Value(figure.low, figure.high, Qualifier.EXACT.value), [found.after])


def _payload(told: Sequence[GapNews], subscription: str, names: Names, public_url: str) -> str:
    """As many as go into a body; one always does, for its texts are cut."""
    kept = min(len(told), SHOWN)
    while len((body := _body(told, kept, subscription, names, public_url)).encode()) > LIMIT:
        kept = kept * 3 // 4
    return body


def _body(told: Sequence[GapNews], kept: int, subscription: str, names: Names, public_url: str) -> str:
    data = {
        "subscription": subscription,
        "reviewed": False,
        "gaps": [_gap(one, names) for one in told[:kept]],
        "omitted": len(told) - kept,
        "url": f"{public_url}/totals",
    }
    stamp = _stamp(max(one.changed_at for one in told))
    return json.dumps(
        {"type": Reason.GAP.value, "timestamp": stamp, "data": data}, ensure_ascii=False, separators=(",", ":")
    )


def _gap(news: GapNews, names: Names) -> dict[str, Any]:
    one, found = line(news, names, HOOK_QUOTE), news.found
    return {
        "conflict": news.conflict,
        "to": news.to,
        "name": names.parties.get(news.conflict, {}).get(news.to, news.to),
        "state": one.state,
        "difference": found.gap if _state(news) is GapState.OPEN else 0,
        "difference_most": _farthest(found) if _state(news) is GapState.OPEN else 0,
        "before": one.before,
        "stated": {
            "count": one.stated.low,
            "from": one.first or None,
            "until": one.last or None,
            "stated_by": list(one.stated.stated_by),
            "report": {
                "outlet": one.report.outlet,
                "url": one.report.link or None,
                "lang": one.report.lang or None,
                "published": _stamp(one.report.said_at),
                "quotes": list(one.report.quotes),
            },
        },
        "ledger": {"low": found.low, "high": found.high, "exchanges": found.exchanges},
        "counted_from": one.after.low if one.after else None,
        "verdict": one.verdict,
        "missing": [{"count": part.count, "date": part.day or None, "source": part.source or None}
                    for part in one.parts],
        "totals": news.many,
    }  # fmt: skip


def _farthest(found: Audit) -> int:
    """The difference at the other end, where the sum is disputed and nothing explains it."""
    return max(found.least, found.most, key=abs) if found.verdict is Verdict.UNEXPLAINED and found.least else found.gap


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
