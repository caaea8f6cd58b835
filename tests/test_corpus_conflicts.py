"""The conflicts that the labelled articles contain, listed by hand from their labels, and found by the ledger."""

from collections.abc import Sequence
from random import Random

import pytest
from corpus_replay import CORPUS, corpus_ledger, corpus_tools

from repwatch.model import Settlement
from scheduler.replay import Arrival, arrivals, replay
from storage import MEMORY, Storage

# Day of the exchange, type, receiving side, the values that stand against each other.
CONFLICTS = {
    # one rewrite gives the 34 to the other side, under the same name
    ("2025-05-16", "SIDE", "ukraine", (34, 909)),
    # the Headquarters against the ministry of the other side, and the totals of the series that follow from it
    ("2025-06-16", "HARD", "ukraine", (1245, 1248)),
    ("2025-06-16", "CUMULATIVE", "ukraine", (6057, 6060)),
    # 79 is what one outlet makes of the total that the same man gave as 78
    ("2025-06-16", "CUMULATIVE", "russia", (78, 79)),
    # one digest turns the sides round
    ("2025-09-18", "SIDE", "ukraine", (24, 1000)),
    # one man, quoted with 1,003 and with the digits 1000: a rounding between quotations
    ("2025-12-19", "ROUND-SUSPECT", "ukraine", (1000, 1003)),
    # a headline of 29 above a text of 26
    ("2025-12-19", "INTERNAL", "russia", (26, 29)),
    # six weeks later one background says 25
    ("2025-12-19", "RESTATEMENT-ERROR", "russia", (25, 26)),
    # three outlets date it on the 30th
    ("2026-01-29", "DATE", None, ("2026-01-29", "2026-01-30")),
}


def replayed(coming: Sequence[Arrival]) -> list[Settlement]:
    with Storage(MEMORY, migrate=True) as storage:
        for _ in replay(storage, corpus_tools(), coming):
            pass
        return storage.exchanges.settlements(known=False)


@pytest.fixture
def ledger() -> list[Settlement]:
    return corpus_ledger()


def test_exactly_these_conflicts_are_found(ledger: list[Settlement]) -> None:
    found = {
        (
            one.exchange.date,
            conflict.type,
            conflict.to,
            tuple(sorted(
                (str(value.claims[0].claim.day) if conflict.type == "DATE" else value.low) for value in conflict.values
            )),
        )
        for one in ledger
        for conflict in one.conflicts
    }  # fmt: skip
    assert found == CONFLICTS


def test_one_exchange_alone_is_disputed(ledger: list[Settlement]) -> None:
    assert [one.exchange.date for one in ledger if one.status == "disputed"] == ["2025-06-16"]


def test_december_has_both_sides_on_one_figure_and_one_side_on_the_other(ledger: list[Settlement]) -> None:
    (december,) = (one for one in ledger if one.exchange.date == "2025-12-19")
    assert {side.to: (side.best, side.stated_by.value) for side in december.received} == {
        "ukraine": (1003, "both"),
        "russia": (26, "receiver"),
    }


def test_each_side_of_the_dispute_has_its_words_and_the_first_who_said_it(ledger: list[Settlement]) -> None:
    (june,) = (one for one in ledger if one.exchange.date == "2025-06-16")
    (hard,) = (conflict for conflict in june.conflicts if conflict.type == "HARD")
    assert hard.difference == 3
    firsts = [value.first for value in hard.values]
    assert [first.lang for first in firsts if first] == ["en", "ru"]
    assert all(first and first.claim.evidence[0].quote for first in firsts)


def shuffled(coming: Sequence[Arrival]) -> list[Arrival]:
    """In another order; the revisions of one page stay in theirs, for the last one is what stands."""
    order = list(coming)
    Random(5).shuffle(order)
    waiting: dict[str, list[Arrival]] = {}
    for one in coming:
        waiting.setdefault(one.article.url, []).append(one)
    return [waiting[one.article.url].pop(0) for one in order]


def told(ledger: list[Settlement]) -> list[object]:
    return [
        (
            one.exchange.date,
            one.status,
            [(s.to, s.status, s.best, s.low, s.high, s.origins, s.stated_by, s.rule, [c.url for c in s.claims])
             for s in one.received],
            [(c.type, c.to, [(v.low, v.attributed_to, [each.url for each in v.claims]) for v in c.values])
             for c in one.conflicts],
        )
        for one in ledger
    ]  # fmt: skip


def test_origins_rules_and_conflicts_do_not_hang_on_the_order_of_arrival(ledger: list[Settlement]) -> None:
    assert told(replayed(shuffled(arrivals(CORPUS, pytest.fail)))) == told(ledger)
