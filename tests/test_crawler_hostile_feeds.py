"""Bodies made to harm who reads them, through the pool that reads everything: each costs its own poll at most."""

import asyncio
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders_crawler import source

from crawler.entries import Parsed
from crawler.parsers import SECONDS, ParserDied, ParserPool, read_list, read_page, read_site

ITEM = "<item><title>Bodies of 61 soldiers returned</title><link>https://o.example/1</link><guid>1</guid></item>"
SECRET = "the words of a file that nobody may read"
MANY = 200_000
SLACK = 2.0  # seconds, for a process that has to be started anew
ROOM = 50 << 20  # bytes by which the crawler may grow


def rss(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>t</title>{inside}</channel></rss>'.encode()


def entities(declared: str, used: str) -> bytes:
    return rss(ITEM.replace("Bodies", used), f"<!DOCTYPE rss [{declared}]>")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BODIES = {
    "billion laughs": entities(f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"),
    "a quadratic entity": entities(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 20_000),
    "an entity from a file": entities('<!ENTITY x SYSTEM "file://{file}">', "&x;"),
    "an entity from the network": entities('<!ENTITY x SYSTEM "{url}">', "&x;"),
    "a parameter entity": entities('<!ENTITY % p SYSTEM "{url}"> %p;', "Bodies"),
    "an external DTD": rss(ITEM, '<!DOCTYPE rss SYSTEM "{url}">'),
    "deep tags": rss(ITEM + "<a>" * MANY),
    "deep tags in a text": rss(ITEM.replace("Bodies", "&lt;b&gt;" * MANY)),
    "attributes": rss("<item " + " ".join(f'a{n}="1"' for n in range(MANY)) + "/>" + ITEM),
    "namespaces": rss("".join(f'<a:b xmlns:a="n{n}"/>' for n in range(20_000)) + ITEM),
    "one long name": rss(f"<{'a' * (4 << 20)}/>{ITEM}"),
    "items": rss(ITEM * 60_000),
    "NUL": rss(ITEM.replace("61", "6\x001")),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>' + rss(ITEM),
    "UTF-32 cut off": b"\xff\xfe\x00\x00<\x00\x00\x00r\x00\x00",
    "CDATA": rss("<item><title>" + "<![CDATA[a]]>" * MANY + "</title></item>" + ITEM),
    "a comment without end": rss(ITEM + "<!--" + "a" * (4 << 20)),
    "escaped brackets": rss(f"<item><description>{'&lt;' * (1 << 20)}</description></item>{ITEM}"),
    "links without end": rss(f"<item><description><![CDATA[{'<a href=x ' * MANY}]]></description></item>{ITEM}"),
    "entity declarations": entities("".join(f'<!ENTITY e{n} "a">' for n in range(MANY)), "Bodies"),
    "a long date": rss(ITEM.replace("<guid>", f"<pubDate>{'1' * MANY}</pubDate><guid>")),
    "a path": b"{file}",
    "an address": b"{url}",
    "a number beyond Unicode": rss(ITEM.replace("61", "&#xFFFFFFFF;")),
    "a number just beyond it": rss(ITEM.replace("61", "&#x110000;")),
    "half a character": rss(ITEM.replace("61", "&#xD800;")),
    "an entity with a backslash": entities(r'<!ENTITY \ "a">', "Bodies"),
}


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, socket.socket]]:
    """A file that nobody may read, and a server that nobody may ask."""
    file = tmp_path_factory.mktemp("secret") / "secret"
    file.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.01)
        yield file, listener


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["feed", "telegram", "sitemap", "listing", "page", "site"])
def test_what_is_hostile_is_read_refused_or_stopped_and_the_next_one_is_read(
    kind: str, traps: tuple[Path, socket.socket]
) -> None:
    file, listener = traps
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    bodies = {
        name: body.replace(b"{file}", str(file).encode()).replace(b"{url}", url.encode())
        for name, body in BODIES.items()
    }
    before = _resident()
    found = asyncio.run(_read(bodies, kind))
    assert _resident() - before < ROOM
    assert {name: read for name, read in found.items() if not read.in_time or not read.next_one} == {}
    assert {name for name, read in found.items() if SECRET in read.said or len(read.said) > 1 << 20} == set()
    with pytest.raises(TimeoutError):
        listener.accept()


@dataclass(frozen=True, slots=True)
class Read:
    """said: all that comes back. next_one: an honest feed is read afterwards, by the same pool."""

    said: str
    in_time: bool
    next_one: bool


async def _read(bodies: Mapping[str, bytes], kind: str) -> dict[str, Read]:
    """One after the other, with the time and memory that a feed has."""
    pool = ParserPool(1)
    found = {}
    try:
        for name, body in bodies.items():
            began = time.monotonic()
            said = await _said(pool, body, kind)
            took = time.monotonic() - began
            after = await pool.run(read_list, rss(ITEM), source())
            well = isinstance(after, Parsed) and [one.title for one in after.entries] == [
                "Bodies of 61 soldiers returned"
            ]
            found[name] = Read(said, took < SECONDS + SLACK, well)
    finally:
        pool.close()
    return found


async def _said(pool: ParserPool, body: bytes, kind: str) -> str:
    reader = {"page": read_page, "site": read_site}.get(kind, read_list)
    try:
        return repr(await pool.run(reader, body, source(kind)))
    except (TimeoutError, ParserDied) as error:
        return type(error).__name__


def _resident() -> int:
    """Bytes of this process, which stands for the crawler."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
