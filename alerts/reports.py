"""Which articles stand behind a figure: numbered, each once, with outlet, time, language, link and sentence. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts import quotes
from repwatch.model import StoredClaim

SHOWN = 3  # claimants and reports shown for one figure; the page has them all
NAME_LIMIT = 120  # characters of a claimant's or outlet's name
LONGEST_LINK = 2048


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as it is worded: exact, about, at_least, more_than, up_to, between. reports: numbers of the reports."""

    low: int
    high: int | None
    wording: str
    stated_by: tuple[str, ...] = ()
    others: int = 0  # claimants beyond those named
    reports: tuple[int, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """One article. link "": its address is not one to link to, or it is known history and has none."""

    number: int
    outlet: str
    link: str
    lang: str
    said_at: datetime
    quotes: tuple[str, ...]
    history: bool


class Reports:
    """Numbers the articles that are quoted, each once, in the order in which figures refer to them."""

    def __init__(self, outlets: Mapping[str, str], limit: int) -> None:
        self._outlets = outlets
        self._limit = limit
        self._numbers: dict[tuple[str, str], int] = {}
        self._first: dict[int, StoredClaim] = {}
        self._quotes: dict[int, dict[str, str]] = {}

    def stated(self, value: Value, claims: Sequence[StoredClaim], attributed_to: str = "") -> Value:
        """The value with its claimants and the first report of each."""
        ordered = sorted(claims, key=lambda each: (each.said_at, each.id))
        named = _claimants(ordered) or {outlet: None for each in ordered if (outlet := self._outlet(each))}
        who = tuple(named) or ((attributed_to,) if attributed_to else ())
        return replace(
            value,
            stated_by=tuple(quotes.line(name)[:NAME_LIMIT] for name in who[:SHOWN]),
            others=len(who[SHOWN:]),
            reports=tuple(dict.fromkeys(self._number(each) for each in _telling(ordered))),
            since=ordered[0].said_at if ordered else None,
        )

    @property
    def articles(self) -> int:
        return sum(not _history(each) for each in self._first.values())

    def all(self) -> tuple[Quoted, ...]:
        return tuple(
            Quoted(
                number=number,
                outlet=quotes.line(self._outlet(first))[:NAME_LIMIT],
                link=link(first.url or next(iter(first.sources), "")),
                lang=first.lang,
                said_at=first.said_at,
                quotes=tuple(self._quotes[number].values()),
                history=_history(first),
            )
            for number, first in self._first.items()
        )

    def _number(self, claim: StoredClaim) -> int:
        key = (claim.url, "") if claim.url else (claim.reporters, str(claim.said_at))
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        self._first.setdefault(number, claim)
        found = self._quotes.setdefault(number, {})
        body = [each for each in claim.claim.evidence if each.zone != "title"]
        for each in (body or list(claim.claim.evidence))[:1]:
            found.setdefault(each.shown, quotes.shown(each.shown, claim.claim.figure.low, self._limit))
        return number

    def _outlet(self, claim: StoredClaim) -> str:
        return claim.reporters if _history(claim) else self._outlets.get(claim.outlet, claim.outlet)


def _history(claim: StoredClaim) -> bool:
    return claim.id < 0


def _claimants(claims: Iterable[StoredClaim]) -> dict[str, None]:
    """Names of the roots, each once, however it is spelt in which language."""
    found: dict[str, str] = {}
    for each in claims:
        for root in each.claim.claimants[:1]:
            found.setdefault(root.id or root.text.casefold(), root.text)
    return dict.fromkeys(found.values())


def _telling(claims: Sequence[StoredClaim]) -> list[StoredClaim]:
    """The reports to show: the first of each claimant, then the next ones in time."""
    roots: set[str] = set()
    first: list[StoredClaim] = []
    for each in claims:
        root = next((claimant.id or claimant.text.casefold() for claimant in each.claim.claimants), each.outlet)
        if root not in roots:
            roots.add(root)
            first.append(each)
    rest = [each for each in claims if each not in first]
    return (first + rest)[:SHOWN]


def link(url: str) -> str:
    """The address if a mail may link to it (R-FEED-4, R-MAIL-6), else empty."""
    plain = url.startswith(("https://", "http://")) and len(url) <= LONGEST_LINK
    return url if plain and url.isprintable() and " " not in url else ""
