"""Every outlet of the shipped config.toml, read from a list of the structure of its own: the words are made up."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from score import lexicon

from crawler.entries import Source
from crawler.parsers import read_list
from matcher.extract import extract
from repwatch.config import load
from repwatch.model import Article, Entry, Feed, Kind, Outcome, Outlet, Scope

ROOT = Path(__file__).parent.parent
LISTS = ROOT / "tests" / "data" / "outlets"
NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
TABLES = tomllib.loads((ROOT / "config.toml").read_text("utf-8"))["outlet"]
CLAIMANTS = lexicon().conflicts["ukraine-russia"].claimants
OUTLETS = {outlet.id: outlet for outlet in load(ROOT / "config.toml").outlets}
# What each of its lists looks like, in the order of config.toml. Files named after one outlet have its own structure;
# the others serve several: "titles" have no text, "agency" a summary, "wordpress" the whole story, "sitemap" titles and
# times. How sure each is, docs/outlets.md says.
LOOKS: dict[str, str] = {
    "coordination-headquarters": "telegram-uk.html", "coordination-headquarters-site": "listing-uk.html",
    "i-want-to-find": "telegram-ru.html", "i-want-to-live": "telegram-ru.html", "medinsky": "telegram-ru.html",
    "russian-mod": "telegram-ru.html", "russian-mod-en": "telegram-en.html", "russian-mfa": "telegram-ru.html",
    "russian-mfa-en": "telegram-en.html", "icrc": "icrc.xml",
    "ukrinform": "agency-uk.xml sitemap-uk.xml", "ukrinform-en": "agency-en.xml",
    "ukrainska-pravda": "pravda-uk.xml pravda-sitemap.xml", "ukrainska-pravda-en": "pravda-en.xml",
    "suspilne": "titles-uk.xml sitemap-uk.xml", "kyiv-independent": "ghost.xml", "unian": "unian.xml",
    "interfax-ukraine": "agency-uk.xml", "interfax-ukraine-en": "agency-en.xml", "armyinform": "wordpress-uk.xml",
    "liga": "liga.xml sitemap-uk.xml", "nv": "agency-uk.xml", "nv-ru": "agency-ru.xml", "24-kanal": "agency-uk.xml",
    "babel": "agency-uk.xml", "hromadske": "agency-uk.xml sitemap-uk.xml", "espreso": "agency-uk.xml",
    "tsn": "agency-uk.xml", "unn": "agency-uk.xml", "censor-net": "agency-uk.xml", "zaxid": "agency-uk.xml",
    "lb-ua": "agency-uk.xml", "euromaidan-press": "wordpress-en.xml", "voxukraine": "wordpress-uk.xml",
    "voxukraine-en": "wordpress-en.xml",
    "tass-ru": "tass-ru.xml tass-yandex.xml", "tass-en": "tass.xml", "ria": "ria.xml", "interfax": "interfax.xml",
    "rbc": "rbc.xml", "kommersant": "kommersant.xml", "vedomosti": "vedomosti.xml", "lenta": "lenta.xml",
    "gazeta": "gazeta.xml", "izvestia": "izvestia.xml", "rossiyskaya-gazeta": "rg.xml", "rt": "rt.xml sitemap-en.xml",
    "rt-russian": "rt-ru.xml", "zvezda": "zvezda.xml", "vesti": "vesti.xml",
    "inter-bellum-news": "telegram-en.html", "inter-bellum-news-site": "wordpress-en.xml", "bbc": "bbc.xml",
    "bbc-ukrainian": "bbc-uk.xml", "bbc-russian": "bbc-ru.xml", "mediazona": "zona.xml",
    "radio-svoboda": "rferl-uk.xml rferl-uk.xml sitemap-uk.xml", "current-time": "rferl-ru.xml",
    "rferl": "rferl-en.xml rferl-en.xml", "svoboda": "rferl-ru.xml", "meduza": "meduza-ru.xml",
    "meduza-en": "meduza-en.xml", "the-insider": "yandex-ru.xml", "moscow-times": "agency-en.xml",
    "novaya-gazeta-europe": "novaya-eu.xml", "verstka": "wordpress-ru.xml", "dw-russian": "dw-ru.xml",
    "ap": "sitemap-en.xml", "reuters": "sitemap-en.xml",
}  # fmt: skip
LISTED = [(outlet, number, name) for outlet, names in LOOKS.items() for number, name in enumerate(names.split())]
ARGUMENTS = ("outlet", "number", "name")
each_list = pytest.mark.parametrize(ARGUMENTS, LISTED)
each_xml = pytest.mark.parametrize(ARGUMENTS, [one for one in LISTED if one[2].endswith(".xml")])
DATE = re.compile(r"Thu, 05 Mar 2026 (\d\d:\d\d:\d\d) [+-]?\w+|2026-03-05T(\d\d:\d\d:\d\d)[\w:+]+")


@cache
def listed(outlet: str, number: int, name: str) -> tuple[Entry, ...]:
    return read(outlet, number, (LISTS / name).read_bytes())


def read(outlet: str, number: int, body: bytes) -> tuple[Entry, ...]:
    feed: Feed = OUTLETS[outlet].feeds[number]
    source = Source(feed.url, NOW, kind=feed.kind, zone=OUTLETS[outlet].zone, selectors=feed.selectors)
    parsed = read_list(body, source)
    assert parsed.outcome is Outcome.OK, parsed.error
    return parsed.entries


def test_no_list_ships_that_no_page_of_its_structure_shows_to_be_read() -> None:
    assert {outlet: len(names.split()) for outlet, names in LOOKS.items()} == {
        outlet.id: len(outlet.feeds) for outlet in OUTLETS.values()
    }
    assert {path.name for path in LISTS.iterdir()} == {name for _, _, name in LISTED}


def test_the_documents_say_of_each_how_sure_it_is() -> None:
    rows = [line for line in (ROOT / "docs" / "outlets.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    told = [name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row.split("|")[1])]
    assert sorted(name for name in told if name not in ("poll", "list", "page", "find")) == sorted(OUTLETS)


@pytest.mark.parametrize("table", TABLES, ids=[table["id"] for table in TABLES])
def test_every_shipped_outlet_says_all_of_itself(table: dict[str, Any]) -> None:
    assert table.keys() >= {"id", "name", "lang", "side", "kind", "zone", "feeds"}
    assert all({"url", "interval"} <= feed.keys() for feed in table["feeds"])


def test_editions_of_one_newsroom_are_one_origin() -> None:
    families: dict[str, set[str]] = {}
    for outlet in OUTLETS.values():
        families.setdefault(outlet.agency or outlet.id, set()).add(outlet.id)
    assert {name: len(members) for name, members in families.items() if len(members) > 1} == {
        "ukrinform": 2, "ukrainska-pravda": 2, "interfax-ukraine": 2, "nv": 2, "voxukraine": 2, "tass": 2, "rt": 2,
        "inter-bellum-news": 2, "bbc": 3, "rferl": 4, "meduza": 2,
    }  # fmt: skip


@pytest.mark.parametrize("claimant", [id for id, known in CLAIMANTS.items() if known.relay and not known.official])
def test_an_agency_that_others_credit_is_the_origin_of_its_own_outlet_too(claimant: str) -> None:
    assert claimant in {outlet.agency for outlet in OUTLETS.values()}


@each_list
def test_its_list_is_read_with_addresses_and_times(outlet: str, number: int, name: str) -> None:
    entries = listed(outlet, number, name)
    assert len(entries) > 1
    assert all(entry.url and entry.url.startswith("https://") for entry in entries)
    assert all("999" not in f"{entry.url} {entry.title} {entry.text}" for entry in entries)
    assert all(entry.published and entry.published.tzinfo for entry in entries)


@each_list
def test_the_story_among_them_is_found_and_its_figure_read(outlet: str, number: int, name: str) -> None:
    told = [entry for entry in listed(outlet, number, name) if figures(OUTLETS[outlet], entry)]
    assert [figures(OUTLETS[outlet], entry) for entry in told] == [{("ukraine", 61)}] * len(told)
    assert [entry.published for entry in told] == [datetime(2026, 3, 5, 10, 30, tzinfo=UTC)]


@each_xml
def test_both_readers_of_feeds_read_the_same(outlet: str, number: int, name: str) -> None:
    body = (LISTS / name).read_bytes()
    slow = body.replace(b"?>", b"?><!DOCTYPE rss>", 1)  # what has one is left to feedparser
    assert slow != body
    assert read(outlet, number, slow) == listed(outlet, number, name)


@each_xml
def test_a_time_without_a_zone_is_the_outlets_own(outlet: str, number: int, name: str) -> None:
    text = (LISTS / name).read_text("cp1251" if name == "interfax.xml" else "utf-8")
    bare = DATE.sub(lambda date: "2026-03-05 10:30:00" if date[2] else "Thu, 05 Mar 2026 10:30:00", text)
    entries = read(outlet, number, bare.replace("windows-1251", "utf-8").encode())
    local = datetime(2026, 3, 5, 10, 30, tzinfo=ZoneInfo(OUTLETS[outlet].zone)).astimezone(UTC)
    assert {entry.published for entry in entries} == {local}


def figures(outlet: Outlet, entry: Entry) -> set[tuple[str | None, int]]:
    """What the list alone says: the page is not asked."""
    article = Article(
        entry.url or "", outlet.id, entry.title, entry.text or entry.summary, NOW, entry.published, lang=outlet.lang
    )
    read = extract(article, replace(outlet, kind=outlet.kind), lexicon())
    current = (one for one in read.claims if one.kind is Kind.BODIES and one.scope is Scope.CURRENT)
    return {(one.to, one.figure.low) for one in current}
