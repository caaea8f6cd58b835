"""Settlements in, the ledger as an Atom feed (RFC 4287) out: an entry for each exchange, its id never changes. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

from repwatch.model import Conflict, ExchangeStatus, Reconciliation, Settlement, Stated, Step, StoredClaim, tag
from review import words
from review.ledger import History, parties
from review.pages.disputes import TYPES
from review.tongue import ENGLISH, N_, Tongue

SHOWN = 200  # entries, those that changed last
OWN_WORDS = N_("in the outlet’s own words")  # noqa: RUF001 — as it is printed
SOURCES = 10  # articles for one side
TITLE = N_("Ledger of exchanges")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


@dataclass(frozen=True, slots=True)
class Press:
    """Who publishes. names: of the parties, in the order of the pages; outlets: id -> name. suffix: of addresses."""

    public_url: str
    names: Mapping[str, str]
    outlets: Mapping[str, str]
    tongue: Tongue = ENGLISH
    suffix: str = ""

    def tag(self, what: str) -> str:
        return tag(self.public_url, what)

    def address(self, path: str) -> str:
        return self.public_url.rstrip("/") + quote(path, safe="/") + self.suffix


def as_atom(settlements: Iterable[Settlement], history: History, press: Press, now: datetime) -> str:
    """settlements: the withdrawn ones too, each with its steps in history. now: when a feed without entries changed."""
    told = [one for one in settlements if any(step.received for step in history[one.exchange.id])]
    told.sort(key=lambda one: (history[one.exchange.id][-1].at, one.exchange.id), reverse=True)
    updated = max((history[one.exchange.id][-1].at for one in told), default=now)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{press.tongue.lang}">',
        *_head(press.tag(f"ledger{press.suffix}"), press.tongue.gettext(TITLE), updated),
        "<author><name>repwatch</name></author>",
        _link("self", press.address("/ledger.atom"), "application/atom+xml"),
        _link("alternate", press.address("/"), "text/html"),
        *(line for one in told[:SHOWN] for line in _entry(one, history[one.exchange.id], press)),
        "</feed>\n",
    ]
    return "\n".join(lines)


def _entry(settlement: Settlement, steps: Sequence[Step], press: Press) -> Iterator[str]:
    path = f"exchanges/{settlement.exchange.id}"
    yield "<entry>"
    yield from _head(press.tag(path), _title(settlement, press), steps[-1].at)
    yield f"<published>{words.stamp(steps[0].at)}</published>"
    yield _link("alternate", press.address(f"/{path}"), "text/html")
    yield f'<content type="html">{_escaped("".join(_content(settlement, press)))}</content>'
    yield "</entry>"


def _title(settlement: Settlement, press: Press) -> str:
    tongue = press.tongue
    day = tongue.day(settlement.exchange.date, settlement.exchange.precision)
    heading, state = tongue.pgettext("a heading", "Exchange of %(day)s", day=day), tongue.state(settlement)
    if settlement.status is ExchangeStatus.RETRACTED:
        return f"{heading}: {state}"
    said = ", ".join(tongue.to_side(tongue.value(found), name) for name, found in _sides(settlement, press))
    return f"{heading}: {said} ({state})"


def _sides(settlement: Settlement, press: Press) -> list[tuple[str, Reconciliation | None]]:
    """Both in the same form, also where nothing is stated."""
    received = {found.to: found for found in settlement.received}
    return [(press.names.get(side, side), received.get(side)) for side in parties([settlement], press.names)]


def _content(settlement: Settlement, press: Press) -> Iterator[str]:
    tongue = press.tongue
    if settlement.status is ExchangeStatus.RETRACTED:
        said = tongue.gettext("Nobody stands by it any more. Its page tells what was said before.")
        yield f"<p>{_escaped(said)}</p>"
        return
    for name, found in _sides(settlement, press):
        standing = tongue.standing(found)
        to = tongue.pgettext("a column", "To %(side)s", side=name)
        yield f"<h3>{_escaped(f'{to}: {tongue.value(found)}')}{f' ({standing})' if standing else ''}</h3>"
        if found:
            yield f"<ul>{''.join(_source(one, press) for one in found.claims[:SOURCES])}</ul>"
            if len(found.claims) > SOURCES:
                left = len(found.claims) - SOURCES
                more = tongue.ngettext("%(n)s more claim on its page.", "%(n)s more claims on its page.", left)
                yield f"<p>{_escaped(more)}</p>"
        if why := tongue.rule(found):
            yield f"<p>{_escaped(why)}</p>"
    for conflict in settlement.conflicts:
        yield _conflict(conflict, press)


def _source(stored: StoredClaim, press: Press) -> str:
    tongue = press.tongue
    who = tongue.chain(stored.claim)
    by = tongue.gettext("according to %(who)s", who=who) if who else tongue.gettext(OWN_WORDS)
    said = f"{tongue.figure(stored.claim.figure)}, {by}"
    if stored.id < 0:
        links = ", ".join(_anchor(source, words.site(source)) for source in stored.sources)
        known = _escaped(tongue.gettext("known history"))
        return f"<li>{_escaped(said)} ({known}{f': {links}' if links else ''})</li>"
    outlet = press.outlets.get(stored.outlet, stored.outlet) or words.site(stored.url)
    return f"<li>{_escaped(said)}: {_anchor(stored.url, outlet)}, {tongue.moment(stored.said_at)}</li>"


def _conflict(conflict: Conflict, press: Press) -> str:
    title, meaning = (press.tongue.gettext(text) for text in TYPES.get(conflict.type, (conflict.type, " ")))
    to = press.names.get(conflict.to, conflict.to) if conflict.to else ""
    side = f", {press.tongue.gettext('to %(side)s', side=to)}" if to else ""
    values = "; ".join(_value(each, press.tongue) for each in conflict.values)
    return f"<p>{_escaped(f'{title}{side}: {values}. {meaning}')}</p>"


def _value(stated: Stated, tongue: Tongue) -> str:
    return f"{tongue.span(stated.low, stated.high)}{f' ({stated.attributed_to})' if stated.attributed_to else ''}"


def _anchor(url: str, text: str) -> str:
    return f'<a href="{_escaped(url)}">{_escaped(text)}</a>' if words.linkable(url) else _escaped(text)


def _head(identity: str, title: str, updated: datetime) -> tuple[str, ...]:
    return (
        f"<id>{_escaped(identity)}</id>",
        f"<title>{_escaped(title)}</title>",
        f"<updated>{words.stamp(updated)}</updated>",
    )


def _link(rel: str, href: str, kind: str) -> str:
    return f'<link rel="{rel}" type="{kind}" href="{_escaped(href)}"/>'


def _escaped(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
