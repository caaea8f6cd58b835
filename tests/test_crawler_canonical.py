"""Forms of one page are one story: the address that it gives itself in, the one that is kept out."""

import pytest

from crawler.canonical import own_address
from crawler.text import document
from repwatch.addresses import url_key

SITE = "https://www.gazette.example"


def own(canonical: str, url: str) -> str:
    return own_address(document(f'<html><head><link rel="Canonical" href="{canonical}"></head><body/></html>'), url)


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        pytest.param(f"{SITE}/news/61-home", f"{SITE}/amp/news/61-home", id="AMP in the path"),
        pytest.param(f"{SITE}/news/61-home.html", "https://amp.gazette.example/news/61-home.amp.html", id="AMP's host"),
        pytest.param(f"{SITE}/news/61-home", "https://m.gazette.example/news/61-home?utm_id=x", id="mobile, tracked"),
        pytest.param("/news/61-home", f"{SITE}/print/61-home/", id="to print; relative"),
        pytest.param(f"{SITE}/news/7512345", f"{SITE}/rus/view/?id=7512345", id="one number"),
        pytest.param(f"{SITE}/2026/03/05/7512345/", f"{SITE}/a/7512345-home", id="one number among others"),
    ],
)
def test_the_address_that_a_page_gives_itself_is_its_storys(canonical, url):
    assert own(canonical, url) == (SITE + canonical if canonical[0] == "/" else canonical)


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        pytest.param(f"{SITE}/", f"{SITE}/news/61-home", id="the front page"),
        pytest.param(f"{SITE}/news/", f"{SITE}/news/61-home", id="the section"),
        pytest.param("https://agency.example/news/61-home", f"{SITE}/news/61-home", id="another outlet"),
        pytest.param(f"{SITE}/news/20260305/all", f"{SITE}/news/20260305/home", id="one day is not one story"),
        pytest.param("javascript:61-home", f"{SITE}/news/61-home", id="no address"),
        pytest.param("", f"{SITE}/news/61-home", id="empty"),
    ],
)
def test_one_that_cannot_be_its_own_is_not_believed(canonical, url):
    assert own(canonical, url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://gazette.example/news/61", f"{SITE}/news/61/", f"{SITE}/news/61/amp/", f"{SITE}/news/61?amp=1",
        f"{SITE}/news/61?utm_source=rss&utm_medium=feed#top", f"{SITE}/news/61?fbclid=abc",
        "https://amp.gazette.example/news/61",
    ],
)  # fmt: skip
def test_tracked_and_amp_addresses_have_one_key(url):
    assert url_key(url) == url_key(f"{SITE}/news/61")
