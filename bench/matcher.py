"""The matcher beside two regex baselines in one run: quality on the labelled articles, speed, and the worst texts.

    .venv/bin/python bench/matcher.py

B0 takes every number near a word for a body, the larger ones to the side that usually gets more; B1 only a number right
beside the word. Both call everything current. Times are of one core; compare the columns, not two runs.
"""

import json
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from score import articles, lexicon, read, unseen  # noqa: E402 the tests' reader of the corpus

from matcher.extract import extract  # noqa: E402
from matcher.relevance import why_relevant  # noqa: E402
from repwatch.jsonl import article_of  # noqa: E402
from repwatch.model import Article  # noqa: E402

NEAR = {"B0": 25, "B1": 2}  # characters between number and word at most
NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|(?<![\d.,])\d{1,5}(?![\d.,]*\d)")
DAY = datetime(2025, 6, 16, tzinfo=UTC)
LARGER_FROM = 150  # bodies; what a baseline takes for a handover to the side that usually gets more
Row = dict[str, Any]
Figures = list[tuple[int, str, str]]
Reader = Callable[[Row], Figures]


def baseline(name: str) -> Reader:
    words = tomllib.loads((HERE / "baselines.toml").read_text(encoding="utf-8"))
    bodies = {lang: re.compile(rf"\b(?:{table['body']})", re.IGNORECASE) for lang, table in words.items()}

    def read_row(row: Row) -> Figures:
        text = f"{row['title']}\n{row['text']}"
        places = [(match.start(), match.end()) for match in bodies[row["lang"]].finditer(text)]
        found = {}
        for match in NUMBER.finditer(text):
            count = int(re.sub(r"\D", "", match.group()))
            near = any(max(start - match.end(), match.start() - end) <= NEAR[name] for start, end in places)
            if near and count and not 1900 < count < 2100:
                found[count] = (count, "ukraine" if count >= LARGER_FROM else "russia", "current")
        return list(found.values())

    return read_row


def repwatch(row: Row) -> Figures:
    return [_figure(one) for one in read(row)["figures"] if one["kind"] == "bodies"]


def _figure(one: Row) -> tuple[int, str, str]:
    count = one["count"]
    return (count if isinstance(count, int) else count[0], str(one["to"]), one["scope"])


def f1(rows: Sequence[Row], reader: Reader, keep: slice) -> float:
    right = wrong = missed = 0
    for row in rows:
        gold = [one for one in row["gold"]["figures"] if one["kind"] == "bodies"]
        wanted = Counter(_figure(one)[keep] for one in gold if not one.get("optional"))
        spare = Counter(_figure(one)[keep] for one in gold if one.get("optional"))
        found = Counter(one[keep] for one in reader(row))
        right += (wanted & found).total()
        missed += (wanted - found).total()
        wrong += (found - wanted - spare).total()
    return 2 * right / max(1, 2 * right + wrong + missed)


def alarms(rows: Sequence[Row], reader: Reader) -> str:
    unrelated = [row for row in rows if not row["gold"]["relevant"] and not row["gold"].get("borderline")]
    return f"{sum(any(one[2] == 'current' for one in reader(row)) for row in unrelated)} of {len(unrelated)}"


def quality(rows: Sequence[Row]) -> Iterator[str]:
    yield f"{'':10}{'part':8}{'count':>8}{'+ side':>8}{'+ scope':>9}  false alarms"
    readers: dict[str, Reader] = {"B0": baseline("B0"), "B1": baseline("B1"), "repwatch": repwatch}
    for name, reader in readers.items():
        for part in ("tuned", "unseen"):
            chosen = [row for row in rows if unseen(row) == (part == "unseen")]
            scores = [f1(chosen, reader, slice(0, width)) for width in (1, 2, 3)]
            yield f"{name:10}{part:8}{scores[0]:8.2f}{scores[1]:8.2f}{scores[2]:9.2f}  {alarms(chosen, reader)}"


def seconds(work: Callable[[], object], least: float = 1.0) -> float:
    """Of one call, the best of all that fit into so many seconds."""
    best, end = float("inf"), time.perf_counter() + least
    while time.perf_counter() < end:
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def speed(rows: Sequence[Row]) -> Iterator[str]:
    known = lexicon()
    relevant = [_article(row) for row in rows if row["gold"]["relevant"]]
    taken = seconds(lambda: [extract(article, None, known) for article in relevant], 5.0)
    yield f"full extraction: {len(relevant) / taken:,.0f} relevant articles/s"
    others = [_article(row) for row in rows if not row["gold"]["relevant"]]
    others = [one for one in others if not why_relevant(known, one.title, one.text)]
    size = sum(len(f"{one.title}{one.text}".encode()) for one in others)
    taken = seconds(lambda: [why_relevant(known, one.title, one.text) for one in others])
    yield f"relevance: {len(others) / taken:,.0f} unrelated articles/s, {size / taken / 1e6:,.0f} MB/s"
    for name in ("B0", "B1"):
        reader = baseline(name)
        taken = seconds(lambda reader=reader: [reader(row) for row in rows])
        yield f"{name}: {len(rows) / taken:,.0f} articles/s"


WORST = {
    "ten thousand numbers": "640 " * 25_000,
    "ten thousand body words": "bodies " * 14_000,
    "one sentence": "Ukraine received 640 bodies and Russia 22 bodies and " * 2_000,
    "many sentences": "Ukraine received 640 bodies. " * 3_500,
    "commas": "Ukraine, Russia, bodies, 640, " * 3_400,
    "formulas": "Ukraine and Russia exchanged bodies 640 for 22, " * 2_100,
    "bare formulas": "640 for 22 " * 9_000,
    "dates": "On 11 June 2025 Ukraine received 640 bodies, " * 2_200,
    "quotes": '"Ukraine said "Russia said "640 bodies' * 2_600,
    "mixed scripts": "Украина получила 640 тел Ukraine received " * 1_400,
    "digits": "1234567890" * 10_000,
}


def worst() -> Iterator[str]:
    known = lexicon()
    for name, text in WORST.items():
        whole = text[:100_000]
        times = [seconds(lambda part=part: extract(_text(part), None, known), 0.4) for part in (whole[:20_000], whole)]
        yield f"{name:26}{len(whole) / 1000:5.0f} kB {times[1] * 1000:7.0f} ms, {times[1] / times[0]:.1f} times 20 kB"


def _article(row: Row) -> Article:
    return article_of(json.dumps({key: value for key, value in row.items() if key != "gold"}))[1]


def _text(text: str) -> Article:
    return Article("https://a.example/1", "a", "Ukraine receives bodies from Russia", text, DAY, DAY, lang="en")


def main(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    ROWS = [row for language in ("en", "uk", "ru") for row in articles(language)]
    main(quality(ROWS))
    main(speed(ROWS))
    main(worst())
