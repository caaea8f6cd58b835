"""Values the crawler's pure files take, each with what a test does not care about filled in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.answers import Answer, Moment
from crawler.entries import Parsed, Source
from crawler.schedule import Pace
from repwatch.model import DueFeed, DuePage, Entry, Outlet

DATA = Path(__file__).parent / "data" / "crawler"
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
FEED_URL = "https://gazette.example/feed"
PAGE_URL = "https://gazette.example/61"


def source(kind: str = "feed", content_type: str = "", zone: str = "UTC", **more: object) -> Source:
    return replace(Source(FEED_URL, NOW, content_type, kind, zone), **more)


def body(name: str) -> bytes:
    return (DATA / name).read_bytes()


def titles(parsed: Parsed) -> list[str]:
    return [entry.title for entry in parsed.entries]


def rss(items: Sequence[str], declaration: str = "") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"{declaration}?><rss version="2.0"><channel><title>Gazette</title>{listed}</channel></rss>'


def entry(**fields: object) -> Entry:
    return replace(Entry("61", PAGE_URL, "Bodies of 61 soldiers returned", "The train came at noon."), **fields)


def due_feed(**fields: object) -> DueFeed:
    return replace(DueFeed(1, "gazette", FEED_URL, "feed", 900, "token"), **fields)


def due_page(**fields: object) -> DuePage:
    return replace(DuePage(1, "gazette", PAGE_URL, "token", entry(), 0, baseline=False), **fields)


def outlet(**fields: object) -> Outlet:
    return replace(Outlet("gazette", "Gazette", "en"), **fields)


def answer(status: int = 200, **fields: object) -> Answer:
    return replace(Answer(FEED_URL, status, b"body"), **fields)


def moment(chance: float = 0, **pace: float) -> Moment:
    return Moment(NOW, replace(Pace(900), **pace), chance)
