"""The signs of a page in, the date that can be believed and what says so out."""

from datetime import UTC, datetime

import pytest
from builders_crawler import due_page, entry, outlet, source

from crawler.answers import read_result
from crawler.dates import Moment
from crawler.dating import Sign, address_sign, dated
from crawler.entries import Page
from repwatch.model import DatedBy, Outcome

NOON = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
YEARS_AGO = datetime(2023, 5, 5, 10, 30, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
META, PRINTED, ADDRESS = DatedBy.METADATA, DatedBy.PAGE, DatedBy.ADDRESS


def sign(at: datetime, by: DatedBy = META, *, day: bool = False) -> Sign:
    return Sign(Moment(at, day), by)


@pytest.mark.parametrize(
    ("signs", "url", "at", "by"),
    [
        pytest.param([sign(NOON), sign(NEW_YEAR, PRINTED)], "/61", NOON, META, id="the surest"),
        pytest.param([sign(NOON, PRINTED)], "/61", NOON, PRINTED, id="what is printed, if that is all"),
        pytest.param([], "/2026/03/05/61", NOON.replace(hour=12, minute=0), ADDRESS, id="the address, if that is all"),
        pytest.param([], "/61", None, DatedBy.NOTHING, id="nothing says"),
        pytest.param([sign(YEARS_AGO)], "/2026/03/05/61", NOON.replace(hour=12, minute=0), ADDRESS,
                     id="a date before the story came to be is not its own"),
        pytest.param([sign(YEARS_AGO), sign(NOON, PRINTED)], "/2026/3/5/61", NOON, PRINTED, id="the next sign then"),
        pytest.param([sign(NEW_YEAR)], "/61", None, DatedBy.NOTHING, id="midnight of 1 January is some year's stamp"),
        pytest.param([sign(NEW_YEAR.replace(hour=12), PRINTED, day=True)], "/61", None, DatedBy.NOTHING,
                     id="the day of 1 January too"),
        pytest.param([sign(NEW_YEAR.replace(hour=9))], "/61", NEW_YEAR.replace(hour=9), META,
                     id="an hour of 1 January is a time"),
        pytest.param([sign(NEW_YEAR)], "/2026/01/01/61", NEW_YEAR, META, id="1 January that the address knows too"),
        pytest.param([sign(datetime(2025, 12, 31, 22, tzinfo=UTC))], "/61", None, DatedBy.NOTHING,
                     id="midnight in the outlet's own zone"),
        pytest.param([sign(NOON)], "/20260305/61", NOON, META, id="they agree"),
    ],
)  # fmt: skip
def test_which_sign_dates_a_page(signs, url, at, by):
    where = source("page", zone="Europe/Kyiv", url=f"https://gazette.example{url}")
    found = dated(signs, address_sign(where.url), where)
    assert (found.at.at if found else None, found.by if found else DatedBy.NOTHING) == (at, by)


def test_on_new_years_day_its_midnight_is_a_time():
    where = source("page", now=NEW_YEAR.replace(hour=20))
    assert dated([sign(NEW_YEAR)], None, where).at.at == NEW_YEAR


@pytest.mark.parametrize(
    ("url", "day"),
    [
        pytest.param("https://gazette.example/2026/03/05/61", "2026-03-05", id="parts of the path"),
        pytest.param("https://gazette.example/news/2026-3-5/61", "2026-03-05", id="one part"),
        pytest.param("https://gazette.example/20260305/61.html", "2026-03-05", id="eight digits"),
        pytest.param("https://gazette.example/2026/13/05/61", "", id="no month"),
        pytest.param("https://gazette.example/20260305619/", "", id="a number of more digits"),
        pytest.param("https://gazette.example/61", "", id="none"),
    ],
)
def test_the_day_in_an_address(url, day):
    found = address_sign(url)
    assert (f"{found.at.at:%Y-%m-%d}" if found else "") == day


@pytest.mark.parametrize(
    ("listed", "found", "sure", "at", "by"),
    [
        pytest.param(NOON, YEARS_AGO, True, YEARS_AGO, META, id="a list that gives an old story a new date"),
        pytest.param(NOON, YEARS_AGO, False, NOON, DatedBy.LIST, id="one odd date on the page does not make it old"),
        pytest.param(NOON, NOON.replace(hour=9), True, NOON, DatedBy.LIST, id="hours apart: the list's word"),
        pytest.param(YEARS_AGO, NOON, True, YEARS_AGO, DatedBy.LIST, id="a page that was changed later"),
        pytest.param(None, NOON, False, NOON, META, id="a list without dates"),
        pytest.param(None, None, False, None, DatedBy.NOTHING, id="nobody says"),
    ],
)
def test_whether_list_or_page_is_believed(listed, found, sure, at, by):
    read = Page(
        Outcome.OK, "Title", "x" * 100, Moment(found) if found else None, dated=META if found else by, sure=sure
    )
    article = read_result(due_page(entry=entry(published=listed)), outlet(), read, NOON).article
    assert (article.published, article.dated) == (at, by)
