"""Every outlet of the shipped config.toml, read from a list of the structure of its own: the words are made up."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

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
OUTLETS = {outlet.id: outlet for outlet in load(ROOT / "config.toml").outlets}
# What its list looks like: "titles" have no text, "agency" a summary, "ghost" and "wordpress" the whole story.
LOOKS = {
    "coordination-headquarters": "telegram-uk.html", "i-want-to-find": "telegram-ru.html",
    "medinsky": "telegram-ru.html", "icrc": "icrc.xml", "tass-en": "tass.xml", "tass-ru": "tass-ru.xml",
    "kyiv-independent": "ghost.xml", "inter-bellum-news": "telegram-en.html",
    "inter-bellum-news-site": "wordpress-en.xml", "bbc": "bbc.xml", "bbc-ukrainian": "bbc-uk.xml",
    "bbc-russian": "bbc-ru.xml", "mediazona": "turbo-ru.xml", "voxukraine": "wordpress-uk.xml",
    "voxukraine-en": "wordpress-en.xml", "ukrinform": "agency-uk.xml", "ukrinform-en": "agency-en.xml",
    "ukrainska-pravda": "pravda-uk.xml", "ukrainska-pravda-en": "pravda-en.xml", "suspilne": "titles-uk.xml",
    "unian": "unian.xml", "radio-svoboda": "rferl-uk.xml", "ria": "ria.xml", "interfax": "interfax.xml",
    "rbc": "rbc.xml", "meduza": "meduza-ru.xml", "meduza-en": "meduza-en.xml", "the-insider": "yandex-ru.xml",
    "current-time": "rferl-ru.xml", "rferl": "rferl-en.xml", "moscow-times": "agency-en.xml",
}  # fmt: skip


@cache
def listed(outlet: str) -> tuple[Entry, ...]:
    feed: Feed = OUTLETS[outlet].feeds[0]
    source = Source(feed.url, NOW, kind=feed.kind, zone=OUTLETS[outlet].zone, selectors=feed.selectors)
    parsed = read_list((LISTS / LOOKS[outlet]).read_bytes(), source)
    assert parsed.outcome is Outcome.OK, parsed.error
    return parsed.entries


def test_no_outlet_ships_without_a_list_that_shows_it_is_read() -> None:
    assert OUTLETS.keys() == LOOKS.keys()


@pytest.mark.parametrize("outlet", LOOKS)
def test_its_list_is_read_with_addresses_and_times(outlet: str) -> None:
    entries = listed(outlet)
    assert len(entries) > 1
    assert all(entry.url and entry.url.startswith("https://") for entry in entries)
    assert all(entry.published and entry.published.tzinfo for entry in entries)


@pytest.mark.parametrize("outlet", LOOKS)
def test_the_story_among_them_is_found_and_its_figure_read(outlet: str) -> None:
    told = [entry for entry in listed(outlet) if figures(OUTLETS[outlet], entry)]
    assert [figures(OUTLETS[outlet], entry) for entry in told] == [{("ukraine", 61)}] * len(told)
    assert len(told) == 1


def figures(outlet: Outlet, entry: Entry) -> set[tuple[str | None, int]]:
    """What the list alone says: the page is not asked."""
    article = Article(
        entry.url or "", outlet.id, entry.title, entry.text or entry.summary, NOW, entry.published, lang=outlet.lang
    )
    read = extract(article, replace(outlet, kind=outlet.kind), lexicon())
    current = (one for one in read.claims if one.kind is Kind.BODIES and one.scope is Scope.CURRENT)
    return {(one.to, one.figure.low) for one in current}
