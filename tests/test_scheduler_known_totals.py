"""The known history against itself: every stated total with the verdict that a person gave it, and every gap found."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matcher.shortfall import audit
from repwatch.config import load
from repwatch.model import Audit, Handover, Mention, Qualifier, StoredClaim, Verdict, book, is_exact_total
from scheduler.auditing import audit_all
from scheduler.history import load_history
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
KLYMENKO = "ukraine-russia-2025-06-23"  # three bodies that were given back on their own: no Russian total counts them

# Said, to whom, how many, since: the verdict, what is missing (above zero) or too many, and why a person says so.
VERDICTS = [
    ("2022-06-07", "ukraine", 210, "2022-02-24", "out-of-reach", 0, "nothing is stated before it to count on from"),
    ("2022-06-12", "ukraine", 220, "2022-02-24", "unexplained", -40, "another count than 210; 50 of 8 June since then"),
    ("2022-07-12", "ukraine", 400, "2022-02-24", "agrees", 0, "a floor"),
    ("2022-08-10", "ukraine", 500, "2022-05", "out-of-reach", 0, "the counter of the Commissioner's Office is new"),
    ("2022-08-12", "ukraine", 522, "2022-05", "out-of-reach", 0, "500 before it is a floor"),
    ("2022-08-27", "ukraine", 541, "2022-05", "agrees", 0, "522 + 19, of a day in August that is not known"),
    ("2022-11-08", "ukraine", 663, "2022-05", "unexplained", -47, "the counter leaves no room for both times 25"),
    ("2022-11-22", "ukraine", 696, "2022-05", "agrees", 0, "663 + 33"),
    ("2022-11-22", "ukraine", 721, "2022-05", "missing-part", 25, "one outlet; 25 was handed over twice before"),
    ("2022-12-06", "ukraine", 827, "2022-05", "missing-part", 57, "721 + 49; 38 and 19 would close it"),
    ("2022-12-27", "ukraine", 869, "2022-05", "agrees", 0, "827 + 42"),
    ("2023-02-10", "ukraine", 888, "2022-05", "unexplained", -45, "leaves out 42 and 3"),
    ("2023-03-02", "ukraine", 1409, "2022-02-24", "unexplained", 570, "another counter than the one before"),
    ("2023-03-03", "ukraine", 1426, "2022-02-24", "agrees", 0, "1,409 + 17"),
    ("2023-03-24", "ukraine", 1509, "2022-02-24", "agrees", 0, "1,426 + 83"),
    ("2023-05-26", "ukraine", 1500, "2022-02-24", "agrees", 0, "a floor, old by then"),
    ("2023-09-15", "ukraine", 1832, "2022-02-24", "unexplained", -213, "1,509 and what came since is 2,045"),
    ("2023-10-27", "ukraine", 2000, "2022-02-24", "agrees", 0, "about; 1,946"),
    ("2024-03", "ukraine", 2495, "2022-02-24", "unexplained", 99, "1,832 and what came since is 2,396"),
    ("2024-04-12", "ukraine", 2100, "2022-02-24", "agrees", 0, "a floor, old by then"),
    ("2024-06-14", "ukraine", 2400, "2022-02-24", "agrees", 0, "a floor, old by then"),
    ("2024-08-02", "ukraine", 3000, "2022-02-24", "agrees", 0, "a floor, old by then"),
    ("2024-12", "ukraine", 5503, "2022-02-24", "near", -16, "2,495 and what came since is 5,519"),
    ("2024-12-31", "ukraine", 3000, "2024-01-01", "lag", -230, "about; 3,380 with the last one, 2,877 without"),
    ("2025-02-14", "ukraine", 7017, "2022-02-24", "agrees", 0, "5,503 + 2 x 757"),
    ("2025-05", "ukraine", 9744, "2022-02-24", "agrees", 0, "7,017 + 3 x 909"),
    ("2025-06-15", "ukraine", 4812, "2025-06-11", "agrees", 0, "1,212 + 3 x 1,200"),
    ("2025-06-16", "ukraine", 6057, "2025-06-11", "agrees", 0, "4,812 + 1,245"),
    ("2025-06-16", "ukraine", 6060, "2025-06-11", "agrees", 0, "4,812 + 1,248, which is disputed"),
    ("2025-06-16", "russia", 78, "2025-06-11", "agrees", 0, "27 + 51"),
    ("2025-06-16", "ukraine", 15801, "2022-02-24", "agrees", 0, "9,744 + 6,057"),
    ("2025-06-21", "russia", 79, "2025-06-11", "near", 1, "conflicts with 78"),
    ("2025-07-23", "ukraine", 7000, "2025-06-11", "agrees", 0, "about; 7,057"),
    ("2025-08", "russia", 79, "2025-06-11", "unexplained", -40, "conflicts with 78; late"),
    ("2025-08-31", "ukraine", 10000, "2025-01-01", "agrees", 0, "a floor; 12,298"),
    ("2025-09-18", "ukraine", 13000, "2025-01-01", "agrees", 0, "about; 13,298"),
    ("2025-10-23", "russia", 350, "2025-01-01", "lag", -36, "up to; 386 by then"),
    ("2025-10-23", "ukraine", 14000, "2025-01-01", "agrees", 0, "about; 14,298"),
    ("2025-11-13", "ukraine", 9000, "2025-01-01", "agrees", 0, "a floor, whatever it counts from"),
    ("2025-11-13", "russia", 143, "2025-01-01", "other-base", -243, "fits the series up to September"),
    ("2025-11-20", "ukraine", 15000, "2022-02-24", "other-base", -5051, "about; fits the year"),
    ("2025-11-20", "ukraine", 15000, "2025-01-01", "agrees", 0, "a floor"),
    ("2025-12-11", "ukraine", 11000, "2025-06-11", "agrees", 0, "a floor"),
    ("2025-12-11", "russia", 201, "2025-06-11", "left-out", -3, "without the three of 23 June"),
    ("2025-12-30", "ukraine", 12000, "2025-01-01", "other-base", -3701, "about; fits the series, 12,060"),
    ("2025-12-30", "russia", 200, "2025-01-01", "other-base", -232, "about; fits the series"),
    ("2026-01-29", "ukraine", 14480, "2025-01-01", "unexplained", -2821, "14 exchanges of 16"),
    ("2026-01-29", "russia", 391, "2025-01-01", "unexplained", -89, "14 exchanges of 16"),
    ("2026-02-02", "ukraine", 12000, "2025-06-11", "agrees", 0, "a floor"),
    ("2026-02-02", "russia", 200, "2025-06-11", "agrees", 0, "a floor"),
    ("2026-02-26", "ukraine", 18000, "2025-01-01", "agrees", 0, "a floor"),
    ("2026-02-26", "russia", 512, "2025-01-01", "left-out", -3, "without the three of 23 June"),
]


class World:
    """The known history as a ledger. ledger: by receiving side."""

    def __init__(self, tools: Tools) -> None:
        with Storage(MEMORY, migrate=True) as storage:
            load_history(storage, tools, "", LATER)
            storage.meta.started(LATER)
            run_steps(storage, tools, LATER)
            self.questions = storage.reviews.open_questions()
            self.audits = audit_all(storage, tools)
            self.war = tools.lexicon.conflicts["ukraine-russia"]
            self.ledger = {to: storage.sides.book("ukraine-russia", to).handovers for to in ("ukraine", "russia")}

    def again(self, claim: StoredClaim, ledger: Sequence[Handover], told: Iterable[Mention] = ()) -> Audit:
        """The same total against another ledger, with the totals before it as they are."""
        read = claim.claim
        totals = [one.claim for one in self.audits if one.claim.claim.to == read.to]
        earlier = [one for one in totals if one.claim.base == read.base and is_exact_total(one)]
        return audit(claim, book(ledger), self.war, earlier, lambda low, high: told)

    def total(self, said: str, count: int) -> StoredClaim:
        (found,) = [o.claim for o in self.audits if o.claim.claim.day == said and o.claim.claim.figure.low == count]
        return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return World(make_tools(load(path)))


def key(one: Audit) -> tuple[object, ...]:
    claim = one.claim.claim
    return claim.day, claim.to, claim.figure.low, claim.base


def test_every_total_of_the_known_history_has_a_verdict_by_hand(world: World) -> None:
    assert sorted(map(str, (key(one) for one in world.audits))) == sorted(str(row[:4]) for row in VERDICTS)


@pytest.mark.parametrize("row", VERDICTS, ids=lambda row: f"{row[0]} {row[1]} {row[2]} since {row[3]}")
def test_how_each_total_of_the_known_history_lies_to_its_exchanges(world: World, row: tuple[object, ...]) -> None:
    (found,) = [one for one in world.audits if key(one) == row[:4]]
    assert (found.verdict.value, found.gap) == row[4:6]


def test_the_known_history_asks_the_desk_nothing(world: World) -> None:
    assert world.questions == []


def covered(world: World) -> list[tuple[Audit, Handover]]:
    """Every exact total that closes, with every exchange that it counts."""
    found = []
    for one in world.audits:
        exact = one.claim.claim.figure.qualifier is Qualifier.EXACT
        if exact and one.verdict is Verdict.AGREES and is_exact_total(one.claim):
            counted = [each for each in world.ledger[str(one.claim.claim.to)] if one.first <= each.day <= one.last]
            chosen = counted[len(counted) - one.exchanges :]
            found += [(one, each) for each in chosen if each.low and not each.vague]
    return found


def test_a_removed_exchange_is_found_by_its_size_from_every_exact_total_that_counts_it(world: World) -> None:
    cases = covered(world)
    days = {each.day for _, each in cases}
    assert {f"2025-06-{day}" for day in (11, 13, 14, 15, 16)} <= days
    assert {"2025-01-24", "2025-02-14", "2025-03-28", "2025-04-18", "2025-05-16"} <= days
    for one, gone in cases:
        rest = [each for each in world.ledger[str(one.claim.claim.to)] if each is not gone]
        found = world.again(one.claim, rest)
        least, most = found.spread
        assert least <= int(gone.high or 0), (one.claim.claim.figure, gone)
        assert gone.low <= most, (one.claim.claim.figure, gone)
        assert most - least <= 6, "no wider than what is disputed of 16 June"
        assert found.verdict in (Verdict.PART, Verdict.UNEXPLAINED), (one.claim.claim.figure, gone)
        named = world.again(one.claim, rest, [Mention(gone.day, least, "courier")])
        assert (named.verdict, named.parts[0].day, named.gap) == (Verdict.NAMED, gone.day, least)


RUSSIAN = [
    ("2025-01-24", 49), ("2025-02-14", 45), ("2025-03-28", 43), ("2025-04-18", 41), ("2025-05-16", 34),
    ("2025-06-11", 27), ("2025-06-16", 51), ("2025-07-17", 19), ("2025-08-19", 19), ("2025-09-18", 24),
    ("2025-10-23", 31), ("2025-11-20", 30), ("2025-12-19", 26), ("2026-01-29", 38), ("2026-02-26", 35),
]  # fmt: skip


@pytest.mark.parametrize(("day", "size"), RUSSIAN, ids=[day for day, _ in RUSSIAN])
def test_each_exchange_of_2025_is_missed_by_the_russian_total_of_the_two_years(
    world: World, day: str, size: int
) -> None:
    """512 to Russia since the start of 2025 is exact: what it does not count is left out here too."""
    ledger = [one for one in world.ledger["russia"] if one.exchange != KLYMENKO]
    total = world.total("2026-02-26", 512)
    assert world.again(total, ledger).verdict is Verdict.AGREES
    found = world.again(total, [one for one in ledger if one.day != day])
    assert found.gap == size
    assert found.verdict in (Verdict.PART, Verdict.UNEXPLAINED, Verdict.OTHER_BASE)


def test_without_13_june_the_stages_are_4857_and_one_stage_is_missing(world: World) -> None:
    """Feature 4 of the ten."""
    rest = [one for one in world.ledger["ukraine"] if one.day != "2025-06-13"]
    for count in (6057, 6060):
        found = world.again(world.total("2025-06-16", count), rest)
        assert (found.low, found.high, found.gap) == (4857, 4860, 1200)
        assert [part.count for part in found.parts] == [1200]
    assert world.again(world.total("2025-06-16", 15801), rest).gap == 1200


def test_an_exchange_without_a_figure_makes_the_sum_a_floor(world: World) -> None:
    blank = [replace(one, low=0, high=None) if one.day == "2025-06-14" else one for one in world.ledger["ukraine"]]
    found = world.again(world.total("2025-06-16", 6057), blank)
    assert (found.verdict, found.low, found.high, found.gap) == (Verdict.AGREES, 4857, None, 0)
