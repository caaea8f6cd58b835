"""The ledger that the whole corpus makes, held against the known history and the figures that a person read.

Expected are the exchanges that a relevant article reports as its subject, and of those the sides for which some article
states a current, exact figure. Right is the figure of the history or one that the person read.
"""

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from corpus_replay import CORPUS, corpus_ledger

from repwatch.model import ExchangeStatus, Settlement

ROOT = Path(__file__).parent.parent
SLACK = {"day": 1, "reported": 3}  # days; of a history's exchange that only a report's day is known of
Counts = dict[str, set[int]]


def _history() -> dict[date, tuple[int, dict[str, int]]]:
    with (ROOT / "storage" / "history" / "exchanges.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["date_precision"] in SLACK]
    return {
        date.fromisoformat(row["date"]): (
            SLACK[row["date_precision"]],
            {name.removeprefix("to_"): int(row[name]) for name in ("to_ukraine", "to_russia") if row[name]},
        )
        for row in rows
    }


def _gold() -> Iterator[dict[str, Any]]:
    for file in CORPUS:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["gold"]


def _expected(history: dict[date, tuple[int, dict[str, int]]]) -> dict[date, Counts]:
    found: dict[date, Counts] = {}
    for gold in _gold():
        day = gold.get("main_event") or ""
        if not gold["relevant"] or gold.get("borderline") or len(day) != 10 or date.fromisoformat(day) not in history:
            continue
        sides = found.setdefault(date.fromisoformat(day), {})
        for figure in gold["figures"]:
            current = (figure["kind"], figure["scope"], figure["qualifier"]) == ("bodies", "current", "exact")
            if current and figure["to"] and not figure.get("optional") and isinstance(figure["count"], int):
                sides.setdefault(figure["to"], set()).add(figure["count"])
    return {
        day: {to: counts | {history[day][1].get(to, -1)} for to, counts in sides.items()}
        for day, sides in found.items()
    }


@pytest.fixture
def ledger() -> list[Settlement]:
    return corpus_ledger()


def _on(ledger: list[Settlement], day: date, slack: int) -> Settlement | None:
    """The nearest within the slack."""
    reach = [day + timedelta(days=sign * days) for days in range(slack + 1) for sign in (1, -1)]
    by_day = {settlement.exchange.date: settlement for settlement in ledger}
    return next((by_day[one.isoformat()] for one in reach if one.isoformat() in by_day), None)


def test_every_exchange_that_the_articles_report_is_found(ledger: list[Settlement]) -> None:
    history = _history()
    assert [day for day in sorted(_expected(history)) if not _on(ledger, day, history[day][0])] == []


def test_no_exchange_is_invented(ledger: list[Settlement]) -> None:
    history = _history()
    real = {id(found) for day, (slack, _) in history.items() if (found := _on(ledger, day, slack))}
    assert [one.exchange.date for one in ledger if id(one) not in real] == []


def test_each_side_has_the_figure_that_was_stated(ledger: list[Settlement]) -> None:
    """All of 67: a disputed side holds the known figure between two ends that lie at most 10 apart."""
    history = _history()
    wrong = []
    for day, sides in _expected(history).items():
        settlement = _on(ledger, day, history[day][0])
        received = {side.to: side for side in settlement.received} if settlement else {}
        for to, counts in sides.items():
            side = received.get(to)
            near = side and side.high and side.low <= history[day][1].get(to, -1) <= side.high <= side.low + 10
            right = side and (side.best in counts or (side.best is None and near))
            if not right:
                wrong.append((day, to, sorted(counts), side and (side.low, side.high)))
    assert wrong == []
    assert sum(map(len, _expected(history).values())) == 67


def test_the_articles_dispute_one_exchange(ledger: list[Settlement]) -> None:
    disputed = [one for one in ledger if one.status is ExchangeStatus.DISPUTED]
    assert [
        (one.exchange.date, [(s.to, s.low, s.high) for s in one.received if s.best is None]) for one in disputed
    ] == [("2025-06-16", [("ukraine", 1245, 1248)])]
