"""All readings of one article in, their figures and what changed between them out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from matcher.text import LONGEST
from repwatch.model import Article, Claim, Scope, StoredClaim
from review import words
from review.tongue import ENGLISH, Tongue
from review.wording import Run, around, changes, differs, readable

NEAR = 12  # words shown around a change
SHOWN = 30  # readings on one page, the newest; `repwatch revisions` has all of them


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure as a reading had it. side: empty where none was read."""

    figure: str
    side: str
    about: str
    day: str
    attributed_to: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading. title, text: what changed since the one before, empty where nothing did."""

    number: int
    read_at: datetime
    published: datetime | None
    headline: str
    figures: tuple[FigureRow, ...]
    title: tuple[Run, ...] = ()
    text: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """readings: newest first. url: empty if it is no address to link to. older: how many are left out."""

    id: int
    headline: str
    outlet: str
    url: str
    lang: str
    readings: tuple[Reading, ...]
    older: int


@dataclass(frozen=True, slots=True)
class Edit:
    """An outlet's figure for one side of an exchange, before and after it edited its article. Empty: none."""

    outlet: str
    side: str
    before: str
    after: str
    at: datetime
    article: int
    number: int


def page(
    revisions: Sequence[tuple[Article, Sequence[StoredClaim]]],
    names: Mapping[str, str],
    outlets: Mapping[str, str],
    tongue: Tongue = ENGLISH,
) -> ArticlePage:
    """revisions: oldest first, each with its claims; at least one."""
    last = revisions[-1][0]
    found = readings(revisions[-SHOWN - 1 :], names, tongue)
    return ArticlePage(
        id=last.id,
        headline=readable(last.title),
        outlet=outlets.get(last.outlet, last.outlet),
        url=last.url if words.linkable(last.url) else "",
        lang=last.lang,
        readings=tuple(reversed(found[-SHOWN:])),
        older=max(0, len(revisions) - SHOWN),
    )


def readings(
    revisions: Sequence[tuple[Article, Sequence[StoredClaim]]], names: Mapping[str, str], tongue: Tongue = ENGLISH
) -> tuple[Reading, ...]:
    """Oldest first; the first one is compared with nothing."""
    before: list[Article | None] = [None, *(article for article, _ in revisions)]
    return tuple(
        _reading(earlier, article, tuple(dict.fromkeys(_figure(stored.claim, names, tongue) for stored in claims)))
        for earlier, (article, claims) in zip(before, revisions, strict=False)
    )


def edits(
    revisions: Mapping[int, Sequence[Article]],
    claims: Iterable[StoredClaim],
    names: Mapping[str, str],
    outlets: Mapping[str, str],
    tongue: Tongue = ENGLISH,
) -> tuple[Edit, ...]:
    """revisions: article -> those that were read, oldest first. claims: of any of them, about one exchange.

    In the order of time. An article's first figure is no edit, a figure that it drops or adds later is.
    """
    said: dict[int, list[StoredClaim]] = {}
    for stored in claims:
        if stored.claim.scope is Scope.CURRENT and stored.claim.to:
            said.setdefault(stored.revision, []).append(stored)
    found = [edit for one in revisions.values() for edit in _edits(one, said, (names, outlets), tongue)]
    return tuple(sorted(found, key=lambda edit: (edit.at, edit.article, edit.side)))


def _edits(
    revisions: Sequence[Article],
    said: Mapping[int, Sequence[StoredClaim]],
    named: tuple[Mapping[str, str], Mapping[str, str]],
    tongue: Tongue,
) -> Iterable[Edit]:
    names, outlets = named
    for earlier, later in pairwise(revisions):
        old, new = (_by_side(said.get(one.revision, ()), tongue) for one in (earlier, later))
        for side in sorted({*old, *new}):
            if old.get(side) != new.get(side):
                outlet = outlets.get(later.outlet, later.outlet)
                pair = old.get(side, ""), new.get(side, "")
                yield Edit(outlet, names.get(side, side), *pair, later.fetched, later.id, later.number)


def _by_side(claims: Iterable[StoredClaim], tongue: Tongue) -> dict[str, str]:
    figures: dict[str, list[str]] = {}
    for stored in claims:
        figures.setdefault(str(stored.claim.to), []).append(tongue.figure(stored.claim.figure))
    return {side: " / ".join(sorted(set(each))) for side, each in figures.items()}


def _reading(before: Article | None, article: Article, rows: tuple[FigureRow, ...]) -> Reading:
    same = Reading(article.number, article.fetched, article.published, readable(article.title), rows)
    if before is None:
        return same
    title = changes(readable(before.title), readable(article.title))
    text = changes(readable(before.text[:LONGEST]), readable(article.text[:LONGEST]))  # as far as figures are read
    return Reading(
        same.number, same.read_at, same.published, same.headline, rows,
        title if differs(title) else (),
        around(text, NEAR) if differs(text) else (),
    )  # fmt: skip


def _figure(claim: Claim, names: Mapping[str, str], tongue: Tongue) -> FigureRow:
    to = claim.to or ""
    figure, about = tongue.figure(claim.figure), tongue.scope(claim.scope)
    return FigureRow(figure, names.get(to, to), about, tongue.day(claim.day), tongue.chain(claim))
