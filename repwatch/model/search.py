"""What is searched for, and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from repwatch.model.articles import Article
from repwatch.model.exchanges import StoredClaim


class Sought(StrEnum):
    """What one result is."""

    ARTICLES = "articles"
    FIGURES = "figures"


class StateOf(StrEnum):
    """How the exchange stands that a claim is about; NONE: it belongs to none."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """match: an FTS5 expression over stems, every word of it quoted. since, until: said at or after, before.

    low, high: of figures, both included. every_reading: also readings that a later one has replaced.
    """

    sought: Sought
    match: str
    since: datetime | None = None
    until: datetime | None = None
    low: int | None = None
    high: int | None = None
    side: str = ""
    state: StateOf | None = None
    every_reading: bool = False

    @property
    def by_claims(self) -> bool:
        return self.low is not None or bool(self.side) or self.state is not None


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of what is found, newest first: what is older than this place, or newer; of neither, the newest."""

    limit: int = 20
    older: int | None = None
    newer: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """claims: the one that was found, or all that stand of the article. exchanges: claim id -> exchange."""

    place: int
    article: Article
    latest: bool
    claims: tuple[StoredClaim, ...]
    exchanges: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hits:
    """hits: newest first. older, newer: whether there are more on that side."""

    hits: tuple[Hit, ...]
    older: bool
    newer: bool


@dataclass(frozen=True, slots=True)
class Indexed:
    """The stems of one reading (claim None), or of the sentences of one claim; facets: words that tell what it is."""

    article: int
    revision: int
    claim: int | None
    said_at: datetime
    title: str
    text: str
    facets: str


@dataclass(frozen=True, slots=True)
class Unindexed:
    """Some of what is not indexed yet, read between two marks. articles or claims: the others are empty."""

    what: str
    marks: tuple[int, int]
    after: tuple[int, int]  # the marks once these are indexed
    articles: tuple[Article, ...] = ()
    claims: tuple[StoredClaim, ...] = ()
