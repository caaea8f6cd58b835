"""A stated total against a ledger: what fits, what explains a gap, what a person must look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders_ledger import AGENCY, NORTH_STAFF, claim

from matcher.shortfall import audit
from matcher.spans import first_day, span
from matcher.words import Conflict
from repwatch.model import Audit, Claimant, Handover, Mention, Precision, Qualifier, Scope, StoredClaim, Verdict, book

WAR = Conflict("north-south", {}, {}, {}, series={"june": ("2031-06-11", "2031-06-16")}, war_began="2029-02-24")
LEDGER = {
    "2030-11-02": 400, "2031-02-14": 757, "2031-03-28": 909, "2031-06-11": 1212, "2031-06-13": 1200,
    "2031-06-14": 1200, "2031-06-15": 1200, "2031-06-16": 1245, "2031-07-17": 1000,
}  # fmt: skip
YEAR = "2031-01-01"
ROUND, WORD = {"precision": Precision.ROUND_DIGITS}, {"precision": Precision.ROUND_WORD}
ABOUT, MORE = {"qualifier": Qualifier.ABOUT}, {"qualifier": Qualifier.MORE_THAN}
LEAST, UP_TO = {"qualifier": Qualifier.AT_LEAST}, {"qualifier": Qualifier.UP_TO}


def handovers(ledger: Mapping[str, int | tuple[int, int | None]]) -> list[Handover]:
    ends = {day: one if isinstance(one, tuple) else (one, one) for day, one in ledger.items()}
    return [Handover(f"e{day}", day, low, high) for day, (low, high) in ends.items()]


def total(count: int, said: str, base: str = "series:june", by: Claimant = NORTH_STAFF, **more: object) -> StoredClaim:
    return claim(count, day=said, by=(by,), scope=Scope.CUMULATIVE, base=base, outlet=f"o{count}{said}", **more)  # type: ignore[arg-type]


def audited(
    stated: StoredClaim,
    without: str = "",
    ledger: Mapping[str, int | tuple[int, int | None]] = LEDGER,
    earlier: tuple[StoredClaim, ...] = (),
    told: tuple[Mention, ...] = (),
) -> Audit:
    kept = [one for one in handovers(ledger) if one.day != without]
    return audit(stated, book(kept), WAR, earlier, lambda low, high: [one for one in told if low <= one.count <= high])


@pytest.mark.parametrize(
    ("stated", "without", "verdict", "gap"),
    [
        pytest.param(total(6057, "2031-06-16"), "", "agrees", 0, id="the series"),
        pytest.param(total(4812, "2031-06-15"), "", "agrees", 0, id="so far"),
        pytest.param(total(8723, "2031-07-20", YEAR), "", "agrees", 0, id="the year"),
        pytest.param(total(7723, "2031-07-20", YEAR), "", "lag", -1000, id="the year without its last exchange"),
        pytest.param(total(3612, "2031-06-16"), "", "lag", -2445, id="counts up to 14 June"),
        pytest.param(total(7057, "2031-08-20"), "", "agrees", 0, id="long after the series it means all since"),
        pytest.param(total(6057, "2031-08-20"), "", "lag", -1000, id="the series told again"),
        pytest.param(total(6057, "2031-06-16"), "2031-06-13", "missing-part", 1200, id="one stage is missing"),
        pytest.param(total(8480, "2031-06-18", YEAR), "", "missing-part", 757, id="as many as one of the year"),
        pytest.param(total(6966, "2031-06-18", "2031-02-01"), "", "left-out", -757, id="leaves out 14 February"),
        pytest.param(total(6058, "2031-06-16"), "", "unexplained", 1, id="an official total closes exactly"),
        pytest.param(total(6058, "2031-06-16", by=AGENCY), "", "near", 1, id="the press is careless by a hundredth"),
        pytest.param(total(6057, "2031-06-18", YEAR), "", "other-base", -1666, id="fits the series, not the year"),
        pytest.param(total(8457, "2031-06-16"), "", "missing-part", 2400, id="two of one size"),
        pytest.param(total(9657, "2031-06-16"), "", "missing-part", 3600, id="three of one size"),
        pytest.param(total(6057, "2031-06-16", ""), "", "no-base", 0, id="nothing says since when"),
        pytest.param(total(6057, "2031-06-16", "series:july"), "", "no-base", 0, id="a series that nobody knows"),
        pytest.param(total(6057, "2031-06-16", "2032-01-01"), "", "no-base", 0, id="since a day to come"),
        pytest.param(total(15801, "2031-06-16", "war"), "", "out-of-reach", 0, id="the war began before the ledger"),
    ],
)  # fmt: skip
def test_exact_totals(stated: StoredClaim, without: str, verdict: str, gap: int) -> None:
    found = audited(stated, without)
    assert (found.verdict.value, found.gap) == (verdict, gap)


@pytest.mark.parametrize(
    ("stated", "verdict", "gap"),
    [
        pytest.param(total(6000, "2031-06-16", **ROUND), "agrees", 0, id="6,000 in round digits of 6,057"),
        pytest.param(total(6000, "2031-06-16", **WORD), "agrees", 0, id="six thousand of 6,057"),
        pytest.param(total(6100, "2031-06-16", **ROUND), "agrees", 0, id="6,100 is to the next hundred"),
        pytest.param(total(6300, "2031-06-16", **ROUND), "unexplained", 193, id="6,300 is not"),
        pytest.param(total(6200, "2031-06-16", **ROUND), "near", 93, id="6,200 is within two in a hundred"),
        pytest.param(total(5800, "2031-06-16", **ABOUT), "agrees", 0, id="about 5,800"),
        pytest.param(total(5000, "2031-06-16", **ABOUT), "lag", -807, id="about 5,000, a day late"),
        pytest.param(total(6000, "2031-06-16", **MORE), "agrees", 0, id="more than 6,000"),
        pytest.param(total(6057, "2031-06-16", **MORE), "agrees", 0, id="more than exactly that"),
        pytest.param(total(100, "2031-06-16", **LEAST), "agrees", 0, id="a low floor says nothing"),
        pytest.param(total(7500, "2031-06-16", **MORE), "other-base", 1443, id="a floor above the sum, of the year"),
        pytest.param(total(9000, "2031-06-16", **LEAST), "unexplained", 2943, id="a floor above every sum"),
        pytest.param(total(6500, "2031-06-16", **UP_TO), "agrees", 0, id="up to 6,500"),
    ],
)
def test_rounded_hedged_and_floor_totals_ask_nobody(stated: StoredClaim, verdict: str, gap: int) -> None:
    found = audited(stated)
    assert (found.verdict.value, found.gap, found.asks) == (verdict, gap, False)


def test_what_asks() -> None:
    doubtful = total(6058, "2031-06-16", gates=("side",))
    usual = total(6058, "2031-06-16", gates=("day", "range", "scope"))
    assert [audited(one).asks for one in (usual, doubtful, total(6058, "2031-06-16", baseline=True))] == [
        True, False, False,
    ]  # fmt: skip


def test_a_late_total_says_up_to_which_day_and_one_that_fits_elsewhere_from_which() -> None:
    assert audited(total(3612, "2031-06-16")).until == "2031-06-14"
    found = audited(total(6057, "2031-06-18", YEAR))
    assert (found.base, found.until) == ("2031-06-11", "2031-06-16")


def test_a_disputed_exchange_gives_a_range_in_which_both_totals_fit() -> None:
    ledger = {**LEDGER, "2031-06-16": (1245, 1248)}
    for count in (6057, 6060):
        found = audited(total(count, "2031-06-16"), ledger=ledger)
        assert (found.verdict, found.low, found.high) == (Verdict.AGREES, 6057, 6060)
    short = audited(total(6057, "2031-06-16"), "2031-06-11", ledger)
    assert (short.verdict, short.spread) == (Verdict.UNEXPLAINED, (1209, 1212))


def test_what_somebody_tells_of_names_the_gap_and_the_best_told_day_wins() -> None:
    told = (
        Mention(None, 1212, "herald"), Mention("2031-06", 1212, "herald"), Mention("2031-06-11", 1212, "courier"),
        Mention("2030-06-11", 1212, "of another year"), Mention("2031-06-11", 99, "of another size"),
    )  # fmt: skip
    found = audited(total(6057, "2031-06-16"), "2031-06-11", {**LEDGER}, told=told)
    assert (found.verdict, found.gap, found.parts[0].day, found.parts[0].source) == (
        Verdict.NAMED, 1212, "2031-06-11", "courier",
    )  # fmt: skip


def test_one_that_may_be_left_out_on_several_days_names_them() -> None:
    ledger = {"2031-06-11": 5, "2031-06-13": 5, "2031-06-16": 90}
    left = audited(total(95, "2031-06-16"), ledger=ledger)
    assert (left.verdict, left.gap, [part.day for part in left.parts]) == (
        Verdict.LEFT_OUT, -5, ["2031-06-11", "2031-06-13"],
    )  # fmt: skip


def test_late_in_the_evening_a_total_may_count_the_next_day() -> None:
    evening = total(6057, "2031-06-15", hours=10)
    noon = total(6057, "2031-06-15")
    assert (audited(evening).verdict, audited(evening).until) == (Verdict.AGREES, "2031-06-16")
    assert audited(noon).gap == 1245


def test_where_the_ledger_does_not_reach_a_total_is_counted_on_from_the_highest_of_the_year_before() -> None:
    before = (
        total(9744, "2031-05-20", "war"), total(9000, "2031-05-25", "war"), total(9744, "2031-06-14", "war"),
        total(16000, "2031-06-10", "war"), total(9800, "2029-06-10", "war"),
    )  # fmt: skip
    found = audited(total(15801, "2031-06-16", "war"), earlier=before)
    assert (found.verdict, found.low, found.after) == (Verdict.AGREES, 15801, before[0])
    short = audited(total(15801, "2031-06-16", "war"), "2031-06-14", earlier=before)
    assert (short.verdict, short.gap) == (Verdict.PART, 1200)


def test_an_exchange_of_an_unknown_day_of_the_month_may_be_counted_already() -> None:
    ledger = [Handover("a", "2031-06-11", 500, 500), Handover("b", "2031-06-30", 19, 19, vague=True)]
    found = audit(total(519, "2031-06-20", "2031-06-11"), book(ledger), WAR, (), lambda low, high: ())
    assert (found.verdict, found.until) == (Verdict.AGREES, "2031-06")


@pytest.mark.parametrize(
    ("base", "said", "expected"),
    [
        pytest.param("series:june", "2031-06-14", ("2031-06-11", "2031-06-14"), id="under way"),
        pytest.param("series:june", "2031-06-30", ("2031-06-11", "2031-06-16"), id="just over"),
        pytest.param("series:june", "2031-07-01", ("2031-06-11", "2031-07-01"), id="long over"),
        pytest.param("war", "2031-06-14", ("2029-02-24", "2031-06-14"), id="the war"),
        pytest.param("2029-01-01", "2031-06-14", ("2029-02-24", "2031-06-14"), id="the year in which it began"),
        pytest.param("2030", "2031-06-14", ("2030-01-01", "2031-06-14"), id="a year"),
        pytest.param("2030-05", "2031-06-14", ("2030-05-01", "2031-06-14"), id="a term of office"),
        pytest.param("", "2031-06-14", None, id="nothing"),
        pytest.param("2031-07-01", "2031-06-14", None, id="a day to come"),
    ],
)
def test_which_days_a_base_means(base: str, said: str, expected: tuple[str, str] | None) -> None:
    assert span(base, said, WAR) == expected
    assert first_day(base, WAR) >= (expected or ("",))[0]


@pytest.mark.parametrize(
    ("stated", "day", "verdict"),
    [
        pytest.param(total(7723, "2031-06-20", YEAR), "2031-06-20", "agrees", id="of its own day"),
        pytest.param(total(7723, "2031-06", YEAR), "2031-06-30", "agrees", id="of its month"),
        pytest.param(total(8480, "2031-06", YEAR), "2031-06-30", "missing-part", id="one too many for its month"),
    ],
)
def test_a_total_that_is_retold_later_is_held_to_the_ledger_of_when_it_was_told(
    stated: StoredClaim, day: str, verdict: str
) -> None:
    later = replace(stated, said_at=datetime(2031, 9, 1, 12, tzinfo=UTC))
    assert later.told_on == day
    assert audited(later).verdict == verdict


def test_a_total_of_the_month_in_which_it_is_told_counts_to_the_day_of_its_telling() -> None:
    june = replace(total(4812, "2031-06-15"), claim=replace(total(4812, "2031-06-15").claim, day="2031-06"))
    assert june.told_on == "2031-06-15"
