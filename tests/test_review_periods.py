"""How long a bar of the chart is, what stands on its axis, and what several figures add up to."""

import pytest
from builders_review import floor, known, received, stored

from repwatch.model import Figure, Qualifier, Status
from review import words
from review.amounts import added
from review.periods import Period, chosen, marks, name, number


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        pytest.param("2031-05-06", "2031-05-06", Period.DAY, id="one exchange is one day"),
        pytest.param("2031-06-02", "2031-06-20", Period.DAY, id="nineteen days are days"),
        pytest.param("2031-06-02", "2031-07-16", Period.DAY, id="45 days are days"),
        pytest.param("2031-06-02", "2031-07-17", Period.MONTH, id="46 days are months"),
        pytest.param("2031-05", "2031-05-20", Period.DAY, id="an exchange of some day in May does not hide the days"),
        pytest.param("2031-05", "2031-06", Period.MONTH, id="where no day is known there are months"),
        pytest.param("2028-06", "2032-02-26", Period.MONTH, id="four years are months"),
        pytest.param("2028-01", "2032-07", Period.QUARTER, id="55 months are quarters"),
        pytest.param("2028-01", "2041-06", Period.QUARTER, id="54 quarters are quarters"),
        pytest.param("2028-01", "2041-07", Period.YEAR, id="55 quarters are years"),
    ],
)
def test_how_long_a_bar_is(first, last, period):
    assert chosen([last, first]) is period


@pytest.mark.parametrize(
    ("period", "day", "said"),
    [
        pytest.param(Period.DAY, "2031-05-06", "6 May 2031", id="day"),
        pytest.param(Period.DAY, "2031-05", None, id="a month is no day"),
        pytest.param(Period.DAY, None, None, id="no day"),
        pytest.param(Period.MONTH, "2031-12-31", "December 2031", id="December is not January of the next year"),
        pytest.param(Period.MONTH, "2031-01", "January 2031", id="January"),
        pytest.param(Period.QUARTER, "2031-03-31", "January to March 2031", id="end of a quarter"),
        pytest.param(Period.QUARTER, "2031-12", "October to December 2031", id="last quarter"),
        pytest.param(Period.YEAR, "2031-05-06", "2031", id="year"),
    ],
)
def test_which_period_a_day_lies_in(period, day, said):
    at = number(period, day)
    assert (name(period, at) if at is not None else None) == said


@pytest.mark.parametrize(
    ("period", "first", "last", "texts"),
    [
        pytest.param(Period.DAY, "2031-05-06", "2031-05-06", ["6 May"], id="one day"),
        pytest.param(
            Period.DAY, "2031-05-29", "2031-06-02", ["29 May", "31 May", "2 Jun"], id="over the end of a month"
        ),
        pytest.param(Period.MONTH, "2030-11", "2031-02", ["Nov 2030", "Dec", "Jan 2031", "Feb"], id="a few months"),
        pytest.param(Period.MONTH, "2028-06", "2032-02", ["2029", "2030", "2031", "2032"], id="four years"),
        pytest.param(Period.MONTH, "2028-01", "2029-06", ["2028", "2029"], id="a year that begins the chart"),
        pytest.param(Period.MONTH, "2028-02", "2029-06", ["2028", "2029"], id="a first year with room for its name"),
        pytest.param(Period.YEAR, "2001", "2030", ["2001", "2006", "2011", "2016", "2021", "2026"], id="thirty years"),
    ],
)
def test_what_stands_on_the_time_axis(period, first, last, texts):
    ends = [number(period, f"{text}-01" if period is Period.YEAR else text) for text in (first, last)]
    assert [mark.text for mark in marks(period, *ends)] == texts


FIGURES = [
    pytest.param(received(stored(640)), (640, 640, "640"), id="one figure"),
    pytest.param(received(stored(0)), (0, 0, "0"), id="none is a figure"),
    pytest.param(None, (0, 0, "not stated"), id="no figure is no zero"),
    pytest.param(
        received(stored(1245), stored(1248), status=Status.DISPUTED), (1245, 1248, "1,245–1,248"), id="disputed"
    ),
    pytest.param(
        received(stored(1003), status=Status.ROUNDED, low=950, high=1050, best=1003), (1003, 1003, "1,003"),
        id="what some round is the exact figure",
    ),
    pytest.param(received(stored(200), low=190, high=210, best=200), (190, 210, "about 200"), id="about"),
    pytest.param(received(stored(50), low=0, high=50, best=50), (0, 50, "up to 50"), id="up to"),
    pytest.param(
        received(stored(600, figure=floor(600, Qualifier.MORE_THAN)), low=601, high=None, best=None),
        (601, None, "more than 600"), id="more than",
    ),
    pytest.param(
        received(stored(200, figure=Figure(200, 250)), high=250, best=None), (200, 250, "200–250"), id="a range"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("found", "amount"), FIGURES)
def test_what_one_figure_amounts_to(found, amount):
    alone = added([found])
    assert (alone.low, alone.high, alone.text) == amount
    assert alone.text == words.value(found)
    assert alone.parts == ""


def test_a_sum_with_a_disputed_part_is_a_range_and_disputed():
    found = added([received(stored(1200)), received(stored(1245), stored(1248), status=Status.DISPUTED)])
    assert (found.text, found.disputed, found.parts) == ("2,445–2,448", True, "2 exchanges")


def test_a_sum_with_an_open_part_has_no_upper_end():
    found = added([received(stored(40)), received(stored(600), high=None, best=None)])
    assert (found.high, found.text) == (None, "at least 640")


def test_a_sum_tells_what_it_lacks():
    found = added([received(stored(40)), None, None])
    assert (found.text, found.parts) == ("40", "3 exchanges, 2 of them without a figure")
    nothing = added([None, None])
    assert (nothing.text, nothing.parts) == ("not stated", "2 exchanges, 2 of them without a figure")


def test_a_sum_of_nothing_but_zeros_is_zero():
    assert added([received(stored(0)), received(stored(0))]).text == "0"


def test_the_share_of_the_known_history_is_known():
    found = added([received(known(909), origins=0), received(stored(640)), received(known(10), stored(10))])
    assert (found.low, found.known) == (1559, 909)
