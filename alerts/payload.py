"""What a webhook is sent: a JSON body as docs/webhooks.md describes it (R-HOOK-1). Pure."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from alerts.reports import Quoted, Value
from alerts.sections import Section, Side
from repwatch.model import Qualifier

LIMIT = 20_000  # bytes of the body
SEVERAL = "digest"  # the type of a message about more than one exchange


def payload(sections: Sequence[Section], subscription: str, made_at: datetime) -> str:
    """What is too long loses its quotes first, then its reports, then who states what, then its last exchanges.

    It says how many exchanges are left out.
    """
    shorter = (
        sections,
        [_without_quotes(each) for each in sections],
        [_without_reports(each) for each in sections],
        [_without_names(each) for each in sections],
    )
    for kept in shorter:
        if _size(body := _body(kept, 0, subscription, made_at)) <= LIMIT:
            return body
    bare = shorter[-1]
    fewest, most = 0, len(bare) - 1
    while fewest < most:
        middle = (fewest + most + 1) // 2
        fits = _size(_body(bare[:middle], len(bare) - middle, subscription, made_at)) <= LIMIT
        fewest, most = (middle, most) if fits else (fewest, middle - 1)
    return _body(bare[:fewest], len(bare) - fewest, subscription, made_at)


def _without_quotes(section: Section) -> Section:
    return replace(section, reports=tuple(replace(report, quotes=()) for report in section.reports))


def _without_reports(section: Section) -> Section:
    articles = sum(not report.history for report in section.reports)
    section = _each_value(section, lambda value: replace(value, reports=()))
    return replace(section, reports=(), more=section.more + articles)


def _without_names(section: Section) -> Section:
    bare = _without_reports(section)
    return _each_value(bare, lambda value: replace(value, stated_by=(), others=value.others + len(value.stated_by)))


def _each_value(section: Section, change: Callable[[Value], Value]) -> Section:
    sides = (
        replace(side, values=tuple(map(change, side.values)), also=tuple(map(change, side.also)))
        for side in section.sides
    )
    return replace(section, sides=tuple(sides))


def _size(body: str) -> int:
    return len(body.encode())


def _body(sections: Sequence[Section], omitted: int, subscription: str, made_at: datetime) -> str:
    one = len(sections) == 1 and not omitted
    return json.dumps(
        {
            "type": sections[0].whys[0].reason.value if one else SEVERAL,
            "timestamp": _time(made_at),
            "data": {
                "subscription": subscription,
                "reviewed": _reviewed(sections),
                "exchanges": [_exchange(section) for section in sections],
                "omitted": omitted,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _reviewed(sections: Sequence[Section]) -> bool:
    """An editor has looked at every figure that is told."""
    figures = [side.reviewed for section in sections for side in section.sides if side.values]
    return bool(figures) and all(figures)


def _exchange(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "conflict": section.conflict,
        "date": section.date,
        "status": section.status,
        "url": section.page,
        "reasons": [{"type": why.reason.value, "to": why.to or None} for why in section.whys],
        "received": [_side(side) for side in section.sides],
        "reports": [_report(report) for report in section.reports],
        "more_reports": section.more,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "to": side.to,
        "name": side.name,
        "status": side.status or None,
        "origins": side.origins,
        "articles": side.articles,
        "stated_by": side.stated_by or None,
        "rule": side.rule or None,
        "reviewed": side.reviewed,
        "values": [_stated(value) for value in side.values],
        "also_stated": [_stated(value) for value in side.also],
        "before": _value(side.before) if side.before else None,
    }


def _stated(value: Value) -> dict[str, Any]:
    return {
        **_value(value),
        "stated_by": list(value.stated_by),
        "others": value.others,
        "reports": list(value.reports),
        "since": _time(value.since) if value.since else None,
    }


def _value(value: Value) -> dict[str, Any]:
    """Bounds that a program can use without reading the wording."""
    low = 0 if value.wording == Qualifier.UP_TO else value.low
    high = None if value.wording in (Qualifier.AT_LEAST, Qualifier.MORE_THAN) else value.high
    return {"low": low, "high": high, "wording": value.wording}


def _report(report: Quoted) -> dict[str, Any]:
    return {
        "number": report.number,
        "outlet": report.outlet,
        "url": report.link or None,
        "lang": report.lang or None,
        "published": _time(report.said_at),
        "quotes": list(report.quotes),
        "known_history": report.history,
    }


def _time(when: datetime) -> str:
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
