"""What somebody typed in, what is to be found out: words, phrases, filters. Pure.

A query is words, all of which must be there: `word`, `"a phrase"`, `-without`, `begin*`, and filters like `lang:uk`.
What cannot be understood is named, never guessed. Every word reaches the index as a quoted string (R-WEB-6).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from repwatch.model import Sought, StateOf, Wanted
from review.stemming import LATIN, Stemmer

LONGEST = 500  # characters of a query
MOST_TERMS = 20
SHORTEST_BEGINNING = 3  # letters before *
HIGHEST = 10_000_000  # of a figure
LANGUAGES = (LATIN, "uk", "ru")
FILTERS = ("outlet", "lang", "after", "before", "figure", "side", "state", "in", "readings")
SEVERAL = ("outlet", "lang")  # may stand more than once: any of them

_QUOTES = str.maketrans(dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f\uff02", '"'))
_PIECE = re.compile(
    r"\s*(?P<minus>[-\u2212\u2013](?=[^\s-]))?"
    r'(?:(?P<key>[A-Za-z]+):(?!//)(?P<value>"[^"]*"|[^\s"]*)|"(?P<phrase>[^"]*)(?P<end>"?)|(?P<word>[^\s"]+))'
)
_GROUPED = re.compile(r"(?<![\w.,-])\d{1,3}(?: \d{3})+(?![\w])")  # one number, as in a text
_FIGURE = re.compile(r"(\d{1,9})(?:(?:\.\.|-)(\d{1,9}))?")
_UNSAFE = re.compile(r"[^a-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a query. kind: of PROBLEMS in review/pages/search.py; value: as it was typed."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row. beginning: of the last one only the beginning is given."""

    words: tuple[str, ...]
    beginning: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """filters: name -> values, as they were typed; without: those that exclude."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.terms or self.filters or self.without or self.problems)

    @property
    def sought(self) -> Sought:
        return Sought.FIGURES if self.one("in").casefold() == Sought.FIGURES else Sought.ARTICLES

    def one(self, name: str) -> str:
        return next(iter(self.filters.get(name, ())), "")


def facets(kind: str, outlet: str, lang: str) -> tuple[str, ...]:
    """Words of the index that no text has: an "a"rticle's or a "c"laim's, of which outlet, in which language."""
    return f"k:{kind}", _facet("o", outlet), _facet("l", lang)


def parse(text: str, fields: Mapping[str, str], stemmer: Stemmer, sides: Collection[str]) -> Query:
    """fields: filters given beside the text, by name; those that are empty say nothing."""
    if max(map(len, (text, *fields.values()))) > LONGEST:
        return Query(text[:LONGEST], problems=(Problem("long"),))
    joined = _GROUPED.sub(lambda found: found.group().replace(" ", ""), text.translate(_QUOTES))
    read = [_read(piece, stemmer) for piece in _PIECE.finditer(joined)]
    read += [Filter(name, value.strip()) for name, value in fields.items() if name in FILTERS and value.strip()]
    terms = tuple(one for one in read if isinstance(one, Term))
    filters, without = _grouped(read, excluded=False), _grouped(read, excluded=True)
    problems = [one for one in read if isinstance(one, Problem)]
    problems += _wrong(filters, without, sides)
    problems += [Problem("many")] if len(terms) > MOST_TERMS else []
    problems += [Problem("nothing")] if text.strip() and not (terms or filters or without or problems) else []
    return Query(text.strip(), terms, filters, without, tuple(dict.fromkeys(problems)))


def wanted(query: Query, stemmer: Stemmer) -> Wanted:
    """Of a query without problems."""
    low, high = figure_range(query) or (None, None)
    return Wanted(
        query.sought,
        expression(query, stemmer),
        since=_midnight(query.one("after")),
        until=_midnight(query.one("before")),
        low=low,
        high=high,
        side=query.one("side").casefold(),
        state=StateOf(query.one("state").casefold()) if query.one("state") else None,
        every_reading=query.one("readings").casefold() == "all",
    )


def figure_range(query: Query) -> tuple[int, int] | None:
    """Both included."""
    found = _FIGURE.fullmatch(_digits(query.one("figure")))
    return (int(found[1]), int(found[2] or found[1])) if found else None


def expression(query: Query, stemmer: Stemmer) -> str:
    """For FTS5. What it excludes is excluded from all that there is, so a query may consist of that alone."""
    parts = [_string("k:c" if query.sought is Sought.FIGURES else "k:a")]
    parts += [_any(_facet(name[0], value) for value in query.filters.get(name, ())) for name in SEVERAL
              if query.filters.get(name)]  # fmt: skip
    parts += [_of(term, stemmer) for term in query.terms if not term.excluded]
    against = [_of(term, stemmer) for term in query.terms if term.excluded]
    against += [_string(_facet(name[0], value)) for name in SEVERAL for value in query.without.get(name, ())]
    asked = " AND ".join(parts)
    return f"({asked}) NOT ({' OR '.join(against)})" if against else asked


def _read(piece: re.Match[str], stemmer: Stemmer) -> Term | Filter | Problem | None:
    """None: it says nothing."""
    excluded = piece["minus"] is not None
    if piece["key"]:
        return _filter(piece["key"], piece["value"].strip('"').strip(), excluded=excluded)
    if piece["phrase"] is not None and not piece["end"]:
        return Problem("quote")
    text = piece["phrase"] or piece["word"] or ""
    words = tuple(word.folded for word in stemmer.words(text))
    beginning = piece["word"] is not None and text.endswith("*")
    if words and beginning and len(words[-1]) < SHORTEST_BEGINNING:
        return Problem("short", text)
    return Term(words, beginning, excluded) if words else None


def _filter(name: str, value: str, *, excluded: bool) -> Filter | Problem:
    if name.casefold() not in FILTERS:
        return Problem("filter", name)
    return Filter(name.casefold(), value, excluded) if value else Problem("value", name.casefold())


def _grouped(read: Iterable[object], *, excluded: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in read:
        if isinstance(one, Filter) and one.excluded is excluded:
            found[one.name] = tuple(dict.fromkeys((*found.get(one.name, ()), one.value)))
    return found


def _wrong(
    filters: Mapping[str, tuple[str, ...]], without: Mapping[str, tuple[str, ...]], sides: Collection[str]
) -> Iterator[Problem]:
    yield from (Problem("exclude", name) for name in without if name not in SEVERAL)
    yield from (Problem("twice", name) for name, values in filters.items() if len(values) > 1 and name not in SEVERAL)
    allowed: dict[str, Collection[str]] = {
        "lang": LANGUAGES, "side": sides, "state": tuple(StateOf), "in": tuple(Sought), "readings": ("all",),
    }  # fmt: skip
    for name, values in (*filters.items(), *without.items()):
        for value in values:
            if name in allowed and value.casefold() not in allowed[name]:
                yield Problem(name, value)
            if name in ("after", "before") and _midnight(value) is None:
                yield Problem("day", value)
            if name == "figure" and not _is_figure(value):
                yield Problem("figure", value)


def _is_figure(value: str) -> bool:
    found = _FIGURE.fullmatch(_digits(value))
    return bool(found and int(found[1]) <= int(found[2] or found[1]) <= HIGHEST)


def _digits(value: str) -> str:
    """Without what groups digits: 1,212 is 1212."""
    return re.sub(r"(?<=\d)[,' \u00a0\u202f\u2009\u2019](?=\d{3}(?!\d))", "", value).replace("\u2013", "-")


def _midnight(text: str) -> datetime | None:
    """2025-06-01 is that day, 2025-06 and 2025 the first day of it; all in UTC."""
    parts = text.split("-")
    if not (len(parts) <= 3 and all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts)):
        return None
    try:
        found = date(int(parts[0]), *(int(part) for part in parts[1:]), *[1] * (3 - len(parts)))
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if len(parts[0]) == 4 else None


def _of(term: Term, stemmer: Stemmer) -> str:
    """The words as each language cuts them, and of a beginning also whatever begins so."""
    forms = [_string(" ".join(stemmer.stem(word, lang) for word in term.words)) for lang in LANGUAGES]
    if term.beginning:
        forms += [
            _string(" ".join([*(stemmer.stem(word, lang) for word in term.words[:-1]), term.words[-1]])) + " *"
            for lang in LANGUAGES
        ]
    return _either(forms)


def _any(words: Iterator[str]) -> str:
    return _either(_string(word) for word in words)


def _either(strings: Collection[str] | Iterator[str]) -> str:
    return f"({' OR '.join(dict.fromkeys(strings))})"


def _string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _facet(name: str, value: str) -> str:
    return f"{name}:" + _UNSAFE.sub(lambda found: f"_{ord(found.group()):x}_", value.casefold())
