"""Makes a farm of feeds: made-up news in three languages, the same bytes on every machine.

Version k of a feed lists the stories k to k+n-1, newest first: one version up, every feed has one new story. A quarter
are Atom, the rest RSS 2.0; 15 in 100 carry whole texts, half have markup in their summaries. A mean feed has 45 stories
and 65 kB. Written are <folder>/v<k>/<feed>.gz and a stamp file, so that a farm of the same size is not made twice.
"""

import gzip
import json
import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from functools import cache
from html import escape
from itertools import accumulate
from multiprocessing import Pool
from pathlib import Path

SHAPE = 1  # of the feeds; counts up when they change, so that an old farm is made anew
NEWEST = 1_780_000_000  # when the newest story of version 0 was published, in seconds
HOSTS = 250
LANGUAGES = ("en", "en", "en", "uk", "ru")
WORDS = Path(__file__).with_name("farm_words.toml")
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{name}</title><link>{home}/</link>'
    "<description>{name}</description><language>{lang}</language>"
    '<atom:link href="{home}/feed.xml" rel="self" type="application/rss+xml"/><ttl>10</ttl>\n{items}</channel></rss>\n'
)
ATOM = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">'
    '<id>{home}/</id><title>{name}</title><link href="{home}/"/><link rel="self" href="{home}/feed.xml"/>'
    "<updated>2026-06-01T00:00:00Z</updated>\n{items}</feed>\n"
)
ITEM = (
    '<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid><pubDate>{date}</pubDate>'
    "<dc:creator>{author}</dc:creator>{tags}<description><![CDATA[{summary}]]></description>{full}{picture}</item>\n"
)
ENTRY = (
    '<entry><id>tag:farm,2026:{guid}</id><title>{title}</title><link rel="alternate" type="text/html" href="{link}"/>'
    "<published>{date}</published><updated>{date}</updated><author><name>{author}</name></author>{tags}"
    '<summary type="html">{summary}</summary>{full}</entry>\n'
)


@dataclass(frozen=True, slots=True)
class Look:
    """How one feed looks. sentences: in a summary. step: seconds between two stories."""

    lang: str
    stories: int
    atom: bool
    whole: bool
    sentences: int
    markup: bool
    pictures: bool
    step: int


def host(feed: int) -> str:
    return f"127.0.1.{feed % HOSTS + 1}"


def grow(folder: Path, feeds: int, versions: int) -> int:
    """How many stories version 0 lists. Some 20 CPU ms a feed; nothing if the folder holds such a farm."""
    stamp, wanted = folder / "farm.json", {"shape": SHAPE, "feeds": feeds, "versions": versions}
    known = json.loads(stamp.read_text()) if stamp.exists() else {}
    if not all(known.get(name, 0) >= value for name, value in wanted.items()):
        for version in range(versions):
            (folder / f"v{version}").mkdir(parents=True, exist_ok=True)
        with Pool() as pool:
            pool.starmap(_write, [(folder, feed, versions) for feed in range(feeds)], 25)
        stamp.write_text(json.dumps(wanted))
    return sum(_look(feed).stories for feed in range(feeds))


def _write(folder: Path, feed: int, versions: int) -> None:
    for version, text in enumerate(versions_of(feed, versions)):
        (folder / f"v{version}" / f"{feed}.gz").write_bytes(gzip.compress(text.encode(), 6, mtime=0))


def versions_of(feed: int, versions: int) -> Iterator[str]:
    look = _look(feed)
    home = f"http://{host(feed)}/{feed}"
    stories = [_story(feed, at, look, home) for at in range(look.stories + versions - 1)]
    name = escape(f"Outlet {feed}")
    for version in range(versions):
        items = "".join(reversed(stories[version : version + look.stories]))
        yield (ATOM if look.atom else RSS).format(name=name, home=home, lang=look.lang, items=items)


def _look(feed: int) -> Look:
    chance = random.Random(f"look {feed}")
    length = chance.random()
    return Look(
        lang=LANGUAGES[feed % len(LANGUAGES)],
        stories=chance.randint(30, 60),
        atom=chance.random() < 0.25,
        whole=length < 0.15,
        sentences=4 if 0.15 <= length < 0.4 else 1,
        markup=chance.random() < 0.5,
        pictures=chance.random() < 0.6,
        step=chance.choice([300, 900, 1800, 3600]),
    )


def _story(feed: int, at: int, look: Look, home: str) -> str:
    chance = random.Random(f"story {feed} {at}")
    link = f"{home}/{chance.getrandbits(40)}{at:03d}.html"
    moment = NEWEST + at * look.step - chance.randrange(120)
    summary = " ".join(_sentence(chance, look.lang) for _ in range(look.sentences))
    if look.markup:
        picture = f'<img src="{home}/{chance.getrandbits(40):x}.jpg" width="600" alt=""/>'
        summary = f'<p><a href="{link}">{picture}</a></p><p>{escape(summary)}</p>'
    full = (
        "".join(f"<p>{_paragraph(chance, look.lang)}</p>\n" for _ in range(chance.randint(4, 10))) if look.whole else ""
    )
    tags = [" ".join(_words(chance, look.lang, chance.randint(1, 2))) for _ in range(chance.randint(1, 4))]
    said = {
        "title": escape(_sentence(chance, look.lang, 6, 12)[:-1]),
        "link": link,
        "guid": f"{feed}-{at}",
        "author": escape(" ".join(_words(chance, look.lang, 2)).title()),
    }
    return (_atom if look.atom else _rss)(said, moment, tags, (summary, full, look.pictures))


def _atom(said: dict[str, str], moment: int, tags: list[str], body: tuple[str, str, bool]) -> str:
    summary, full, _ = body
    return ENTRY.format(
        **said,
        date=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)),
        tags="".join(f'<category term="{escape(tag)}"/>' for tag in tags),
        summary=escape(summary),
        full=f'<content type="html">{escape(full)}</content>' if full else "",
    )


def _rss(said: dict[str, str], moment: int, tags: list[str], body: tuple[str, str, bool]) -> str:
    summary, full, pictures = body
    picture = f'<media:content url="{said["link"]}.jpg" medium="image" width="1200" height="675"/>'
    return ITEM.format(
        **said,
        date=formatdate(moment, usegmt=True),
        tags="".join(f"<category>{escape(tag)}</category>" for tag in tags),
        summary=summary,
        full=f"<content:encoded><![CDATA[{full}]]></content:encoded>" if full else "",
        picture=picture if pictures else "",
    )


@cache
def _vocabulary(lang: str) -> tuple[list[str], list[float]]:
    """Words and how often each comes, summed up: the n-th about 1/(n+8) of the time."""
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))[lang]
    stems = table["words"].split()
    more = stems[20:] + [stem + ending for stem in stems[20:] for ending in table["endings"]]
    random.Random(lang).shuffle(more)
    words = stems[:20] + more
    return words, list(accumulate(1 / (rank + 8) for rank in range(len(words))))


def _words(chance: random.Random, lang: str, number: int) -> list[str]:
    words, often = _vocabulary(lang)
    return chance.choices(words, cum_weights=often, k=number)


def _sentence(chance: random.Random, lang: str, least: int = 8, most: int = 24) -> str:
    words = _words(chance, lang, chance.randint(least, most))
    if chance.random() < 0.12:
        words.insert(chance.randrange(len(words)), f"{int(10 ** chance.uniform(1, 6)):,}")
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def _paragraph(chance: random.Random, lang: str) -> str:
    return " ".join(_sentence(chance, lang) for _ in range(chance.randint(2, 5)))
