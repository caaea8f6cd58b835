"""Values the crawler's pure files take, each with what a test does not care about filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace

from scrapy import Request
from scrapy.http import Response

from crawler.answers import Answer, Moment
from crawler.entries import Parsed, Source
from crawler.parsers import ParserPool
from crawler.schedule import Pace
from crawler.workshop import StorageThread, Workshop
from repwatch.model import Config, CrawlSettings, DueFeed, DuePage, Entry, Outlet
from storage import Storage

DATA = Path(__file__).parent / "data" / "crawler"
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
FEED_URL = "https://gazette.example/feed"
PAGE_URL = "https://gazette.example/61"
LOOPBACK = ip_network("127.0.0.0/8")


def source(kind: str = "feed", content_type: str = "", zone: str = "UTC", **more: object) -> Source:
    return replace(Source(FEED_URL, NOW, content_type, kind, zone), **more)


def body(name: str) -> bytes:
    return (DATA / name).read_bytes()


def titles(parsed: Parsed) -> list[str]:
    return [entry.title for entry in parsed.entries]


def rss(items: Sequence[str], declaration: str = "", doctype: str = "") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    root = f'<rss version="2.0"><channel><title>Gazette</title>{listed}</channel></rss>'
    return f'<?xml version="1.0"{declaration}?>{doctype}{root}'


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


def workshop(folder: Path, **settings: object) -> Workshop:
    """With a database of its own and no parsers; to be closed."""
    with Storage(folder / "repwatch.db", migrate=True):
        pass
    crawl = replace(CrawlSettings(spacing=0.05, allow_networks=(LOOPBACK,)), **settings)
    config = Config(folder, (), (), crawl=crawl, outlets=(outlet(),))
    return Workshop(config, StorageThread(config.database), ParserPool(0), lambda _: lambda *_, **__: "", {})


class Engine:
    """Scrapy's side of a middleware. answers: by address, what the network would bring; asked: in order."""

    def __init__(self, workshop: Workshop, answers: Mapping[str, Response | Exception] | None = None) -> None:
        self.spider = SimpleNamespace(workshop=workshop)
        self.engine = self
        self.answers = dict(answers or {})
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        found = self.answers[request.url]
        if isinstance(found, Exception):
            raise found
        return found
