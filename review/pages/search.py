"""What was asked and what was found in, the page of results out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from repwatch.model import Hit, Hits, Outlet, Sought, StateOf, StoredClaim
from review import words
from review.pages.said import chain
from review.searching import FILTERS, LANGUAGES, Problem, Query, figure_range
from review.snippets import Marker, Piece, marked, snippet
from review.tongue import SCOPES

FIGURES = 5  # shown of one article
LISTED = 200  # outlets; of more the id is typed in
SHARED = ("q", *FILTERS)  # of the address, in this order
PROBLEMS = {
    "long": "The query is too long: at most 500 characters.",
    "many": "These are too many words: at most 20, counting a phrase as one.",
    "nothing": "There is no word in it to search for.",
    "quote": 'A phrase begins with " and does not end. Put a second " behind its last word.',
    "short": "{value} begins too many words: give at least three letters before the *.",
    "filter": "{value}: is no filter. Filters are outlet:, lang:, after:, before:, figure:, side:, state:, in: and "
    "readings:. To search for the words themselves, put them in quotes.",
    "value": "{value}: says nothing. Write what it is to be right behind it, without a space, or leave it out.",
    "exclude": "-{value}: is not possible. Only words, phrases, outlet: and lang: can be excluded.",
    "twice": "{value}: is given twice, with different values. Leave one out.",
    "day": "{value} is no day. Write it as in 2025-06-16, or a month as 2025-06.",
    "figure": "{value} is no figure. Write it as in 1212 or 1,212, or a range as 1000-1250.",
    "lang": "lang:{value} is not known. Languages are {lang}.",
    "side": "side:{value} is not known. Sides are {side}.",
    "state": "state:{value} is not known. States are {state}.",
    "in": "in:{value} is not known. It is in:articles or in:figures.",
    "readings": "readings:{value} is not known. Only readings:all is, which also looks in replaced readings.",
    "place": "The address does not say where in the results to go on. These are the newest.",
}
STATES = {
    StateOf.REPORTED: "reported",
    StateOf.CONFIRMED: "confirmed by both sides",
    StateOf.DISPUTED: "disputed",
    StateOf.WITHDRAWN: "withdrawn",
    StateOf.NONE: "about no exchange",
}
EXAMPLES = (
    ("bodies soldiers", "both words, in any of their forms"),
    ('"тіла полеглих"', "these words in a row, also “тіл полеглих”"),
    ("тела -обмен", "the one without the other"),
    ("репатріа*", "whatever begins so; at least three letters"),
    ("figure:1212", "articles with this figure; figure:1000-1250 for a range"),
    ("side:{side} state:disputed", "figures of one side in exchanges that are disputed"),
    ("lang:uk after:2025-06-01 before:2025-07-01", "in Ukrainian, of June 2025"),
    ("outlet:{outlet} -lang:en", "of one outlet, not in English"),
    ("in:figures medinsky", "single figures, by the words of their sentence"),
    ("readings:all 1212", "also in what an article said before it was changed"),
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """side, exchange: empty where there is none."""

    figure: str
    side: str
    about: str
    day: str
    attributed_to: str
    exchange: str


@dataclass(frozen=True, slots=True)
class Result:
    """more: figures that are not shown. url: empty if it is no address to link to."""

    article: int
    number: int
    latest: bool
    outlet: str
    lang: str
    url: str
    said_at: datetime
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    figures: tuple[FigureRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """results None: nothing was searched for. older, newer: addresses, empty where there is nothing there.

    values: what stands in the form. missing: articles that are not indexed so far.
    """

    values: Mapping[str, str]
    choices: Mapping[str, tuple[Choice, ...]]
    problems: tuple[str, ...]
    results: tuple[Result, ...] | None
    older: str
    newer: str
    missing: int
    examples: tuple[tuple[str, str, str], ...]

    @property
    def active(self) -> tuple[str, ...]:
        """The filters of the form that are set, in words."""
        chosen = {name: one.label for name, listed in self.choices.items() for one in listed if one.chosen}
        return tuple(chosen.get(name) or f"{name} {self.values[name]}" for name in FILTERS if self.values[name])


@dataclass(frozen=True, slots=True)
class Known:
    """What queries may speak of: parties and outlets, by id."""

    names: Mapping[str, str]
    outlets: Sequence[Outlet]

    def outlet(self, identity: str) -> str:
        """Its name; of one that is not configured, its id."""
        return next((one.name for one in self.outlets if one.id == identity), identity)


def page(
    query: Query, values: Mapping[str, str], found: tuple[Hits | None, int], marker: Marker, known: Known
) -> SearchPage:
    """values: of the address. found: None if nothing was searched for; and how many articles are not indexed."""
    hits, missing = found
    shown = hits.hits if hits else ()
    return SearchPage(
        {name: values.get(name, "") for name in SHARED},
        _choices(values, known),
        tuple(problem(one, known) for one in query.problems),
        tuple(result(hit, marker, known, query) for hit in shown) if hits else None,
        address(values, older=shown[-1].place) if hits and hits.older and shown else "",
        address(values, newer=shown[0].place) if hits and hits.newer and shown else "",
        missing,
        tuple(_example(*each, known) for each in EXAMPLES),
    )


def problem(one: Problem, known: Known) -> str:
    """In words."""
    allowed = {"lang": LANGUAGES, "side": tuple(known.names), "state": tuple(STATES)}
    listed = {name: ", ".join(values) for name, values in allowed.items()}
    return PROBLEMS[one.kind].format(value=one.value, **listed)


def address(values: Mapping[str, str], **place: str | int) -> str:
    """That can be shared: what is empty is left out."""
    asked = [(name, values[name]) for name in SHARED if values.get(name)]
    return "/search?" + urlencode([*asked, *place.items()])


def result(hit: Hit, marker: Marker, known: Known, query: Query) -> Result:
    """Of the figures of an article, those that were searched for come first."""
    article, sought = hit.article, figure_range(query)
    claims = sorted(hit.claims, key=lambda stored: not _is_within(stored, sought)) if sought else hit.claims
    rows = dict.fromkeys(_figure(stored, known, hit.exchanges.get(stored.id, "")) for stored in claims)
    single = query.sought is Sought.FIGURES
    return Result(
        article=article.id,
        number=article.number,
        latest=hit.latest,
        outlet=known.outlet(article.outlet),
        lang=article.lang,
        url=article.url if words.linkable(article.url) else "",
        said_at=article.published or article.fetched,
        title=marked(article.title, marker),
        snippet=marked(_sentences(claims), marker) if single else snippet(article.text, marker),
        figures=tuple(rows)[:FIGURES],
        more=max(0, len(rows) - FIGURES),
    )


def _is_within(stored: StoredClaim, sought: tuple[int, int]) -> bool:
    figure = stored.claim.figure
    return any(sought[0] <= end <= sought[1] for end in (figure.low, figure.high))


def _sentences(claims: Sequence[StoredClaim]) -> str:
    return " … ".join(dict.fromkeys(one.shown for stored in claims for one in stored.claim.evidence))


def _figure(stored: StoredClaim, known: Known, exchange: str) -> FigureRow:
    claim = stored.claim
    to = claim.to or ""
    return FigureRow(
        words.figure(claim.figure), known.names.get(to, to), SCOPES[claim.scope], words.day(claim.day), chain(claim),
        exchange,
    )  # fmt: skip


def _choices(values: Mapping[str, str], known: Known) -> dict[str, tuple[Choice, ...]]:
    """What is given and not listed is listed too, so that the form says what was asked. No outlets: they are many."""
    outlets = [(one.id, one.name) for one in known.outlets]
    lists = {
        "outlet": outlets if len(outlets) <= LISTED else [],
        "lang": [("en", "English"), ("uk", "Ukrainian"), ("ru", "Russian")],
        "side": list(known.names.items()),
        "state": [(state.value, label) for state, label in STATES.items()],
        "in": [(Sought.FIGURES.value, "single figures")],
        "readings": [("all", "also readings that were replaced")],
    }
    found = {}
    for name, options in lists.items():
        given = values.get(name, "")
        other = [(given, given)] if given and options and given not in dict(options) else []
        found[name] = tuple(Choice(value, label, given == value) for value, label in [*options, *other])
    return found


def _example(text: str, says: str, known: Known) -> tuple[str, str, str]:
    side = next(iter(known.names), "ukraine")
    outlet = next((one.id for one in known.outlets if one.enabled), "example")
    asked = text.format(side=side, outlet=outlet)
    return asked, address({"q": asked}), says
