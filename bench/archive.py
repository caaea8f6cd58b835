"""Makes archives (WARC) of made-up news pages for bench/backfill.py: the same bytes on every machine.

    python bench/archive.py FOLDER [--files 4] [--pages 1000] [--passing 0.05]

A page has some 57 kB as real ones do: scripts, styles, menus and teasers around a story in one of three languages, of
500 outlets. Of the share that passes the first look, a tenth tell of a handover of bodies and a fifth of other things
of that war, both with the words of tests/data/corpus; the rest have a word of the dead beside other news, and half of
these pass the second look too. What is told has some 400 words. Each record is a gzip member of its own.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from multiprocessing import Pool
from pathlib import Path

from farm import _paragraph, _sentence, _words

SHAPE = 2  # of the pages; counts up when they change, so that old archives are not taken for new ones
FIRST = datetime(2025, 6, 1, tzinfo=UTC)
LANGUAGES = ("en", "en", "en", "uk", "ru")
HANDOVERS, OF_THE_WAR = 0.1, 0.2  # of the share that passes; in a crawl of the world's news both are rarer
CORPUS = Path(__file__).parent.parent / "tests" / "data" / "corpus"
RECORD = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
    "WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Type: application/http; msgtype=response\r\n"
    "Content-Length: {size}\r\n\r\n"
)
HTTP = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {size}\r\nServer: nginx\r\n"
    "Cache-Control: max-age=60\r\n\r\n"
)
INFO = "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2025-06-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
ASIDE = {"en": "Remains of a wall in Kyiv", "uk": "Загиблий ліс", "ru": "Погибший лес в России"}


def record(number: int, url: str, date: str, body: bytes) -> bytes:
    """One response as a crawl stores it, uncompressed."""
    http = HTTP.format(size=len(body)).encode() + body
    return RECORD.format(number=number, url=url, date=date, size=len(http)).encode() + http + b"\r\n\r\n"


def write(path: Path, first: int, pages: int, passing: float) -> None:
    """As a file of a crawl; nothing if it is there."""
    if path.exists():
        return
    with path.with_suffix(".writing").open("wb") as file:
        file.write(gzip.compress(INFO.encode(), mtime=0))
        for number in range(first, first + pages):
            url, date, body = _page(number, passing)
            file.write(gzip.compress(record(number, url, date, body), 6, mtime=0))
    path.with_suffix(".writing").rename(path)


def grow(folder: Path, files: int, pages: int, passing: float) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"news{SHAPE}-{pages}-{passing}-{number:05d}.warc.gz" for number in range(files)]
    with Pool() as pool:
        pool.starmap(write, [(path, number * pages, pages, passing) for number, path in enumerate(paths)])
    return paths


@cache
def _told(relevant: bool) -> dict[str, list[dict[str, str]]]:
    """The stories of the corpus that tell of a handover; or those of the same war that do not."""
    found: dict[str, list[dict[str, str]]] = {}
    for lang in sorted(set(LANGUAGES)):
        rows = map(json.loads, (CORPUS / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines())
        found[lang] = [row for row in rows if row["gold"]["relevant"] is relevant]
    return found


def _page(number: int, passing: float) -> tuple[str, str, bytes]:
    chance = random.Random(f"page {number}")
    lang = LANGUAGES[number % len(LANGUAGES)]
    at = FIRST + timedelta(seconds=37 * number)
    place = chance.random() / max(passing, 1e-9)
    story = chance.choice(_told(place < HANDOVERS)[lang]) if place < HANDOVERS + OF_THE_WAR else None
    title = story["title"] if story else _sentence(chance, lang, 6, 12)[:-1]
    paragraphs = [_paragraph(chance, lang) for _ in range(chance.randint(7, 20))]
    if story:
        paragraphs = [*story["text"].split("\n"), *paragraphs[:2]]
    elif place < 1:
        paragraphs.insert(2, ASIDE[lang] + ".")
    host = f"news{number % 500}.example"
    page = "".join(_around(chance, lang, title, paragraphs, f"http://{host}/{number}.html", at))
    return f"http://{host}/{number}.html", f"{at + timedelta(minutes=9):%Y-%m-%dT%H:%M:%SZ}", page.encode()


def _around(
    chance: random.Random, lang: str, title: str, paragraphs: list[str], url: str, at: datetime
) -> Iterator[str]:
    yield (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<meta property="og:title" content="{escape(title)}"><meta property="article:published_time"'
        f' content="{at.isoformat()}"><link rel="canonical" href="{url}">\n'
    )
    yield from (_style(chance, 5000), _script(chance, 9000), '</head><body>\n<nav class="menu"><ul>')
    yield from (_link(chance, lang, "menu") for _ in range(chance.randint(25, 60)))
    yield f'</ul></nav><main><article><h1>{escape(title)}</h1><time datetime="{at.isoformat()}"></time>\n'
    yield '<div class="body">'
    yield from (f"<p>{escape(text)}</p>\n" for text in paragraphs)
    yield '</div></article><aside class="more">'
    yield from (_teaser(chance, lang) for _ in range(chance.randint(12, 40)))
    yield '</aside></main><footer class="foot"><ul>'
    yield from (_link(chance, lang, "foot") for _ in range(chance.randint(30, 90)))
    yield f"</ul></footer>{_script(chance, 10000)}</body></html>\n"


def _link(chance: random.Random, lang: str, name: str) -> str:
    words = " ".join(_words(chance, lang, chance.randint(1, 3)))
    target, track = f"/{chance.randrange(10**6)}.html", f"{chance.getrandbits(48):x}"
    return f'<li class="{name}__item"><a href="{target}" data-track="{track}">{words}</a></li>\n'


def _teaser(chance: random.Random, lang: str) -> str:
    title = _sentence(chance, lang, 6, 12)
    return (
        f'<div class="card"><a href="/t/{chance.randrange(10**7)}.html"><img loading="lazy" width="320" height="180"'
        f' src="/img/{chance.getrandbits(40):x}.jpg" alt="{title}"><h3>{title}</h3></a></div>\n'
    )


def _script(chance: random.Random, size: int) -> str:
    line = 'window.__cfg.push({{id:"{:x}",sizes:[[{},{}]],run:function(e){{return window.parent&&e.ok>{}}}}});\n'
    lines = (
        line.format(chance.getrandbits(64), chance.randint(1, 900), chance.randint(1, 450), chance.randint(1, 99))
        for _ in range(size // 110)
    )
    return f"<script>document.body.className='js';{''.join(lines)}</script>\n"


def _style(chance: random.Random, size: int) -> str:
    line = ".c{:x}>.b{:x}{{margin:{}px {}rem;color:#{:06x};display:flex}}\n"
    lines = (
        line.format(chance.getrandbits(20), chance.getrandbits(16), chance.randint(0, 40), chance.randint(0, 9),
                    chance.getrandbits(24))
        for _ in range(size // 60)
    )  # fmt: skip
    return f"<style>body{{margin:0}}\n{''.join(lines)}</style>\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make archives of made-up news.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--passing", type=float, default=0.05)
    asked = parser.parse_args()
    for path in grow(asked.folder, asked.files, asked.pages, asked.passing):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
