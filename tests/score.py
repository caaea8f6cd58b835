"""Read figures against labelled ones: right, wrong and missed, as the tests and docs/matcher.md count them.

A figure is right when the receiving side, the count and, for `all`, the scope agree. Optional gold figures are counted
neither way; `said` is the share of current figures found whose author is the labelled one. The unseen third is fixed by
the event an article is about, so that no event stands in both parts.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from matcher.extract import extract
from matcher.text import fold, tokens
from matcher.words import Lexicon, build, typed
from repwatch.config import known_conflicts, known_languages
from repwatch.jsonl import article_of, printed
from repwatch.lexicon import tables

CORPUS = Path(__file__).parent / "data" / "corpus"
SPLIT = json.loads((CORPUS / "split.json").read_text(encoding="utf-8"))
UNSEEN, TUNED = frozenset(SPLIT["unseen"]), frozenset(SPLIT["tuned"])
Row = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, gold: Iterable[object], optional: Iterable[object], found: Iterable[object]) -> None:
        wanted, spare, seen = Counter(gold), Counter(optional), Counter(found)
        self.right += (wanted & seen).total()
        self.missed += (wanted - seen).total()
        self.wrong += (seen - wanted - spare).total()

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Score:
    current: Tally
    all: Tally
    relevant: Tally
    dated: Tally
    said: Tally
    negatives: int = 0
    alarms: int = 0

    def __str__(self) -> str:
        rates = "  ".join(f"{name} {getattr(self, name).f1:.3f}" for name in ("current", "all", "relevant"))
        dated = self.dated.right / max(1, self.dated.right + self.dated.wrong)
        said = self.said.right / max(1, self.said.right + self.said.wrong)
        return f"{rates}  dated {dated:.3f}  said {said:.3f}  false alarms {self.alarms} of {self.negatives}"


@cache
def lexicon() -> Lexicon:
    return build(tables(known_languages(), known_conflicts()))


def articles(language: str) -> list[Row]:
    return [json.loads(line) for line in (CORPUS / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()]


def unseen(row: Row) -> bool:
    """A third of the events, by their day; an article about no event goes by itself. The file lists both parts."""
    key = str(row["gold"]["main_event"] or row["id"])
    assert (key in UNSEEN) != (key in TUNED), f"{key} is missing in split.json"
    return key in UNSEEN


def score(rows: Iterable[Row]) -> Score:
    total = Score(Tally(), Tally(), Tally(), Tally(), Tally())
    for row in rows:
        _add(total, row, read(row))
    return total


def read(row: Row) -> Row:
    return _read(json.dumps({key: value for key, value in row.items() if key != "gold"}))


@cache
def _read(line: str) -> Row:
    """Once, however many tests look at what came of it."""
    name, article = article_of(line)
    return printed(name, extract(article, None, lexicon()))


def _add(total: Score, row: Row, found: Row) -> None:
    gold = row["gold"]
    required = [one for one in gold["figures"] if not one.get("optional")]
    optional = [one for one in gold["figures"] if one.get("optional")]
    for tally, scopes in ((total.current, ("current",)), (total.all, None)):
        total_of = [_keys(each, scopes) for each in (required, optional, found["figures"])]
        tally.add(*total_of)
    current = {key: figure for figure in _bodies(found["figures"], ("current",)) if (key := _key(figure))}
    for figure in _bodies(required, ("current",)):
        if _key(figure) in current:
            same = _is_author(figure["attributed_to"], current[_key(figure)]["attributed_to"], row["lang"])
            total.said.right, total.said.wrong = total.said.right + same, total.said.wrong + (not same)
        if figure.get("event_date") and figure.get("date_basis") != "world" and _key(figure) in current:
            same = (current[_key(figure)]["event_date"] or "").startswith(figure["event_date"])
            total.dated.right, total.dated.wrong = total.dated.right + same, total.dated.wrong + (not same)
    if not gold.get("borderline"):
        total.relevant.add([1] if gold["relevant"] else [], [], [1] if found["relevant"] else [])
        total.negatives += not gold["relevant"]
        total.alarms += not gold["relevant"] and bool(current)


def _is_author(wanted: str | None, found: str | None, lang: str) -> bool:
    """One of those who are labelled: the same in the lexicon, else in words."""
    labelled, read = ({_author(one, lang) for one in (text or "").split(";")} for text in (wanted, found))
    return bool(labelled & read)


def _author(text: str, lang: str) -> str:
    items = typed(tokens(fold(text, lexicon().alphabet).text), lexicon().languages[lang])
    named = [term for cls in ("CLAIMANT", "PARTY") for item in items if (term := item.term(cls))]
    return named[0].id if named else text.strip().lower()


def _bodies(figures: Iterable[Row], scopes: tuple[str, ...] | None) -> list[Row]:
    return [one for one in figures if one["kind"] == "bodies" and (scopes is None or one["scope"] in scopes)]


def _key(figure: Row) -> tuple[object, ...]:
    return figure["to"], str(figure["count"]), figure["scope"]


def _keys(figures: Iterable[Row], scopes: tuple[str, ...] | None) -> list[tuple[object, ...]]:
    return [_key(figure) for figure in _bodies(figures, scopes)]


def table() -> list[str]:
    """A line for each language and part."""
    lines = []
    for language in known_languages():
        for part in ("tuned ", "unseen"):
            rows = (row for row in articles(language) if unseen(row) == (part == "unseen"))
            lines.append(f"{language} {part}  {score(rows)}")
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join([*table(), ""]))
