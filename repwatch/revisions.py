"""`repwatch revisions`: every reading of one article, for the terminal or for programs."""

import json
import sys
from collections.abc import Iterable, Iterator

from repwatch.jsonl import figure_of
from repwatch.model import Article, Config, StoredClaim
from review import words
from review.pages.article import FigureRow, Reading, readings
from review.wording import Fate, Run
from scheduler.tools import make_tools
from storage import Storage

MARKS = {Fate.SAME: ("", ""), Fate.REMOVED: ("[-", "-]"), Fate.ADDED: ("{+", "+}")}
COLOURS = {Fate.SAME: "", Fate.REMOVED: "\x1b[31m", Fate.ADDED: "\x1b[32m"}
PLAIN = "\x1b[0m"


def show_revisions(storage: Storage, config: Config, url: str, *, as_json: bool) -> list[str] | None:
    """Lines; None: no such article."""
    article = storage.articles.by_url(url)
    if article is None:
        return None
    found = [(one, storage.claims.of_revision(one.revision)) for one in storage.articles.revisions(article.id)]
    told = readings(found, make_tools(config).party_names)
    if as_json:
        return [json.dumps(_object(*pair, one), ensure_ascii=True) for pair, one in zip(found, told, strict=True)]
    coloured = sys.stdout.isatty()
    head = f"{words.bare(article.url)}: {words.count(len(told), 'reading', 'readings')} of {article.outlet or 'nobody'}"
    return [head, *(line for one in told for line in _lines(one, coloured=coloured))]


def _object(article: Article, claims: Iterable[StoredClaim], reading: Reading) -> dict[str, object]:
    return {
        "revision": article.number,
        "fetched": words.stamp(article.fetched),
        "published": words.stamp(article.published) if article.published else None,
        "dated_by": article.dated.value or None,
        "voice": {"name": article.voice.name, "url": article.voice.url} if article.voice else None,
        "baseline": article.baseline,
        "title": reading.headline,
        "figures": [{"claim": one.id, **figure_of(one.claim)} for one in claims],
        "changed": {"title": _runs(reading.title), "text": _runs(reading.text)},
    }


def _runs(runs: Iterable[Run]) -> list[list[str]]:
    return [[run.fate.value, run.text] for run in runs]


def _lines(reading: Reading, *, coloured: bool) -> Iterator[str]:
    yield ""
    yield f"{reading.number}. read {words.moment(reading.read_at)}: {reading.headline or '(no title)'}"
    yield from (f"   {_figure(row)}" for row in reading.figures)
    if not reading.figures:
        yield "   no figures were read"
    for name, runs in (("title", reading.title), ("text", reading.text)):
        if runs:
            yield f"   {name}: {_marked(runs, coloured=coloured)}"
    if reading.number > 1 and not reading.title and not reading.text:
        yield "   only the spacing changed, or what is not shown here"


def _figure(row: FigureRow) -> str:
    side = f" to {row.side}" if row.side else ""
    said = f", according to {row.attributed_to}" if row.attributed_to else ""
    return f"{row.figure}{side} ({row.about}, {row.day}){said}"


def _marked(runs: Iterable[Run], *, coloured: bool) -> str:
    """Control characters of the article do not reach the terminal: readable() took them out."""
    return "".join(_one(run, coloured=coloured) for run in runs).replace("\n", " ")


def _one(run: Run, *, coloured: bool) -> str:
    text = run.text.rstrip()
    start, end = MARKS[run.fate]
    space = run.text[len(text) :]
    if not coloured or run.fate is Fate.SAME:
        return f"{start}{text}{end}{space}"
    return f"{COLOURS[run.fate]}{start}{text}{end}{PLAIN}{space}"
