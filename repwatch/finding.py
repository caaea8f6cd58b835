"""`repwatch search`: articles and figures by words and filters, for the terminal or for programs."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from repwatch.jsonl import figure_of
from repwatch.model import Config, Hit, Slice
from review import words
from review.pages.search import FigureRow, Known, Result, problem, result
from review.search import ask
from review.searching import Problem, parse
from review.snippets import Piece, marker
from review.stems import stemmer
from scheduler.indexing import index_all
from scheduler.tools import make_tools
from storage import Storage

BOLD, PLAIN = "\x1b[1m", "\x1b[22m"


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    limit: int
    older: int | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """lines: what is found; notes: beside it; code: to exit with."""

    lines: tuple[str, ...]
    notes: tuple[str, ...]
    code: int


def find(storage: Storage, config: Config, asked: Question, *, take_in: bool) -> Answer:
    """take_in: index first what is not searchable yet."""
    known = Known(make_tools(config).party_names, storage.added.beside(config.outlets))
    query = parse(asked.text, {}, stemmer(), tuple(known.names))
    problems = query.problems or ((Problem("nothing"),) if query.empty else ())
    if problems:
        return Answer((), tuple(problem(one, known) for one in problems), 2)
    notes = [f"{words.number(index_all(storage))} articles and figures taken in"] if take_in else []
    found, missing = ask(storage, query, Slice(asked.limit, asked.older)), storage.search.missing()
    if missing:
        notes.append(f"{words.number(missing)} articles are not searchable yet: --index or the daemon takes them in")
    hits = found.hits if found else ()
    shown = [result(hit, marker(query, stemmer()), known, query) for hit in hits]
    lines = _objects(hits, shown) if asked.as_json else _told(shown)
    return Answer(tuple(lines), tuple(notes), 0 if hits else 1)


def _objects(hits: Iterable[Hit], shown: Iterable[Result]) -> Iterator[str]:
    for hit, one in zip(hits, shown, strict=True):
        yield json.dumps({
            "place": hit.place,
            "article": hit.article.id,
            "reading": hit.article.number,
            "latest": hit.latest,
            "url": hit.article.url,
            "outlet": hit.article.outlet,
            "lang": hit.article.lang,
            "said_at": words.stamp(one.said_at),
            "title": _text(one.title),
            "snippet": _text(one.snippet),
            "figures": [
                {"claim": stored.id, "exchange": hit.exchanges.get(stored.id), **figure_of(stored.claim)}
                for stored in hit.claims
            ],
        })  # fmt: skip


def _told(shown: list[Result]) -> Iterator[str]:
    coloured = sys.stdout.isatty()
    for one in shown:
        replaced = "" if one.latest else f", reading {one.number}, replaced since"
        yield f"{_text(one.title, coloured=coloured) or '(no title)'}"
        yield f"   {one.outlet or 'nobody'}, {words.moment(one.said_at)}{f', {one.lang}' if one.lang else ''}{replaced}"
        yield f"   {one.url or 'no address'}"
        yield f"   {_text(one.snippet, coloured=coloured)}"
        yield from (f"   {_figure(row)}" for row in one.figures)
        yield ""
    if not shown:
        yield "nothing is found"


def _figure(row: FigureRow) -> str:
    side = f" to {row.side}" if row.side else ""
    said = f", according to {row.attributed_to}" if row.attributed_to else ""
    return f"{row.figure}{side} ({row.about}, {row.day}){said}{f', {row.exchange}' if row.exchange else ''}"


def _text(pieces: Iterable[Piece], *, coloured: bool = False) -> str:
    """Control characters of the article do not reach the terminal: line() took them out."""
    return "".join(f"{BOLD}{one.text}{PLAIN}" if coloured and one.marked else one.text for one in pieces)
