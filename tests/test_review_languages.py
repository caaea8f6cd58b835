"""The pages of the ledger in each language, by the address or as the browser asks; quotes stay as they are."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from builders_desk import configured, elsewhere, enter, filled, publish, served, text_of
from builders_review import NAMES, NOW, SAID, floor, received, stored
from lxml import etree, html

from alerts.languages import available
from repwatch.model import Claimant, Exchange, Qualifier, Role
from review.app import build
from review.speaking import tongue
from review.tongue import ENGLISH

SPOKEN = {
    "en": NAMES,
    "uk": {"north": "Північна земля", "south": "Південна земля"},
    "ru": {"north": "Северная земля", "south": "Южная земля"},
}
PAGES = ["/", "/years/2031", "/exchanges/north-south-2031-05-06", "/totals", "/articles/1"]
QUOTE = "the bodies of 1245 soldiers were returned"


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("languages"), public_url="https://ledger.example")
    filled(config)
    ministry = (Claimant("Southern ministry", "southern-ministry", "south", official=True),)
    publish(
        config, Exchange("north-south-2031-05-06", "north-south", "2031-05-06"),
        elsewhere(stored(1245), 1), elsewhere(stored(1248, outlet="herald", claimants=ministry), 2),
        elsewhere(stored(51, "south"), 3),
    )  # fmt: skip
    day = "2030-06-14"
    publish(config, Exchange(f"north-south-{day}", "north-south", day), elsewhere(stored(640, day=day), 4))
    return config


@pytest.fixture(scope="module")
def client(config):
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW, spoken=SPOKEN)) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", available())
def test_every_page_is_there_in_every_language(client, path, lang):
    answer = client.ask(f"{path}?lang={lang}")
    page = html.fromstring(answer.text)
    assert (answer.status, page.get("lang"), answer.headers["Content-Language"]) == (200, lang, lang)
    assert "Accept-Language" in answer.headers["Vary"]
    others = {link.get("hreflang"): link.get("href") for link in page.xpath("//head/link[@hreflang]")}
    assert others == {
        **{code: f"https://ledger.example{path}?lang={code}" for code in available()},
        "x-default": f"https://ledger.example{path}",
    }
    offered = {link.get("hreflang"): link.get("href") for link in page.xpath("//nav[@class='languages']//a")}
    assert offered == {code: f"{path}?lang={code}" for code in available()}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_nothing_of_a_page_is_left_in_english(client, path, lang):
    """Latin words are addresses, names of formats, and what stands in an element that says so."""
    page = html.fromstring(client.ask(f"{path}?lang={lang}").text)
    for kept in page.xpath("//*[@lang and @lang != $lang] | //script | //style | //code | //head/title", lang=lang):
        kept.drop_tree() if kept.tag != "html" else None
    text = " ".join(page.xpath("//body")[0].itertext())
    words = set(re.findall(r"[A-Za-z]{3,}", text))
    names = {"repwatch", "UTC", "JSON", "CSV", "Atom", "API", "The", "Courier", "Bureau", "Fallen", "the", "Southern",
             "ministry", "return", "destination"}  # fmt: skip
    assert not words - names


@pytest.mark.parametrize("path", PAGES)
def test_links_stay_in_the_language_that_was_chosen(client, path):
    page = html.fromstring(client.ask(f"{path}?lang=uk").text)
    links = page.xpath("//main//a/@href | //header//*[not(@class='languages')]/ul//a/@href")
    own = [link for link in links if link.startswith("/") and not re.search(r"\.(json|csv)$|/api/", link)]
    assert own
    assert [link for link in own if "lang=uk" not in link] == []
    assert {client.ask(link).status for link in own} == {200}


@pytest.mark.parametrize(
    ("asked", "query", "lang"),
    [
        ("uk,en;q=0.7", "", "uk"), ("ru-RU,ru;q=0.9", "", "ru"), ("de,fr", "", "en"), ("", "", "en"),
        ("uk", "?lang=ru", "ru"), ("uk", "?lang=xx", "uk"), ("uk", "?lang=../../etc", "uk"), ("\xff;;,,=", "", "en"),
    ],
)  # fmt: skip
def test_which_language_a_page_is_in(client, asked, query, lang):
    page = html.fromstring(client.ask(f"/{query}", headers={"Accept-Language": asked}).text)
    assert page.get("lang") == lang
    assert ("lang=" in page.xpath("//th[@class='day']/a/@href")[0]) == (query == f"?lang={lang}")


def test_a_quote_stays_in_its_own_language(client):
    for lang in available():
        page = html.fromstring(client.ask(f"/exchanges/north-south-2031-05-06?lang={lang}").text)
        assert QUOTE in {quote.text_content() for quote in page.xpath("//blockquote[@lang='en']")}


def test_the_feed_is_in_the_language_of_its_address(client):
    titles = {
        lang: etree.fromstring(client.ask(f"/ledger.atom{lang}", headers={"Accept-Language": "ru"}).text.encode())
        .findtext("{*}entry/{*}title")
        for lang in ("", "?lang=uk", "?lang=xx")
    }  # fmt: skip
    assert titles[""] == titles["?lang=xx"]
    assert titles[""].startswith("Exchange of 6 May 2031: 1,245–1,248 to Northland")
    assert titles["?lang=uk"].startswith("Обмін тілами: 6 травня 2031: Північна земля — 1\xa0245–1\xa0248")


def test_a_page_that_is_not_there_says_so_in_the_language_of_the_reader(client):
    answer = client.ask("/exchanges/none?lang=uk")
    assert answer.status == 404
    assert "Не знайдено" in text_of(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_desk_is_in_english(client, config):
    editor = enter(config, client, Role.EDITOR)
    for path in (
        "/questions",
        "/search",
        "/outlets",
        "/alerts",
        "/decisions",
        "/decide",
        "/account",
        "/articles/1/text",
    ):
        page = html.fromstring(editor.ask(path, headers={"Accept-Language": "uk"}).text)
        assert (path, page.get("lang")) == (path, "en")
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_not_sent_again_as_long_as_it_says_the_same(client, path):
    first = client.ask(f"{path}?lang=uk")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.ask(f"{path}?lang=uk", headers=again).status == 304
    assert client.ask(f"{path}?lang=ru", headers=again).status == 200
    assert "public" in first.headers["Cache-Control"]


SIDE = received(stored(1003), stored(1000, id=2, claimant="Envoy"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["1,245–1,248", "more than 600", "6 May 2031", "May 2031, day not known", "6 May 2031, 12:00 UTC",
                "April to June 2031", "1 h 20 min", "3 days", "2 independent origins, 1 article"]),
        ("uk", ["1\xa0245–1\xa0248", "понад 600", "6 травня 2031", "травень 2031, день невідомий",
                "6 травня 2031, 12:00 UTC", "квітень — червень 2031", "1 год 20 хв", "3 дні",
                "2 незалежні джерела, 1 стаття"]),
        ("ru", ["1\xa0245–1\xa0248", "более 600", "6 мая 2031", "май 2031, день неизвестен", "6 мая 2031, 12:00 UTC",
                "апрель — июнь 2031", "1 ч 20 мин", "3 дня", "2 независимых источника, 1 статья"]),
    ],
)  # fmt: skip
def test_how_each_language_writes_the_same(lang, said):
    speaks = tongue(lang)
    assert [
        speaks.span(1245, 1248), speaks.figure(floor(600, Qualifier.MORE_THAN)), speaks.day("2031-05-06"),
        speaks.day("2031-05"), speaks.moment(datetime(2031, 5, 6, 12, tzinfo=UTC)), speaks.quarter(2031, 4),
        speaks.duration(timedelta(minutes=80)), speaks.duration(SAID - SAID + timedelta(days=3)),
        speaks.standing(SIDE),
    ] == said  # fmt: skip


def test_a_language_that_nobody_translated_is_english():
    assert tongue("xx") is tongue("en") is ENGLISH
