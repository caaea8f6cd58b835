"""What the chart decides: how long a bar, how tall, how the uncertain is drawn, and what the table beside it says."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from builders_review import NAMES, history, known, received, settled, stored
from hypothesis import given
from hypothesis import strategies as st

from repwatch.model import ExchangeStatus, Reconciliation, Settlement, Status
from review.chart import Chart, charts, running
from review.panels import PLOT, STRIPED, Bar, Panel, scales, step

HUGE = 10**12


def on(day: str | None, north: int | None = 640, south: int | None = None, **other: object) -> Settlement:
    sides = [received(stored(low, to)) for low, to in ((north, "north"), (south, "south")) if low is not None]
    return settled(*sides, id=f"north-south-{day}", date=day, **other)


def torn(low: int, high: int, day: str = "2031-05-06") -> Settlement:
    side = received(stored(low, id=1), stored(high, id=2, claimant="Envoy"), status=Status.DISPUTED)
    return settled(side, id=f"north-south-{day}", date=day, status=ExchangeStatus.DISPUTED)


def days(first: str, count: int, apart: int = 1) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(each * apart)).isoformat() for each in range(count)]


def only(*settlements: Settlement) -> Chart:
    (chart,) = charts(settlements, NAMES)
    return chart


def north(chart: Chart) -> Panel:
    return chart.panels[0]


def kinds(bar: Bar) -> list[str]:
    return [block.kind for block in bar.blocks]


@pytest.mark.parametrize(
    ("peak", "steps"),
    [
        (0, 1), (1, 1), (4, 1), (5, 2), (8, 2), (9, 5), (51, 20), (1248, 500), (6060, 2000), (8000, 2000), (8001, 5000),
        (3 * 10**11, 10**11),
    ],
)  # fmt: skip
def test_a_scale_has_round_steps_and_at_most_four(peak, steps):
    assert step(peak) == steps


@pytest.mark.parametrize(
    ("peaks", "tops"),
    [
        pytest.param([1248, 51], [1500, 60], id="sides that differ by twenty have scales of their own"),
        pytest.param([1248, 600], [1500, 1500], id="sides that can be compared share one"),
        pytest.param([0, 0], [1, 1], id="nothing but zero"),
        pytest.param([640], [800], id="one side"),
        pytest.param([640, 0], [800, 1], id="a side that received none"),
    ],
)
def test_which_scales_the_sides_have(peaks, tops):
    assert scales(peaks) == tops


@pytest.mark.parametrize(
    "settlements",
    [
        pytest.param([], id="an empty ledger"),
        pytest.param([on(None)], id="nothing but an unknown day"),
        pytest.param([settled(Reconciliation("north", Status.ONE_ORIGIN, 5, 5, 5, 1, ()))], id="nobody stands by it"),
    ],
)
def test_without_a_day_or_a_claim_there_is_no_chart(settlements):
    assert charts(settlements, NAMES) == ()


def test_one_exchange_stands_in_the_middle_with_its_number():
    chart = only(on("2031-05-06", 640, 51))
    (bar,) = north(chart).bars
    assert chart.title == "Day by day, 6 May 2031"
    assert bar.x + bar.width / 2 == pytest.approx(50)
    assert bar.label is not None
    assert (bar.label.text, bar.title, kinds(bar)) == ("640", "6 May 2031: 640", ["read"])
    assert bar.blocks[0].height == pytest.approx(PLOT * 640 / 800)


def test_a_dispute_can_be_seen_however_small_it_is():
    chart = only(torn(1245, 1248))
    (bar,) = north(chart).bars
    solid, striped = bar.blocks
    assert kinds(bar) == ["read", "disputed"]
    assert striped.height == STRIPED
    assert striped.y == pytest.approx(north(chart).base - PLOT * 1248 / 1500, abs=0.01)
    assert solid.y == pytest.approx(striped.y + striped.height)
    assert "A dispute is never drawn too thin to be seen: its width is in the numbers." in chart.notes


def test_a_wide_dispute_is_drawn_to_scale():
    chart = only(torn(200, 800))
    solid, striped = north(chart).bars[0].blocks
    assert (solid.height, striped.height) == (pytest.approx(PLOT / 4), pytest.approx(PLOT * 3 / 4))
    assert not [note for note in chart.notes if "too thin" in note]


@pytest.mark.parametrize(
    ("found", "drawn", "mark"),
    [
        pytest.param(received(known(909), origins=0), ["known"], None, id="known history"),
        pytest.param(received(stored(909)), ["read"], None, id="read"),
        pytest.param(received(known(909), stored(909)), ["read"], None, id="known and read"),
        pytest.param(received(stored(200), low=190, high=210, best=200), ["read", "loose"], None, id="about"),
        pytest.param(received(stored(50), low=0, high=50, best=50), ["loose"], None, id="up to"),
        pytest.param(received(stored(600), high=None, best=None), ["read"], "↑", id="at least"),
        pytest.param(received(stored(0)), [], "0", id="a stated zero"),
    ],
)
def test_how_a_figure_is_drawn(found, drawn, mark):
    (bar,) = north(only(settled(found))).bars
    assert kinds(bar) == drawn
    assert (bar.mark.text if bar.mark else None) == mark


def test_what_nobody_stated_is_no_zero():
    south = only(on("2031-05-06", 640)).panels[1]
    (bar,) = south.bars
    assert (bar.blocks, bar.mark and bar.mark.text, bar.title) == ((), "?", "6 May 2031: not stated")


def test_known_and_read_of_one_month_stand_on_each_other():
    whole = charts([history(), on("2030-02-27", 91), on("2031-02-01", 5)], NAMES)[-1]
    bottom, top = north(whole).bars[0].blocks
    assert (bottom.kind, top.kind) == ("known", "read")
    assert bottom.height == pytest.approx(PLOT * 909 / 1000, abs=0.01)
    assert top.y + top.height == pytest.approx(bottom.y)


def test_four_years_are_months_and_the_last_weeks_have_days():
    ledger = [on(day, 40) for day in days("2028-06-10", 44, apart=30)] + [
        on(day, 1200) for day in days("2032-02-01", 4)
    ]
    latest, whole = charts(ledger, NAMES)
    assert whole.title.startswith("By month, June 2028 to ")
    assert (latest.title, len(north(latest).bars)) == ("Day by day, 1 February 2032 to 4 February 2032", 4)
    assert "A bar adds up all exchanges of its month." in whole.notes
    assert not [note for note in latest.notes if "adds up" in note]


def test_a_single_late_exchange_has_no_chart_of_its_own():
    assert len(charts([on("2028-06-10"), on("2032-02-01")], NAMES)) == 1


def test_two_exchanges_of_one_day_are_added_up():
    twice = [on("2031-05-06", 40), settled(received(stored(7)), id="east-west-2031-05-06")]
    chart = only(*twice)
    assert chart.rows[0].cells[0].value == "47"
    assert "A bar adds up all exchanges of its day." in chart.notes


def test_an_exchange_of_an_unknown_day_is_in_the_table_alone():
    chart = only(on("2031-05-06"), on(None, 17), on("2031-05", 25))
    assert len(north(chart).bars) == 1
    assert [(row.when, row.cells[0].value, row.drawn) for row in chart.rows] == [
        ("6 May 2031", "640", True),
        ("not drawn", "17", False),
        ("not drawn", "25", False),
    ]
    assert "2 exchanges of no known day: only in the table." in chart.notes


def test_how_far_the_scales_differ_is_said():
    (note,) = only(on("2031-05-06", 1200, 51)).notes
    assert note.endswith("the same number is drawn about 25 times as tall for Southland as for Northland.")
    assert only(on("2031-05-06", 60, 51)).notes == ("All sides have the same scale.",)


def test_the_description_says_the_most():
    chart = only(torn(1245, 1248), on("2031-05-01", 1200, 27))
    assert (
        "Most to Northland: 1,245–1,248, 6 May 2031, disputed. Most to Southland: 27, 1 May 2031." in chart.description
    )


def test_labels_do_not_lie_on_each_other():
    chart = only(*[torn(1200 + at, 1300 + at, day) for at, day in enumerate(days("2031-05-06", 30))])
    places = sorted(bar.label.x for bar in north(chart).bars if bar.label)
    assert places
    assert all(right - left >= 14 for left, right in pairwise(places))


def test_a_huge_number_stays_inside():
    chart = only(on("2031-05-06", HUGE), on("2031-05-07", 1))
    tall, small = (bar.blocks[0].height for bar in north(chart).bars)
    assert tall <= PLOT
    assert small == 1.5
    assert chart.gutter > 100  # "1,000,000,000,000" beside the plot


@given(
    st.lists(
        st.tuples(
            st.dates(date(2022, 1, 1), date(2060, 1, 1)),
            st.integers(0, 10**6),
            st.integers(0, 5000),
            st.booleans(),
        ),
        min_size=1,
        max_size=25,
        unique_by=lambda one: one[0],
    )
)
def test_every_bar_stays_in_its_plot_and_every_exchange_in_the_table(happened):
    ledger = [torn(low, low + more, day.isoformat()) if more else on(day.isoformat(), low if stated else None, 3)
              for day, low, more, stated in happened]  # fmt: skip
    for chart in (drawn := charts(ledger, NAMES)):
        for panel in chart.panels:
            assert panel.scale[0].y == panel.base
            assert len(panel.scale) <= 5
            for bar in panel.bars:
                assert 0 <= bar.x <= bar.x + bar.width <= 100.01
                edges = [(block.y, block.y + block.height) for block in bar.blocks]
                assert all(panel.top - 0.01 <= top <= bottom <= panel.base + 0.01 for top, bottom in edges)
                assert [bottom for _, bottom in edges][1:] == pytest.approx([top for top, _ in edges][:-1])
    linked = [id for row in drawn[-1].rows for id, _ in row.exchanges]
    assert sorted(linked) == sorted(each.exchange.id for each in ledger)


def test_running_totals_add_up_what_was_before_and_keep_its_range():
    lines = [on("2031-01-10", 640, 20), torn(1245, 1248, "2031-03-05"), on("2031-05-01", 100, None)]
    drawn = running(lines, NAMES)
    assert drawn is not None
    assert drawn.title == "Running totals by month, January 2031 to May 2031"
    assert [[cell.value for cell in row.cells] for row in reversed(drawn.rows)] == [
        ["640", "20"], ["1,885–1,888", "20"], ["1,985–1,988", "20"],
    ]  # fmt: skip
    assert [cell.disputed for cell in drawn.rows[0].cells] == [True, False]
    assert drawn.rows[0].cells[1].parts == "3 exchanges, 2 of them without a figure"
    assert [kinds(bar) for bar in north(drawn).bars] == [["read"], ["read", "disputed"], ["read", "disputed"]]
    assert not any(note.startswith("A bar adds up") for note in drawn.notes)


def test_a_running_total_has_no_upper_end_after_an_exchange_that_has_none():
    open_end = settled(received(stored(600), high=None, best=None), id="north-south-2031-02-01", date="2031-02-01")
    drawn = running([on("2031-01-10", 640), open_end, on("2031-05-01", 100)], NAMES)
    assert drawn is not None
    assert [row.cells[0].value for row in drawn.rows] == ["at least 1,340", "at least 1,240", "640"]


@pytest.mark.parametrize("lines", [[], [on(None)], [on("2031-01-10")]], ids=["none", "no day", "one"])
def test_one_exchange_has_no_running_total(lines):
    assert running(lines, NAMES) is None
