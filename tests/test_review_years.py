"""The ledger line by line: what the list knows without any claim, and the pages that it is cut into."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders_desk import configured, elsewhere, filled, publish, served
from builders_review import NAMES, NOW, disputed, floor, history, known, received, settled, stored
from lxml import html

from repwatch.model import Exchange, Line, Qualifier, Settlement, Status, line_body
from review import ledger
from review.app import build
from review.kept import MOST, Kept
from review.lines import Gap
from review.pages import ledger as front
from storage import Storage

SETTLEMENTS = [
    pytest.param(disputed(), id="disputed"),
    pytest.param(history(), id="known history"),
    pytest.param(settled(received(stored(600, figure=floor(600)), high=None, best=None)), id="at least so many"),
    pytest.param(
        settled(received(stored(600, figure=floor(600, Qualifier.MORE_THAN)), known(590), high=None, best=None)),
        id="more than so many, and the known history",
    ),
    pytest.param(settled(received(stored(1003), stored(1000, id=2), status=Status.ROUNDED, best=1003)), id="rounded"),
    pytest.param(settled(received(stored(640)), date="2031-05", precision="month"), id="of a month"),
]


def line(settlement: Settlement, turn: int = 1) -> Line:
    return Line(settlement.exchange, line_body(settlement), turn)


def days(many: int, apart: int = 10) -> list[Settlement]:
    """Newest first."""
    first = date(2031, 5, 6)
    found = [(first - timedelta(apart * each)).isoformat() for each in range(many)]
    return [settled(received(stored(640)), id=f"north-south-{day}", date=day) for day in found]


@pytest.mark.parametrize("settlement", SETTLEMENTS)
def test_a_line_says_what_its_settlement_says(settlement):
    one = line(settlement)
    assert ledger.as_rows([one], NAMES) == ledger.as_rows([settlement], NAMES)
    assert ledger.as_csv([one]) == ledger.as_csv([settlement])
    assert front.listing("", [one], NAMES) == front.listing("", [settlement], NAMES)


def test_a_long_ledger_is_shown_by_its_latest_exchanges_and_has_a_page_for_each_year():
    lines = days(450)
    shown = front.listing("", lines, NAMES)
    assert [row.id for row in shown.found] == [one.exchange.id for one in lines[: front.SHOWN]]
    assert shown.left_out == 450 - front.SHOWN
    assert sum(year.many for year in shown.years) == 450
    pages = [front.listing(year.name, lines, NAMES) for year in shown.years]
    assert [row.id for page in pages for row in page.found] == [one.exchange.id for one in lines]
    assert all(page.year == page.charts[0].title[-4:] for page in pages)


def test_what_has_no_day_has_a_page_too():
    lines = [*days(3), settled(received(stored(5)), id="north-south-x", date=None)]
    assert front.listing("", lines, NAMES).years[-1] == front.Year(front.UNDATED, 1)
    found = front.listing(front.UNDATED, lines, NAMES)
    assert (len(found.found), found.charts) == (1, ())


def test_a_row_of_many_exchanges_leads_to_their_year():
    whole = front.listing("", days(400, 1), NAMES).charts[-1]
    assert [(len(row.exchanges), row.year) for row in whole.rows][:2] == [(6, ""), (30, "2031")]


def test_what_was_made_is_made_anew_when_the_ledger_has_changed():
    kept, made = Kept(), []
    for version in ("1", "1", "2", "2", "1"):
        kept.get("page", version, lambda: made.append(1))
    assert len(made) == 3
    for page in range(MOST + 1):
        kept.get(str(page), "1", lambda: made.append(1))
    kept.get("0", "1", lambda: made.append(1))
    assert len(made) == 3 + MOST + 2, "what was asked for longest ago is forgotten"


@pytest.fixture
def config(tmp_path: Path):
    config = configured(tmp_path)
    filled(config)
    for number, day in enumerate(("2031-05-06", "2030-05-06")):
        exchange = Exchange(f"north-south-{day}", "north-south", day)
        publish(config, exchange, elsewhere(stored(640, day=day), number))
    return config


def lines_of(config) -> list[str]:
    with Storage(config.database) as storage:
        return [one.exchange.id for one in storage.lines.ledger().lines]


def test_the_ledger_is_read_once_and_then_what_changed(config):
    with Storage(config.database) as storage:
        before = storage.lines.ledger()
        assert storage.lines.ledger() is before
        assert before.version == storage.lines.version()
    publish(config, Exchange("north-south-2031-01-01", "north-south", "2031-01-01"), elsewhere(stored(5), 9))
    with Storage(config.database) as storage:
        after = storage.lines.ledger()
    assert after.version != before.version
    assert [one.exchange.date for one in after.lines] == ["2031-05-06", "2031-01-01", "2030-05-06"]
    assert after.lines[0] is before.lines[0]


def test_a_line_follows_the_day_of_its_exchange(config):
    moved = Exchange("north-south-2030-05-06", "north-south", "2031-05-07")
    with Storage(config.database) as storage, storage.transaction():
        storage.exchanges.keep(moved, NOW)
    assert lines_of(config)[0] == moved.id


def test_what_is_rolled_back_is_seen_by_nobody(config):
    before = lines_of(config)
    with Storage(config.database) as storage, suppress(ZeroDivisionError), storage.transaction():
        storage.exchanges.keep(Exchange(before[0], "north-south", "2029-01-01"), NOW)
        assert storage.lines.ledger().lines[-1].exchange.id == before[0]
        raise ZeroDivisionError
    assert lines_of(config) == before


def test_lines_that_an_earlier_version_did_not_write_are_made_of_the_settlements(config):
    with Storage(config.database) as storage:
        before = storage.lines.ledger().lines
        storage._db.execute("UPDATE exchanges SET line = '', turn = turn + 100")
        after = storage.lines.ledger().lines
    assert [(one.exchange, one.body) for one in after] == [(one.exchange, one.body) for one in before]


def test_every_year_has_its_page(config):
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        page = html.fromstring(client.ask("/").text)
        links = page.xpath("//nav[@class='years']//a/@href")
        assert links == ["/years/2031", "/years/2030"]
        for link in links:
            found = html.fromstring(client.ask(link).text)
            assert found.xpath("//table[contains(@class, 'ledger')]//th[@scope='row']/a/@href") == [
                f"/exchanges/north-south-{link[-4:]}-05-06"
            ]
            assert found.xpath("//nav[@class='years']//a[@aria-current='page']/@href") == [link]
        for year in ("1999", "2031-05", "north"):
            assert client.ask(f"/years/{year}").status == 404


def watched_later(since: str) -> list[Settlement]:
    """The known history, and exchanges that were found from that day on."""
    return [*days(3), replace(history(), exchange=replace(history().exchange, date=since))]


@pytest.mark.parametrize(
    ("until", "unwatched", "band"),
    [
        pytest.param("2031-02-26", Gap("2031-02-27", "2031-04-14"), (25.0, 25.0), id="months that have no exchange"),
        pytest.param("2031-04-10", Gap("2031-04-11", "2031-04-14"), (3.7, 14.82), id="days"),
        pytest.param("2031-02-26", Gap("2031-06-01", "2031-06-30"), None, id="after all exchanges"),
        pytest.param("2031-02-26", None, None, id="none"),
    ],
)
def test_the_days_on_which_nobody_watched_are_drawn(until, unwatched, band):
    shown = front.listing("", watched_later(until), NAMES, unwatched=unwatched)
    whole = shown.charts[-1]
    assert (whole.unwatched and whole.unwatched[:2]) == band
    assert ("unwatched" in shown.kinds) == (band is not None)
    assert any(note.startswith("Nobody watched") for note in whole.notes) == (band is not None)


@pytest.mark.parametrize(
    ("year", "expected"), [("", True), ("2031", True), ("2030", True), ("2029", False), ("2032", False)]
)
def test_the_pages_that_say_so(year, expected):
    page = replace(front.listing("", days(3), NAMES), year=year)
    assert (front.gap_on(page, Gap("2030-02-27", "2031-05-06")) is not None) == expected
    assert front.gap_on(page, None) is None


def test_a_reader_sees_from_when_to_when_nobody_watched(tmp_path: Path):
    config = configured(tmp_path)
    filled(config)
    known = Exchange("north-south-2030-02-26", "north-south", "2030-02-26", known=True)
    publish(config, known, elsewhere(stored(909, day="2030-02-26"), 1))
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        page = html.fromstring(client.ask("/").text)
        (gap,) = page.xpath("//tbody[@class='gap']")
        assert "Nobody watched: 27 February 2030 to 6 May 2031." in gap.text_content()
        assert gap.getnext().text_content().split()[:2] == ["Known", "history,"]
        assert html.fromstring(client.ask("/years/2030?lang=uk").text).xpath("//tbody[@class='gap']")
