"""feedparser's own test files through our readers: nothing breaks, and what a file says is to be read is read.

A file states its expectation in a comment, as Python. What is compared: title, words, link, id and time of an entry,
the time of a feed, and the title of a feed where the file is about its charset. Titles and words are compared after our
own cleaning, for nothing but plain text is kept.
"""

import ast
import asyncio
import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from archives import unpacked
from builders_crawler import source
from test_crawler_quick import quickly, slowly

from crawler.charset import decode, xml
from crawler.dates import read_date
from crawler.entries import Entry, Parsed
from crawler.parsers import ParserPool, read_list
from crawler.text import clean, headline, plain

pytestmark = pytest.mark.slow

FILES = 2_200  # of version 6.0.14; fewer are not the whole set
STATED = 750  # expectations in them that concern us
SERVED = "http://127.0.0.1:8097/tests/"  # where feedparser's tests serve them, which some expectations name
_STATED = re.compile(r"Expect:[ \t]*(.*?)\s*-->", re.DOTALL)
_NEEDS = re.compile(r"SkipUnless:.*lookup\('([\w-]+)'\)")
_LABEL = re.compile(rb"^Header:\s+content-type:\s*(.+)$", re.MULTILINE | re.IGNORECASE)
_OF_ENTRY = re.compile(r"entries\[(-?\d+)\](?:\['(\w+)'\]|\.(\w+))")
_OF_FEED = re.compile(r"feed(?:\['(\w+)'\]|\.(\w+))")
_WORDS = ("title", "summary", "description")
_TIMES = ("published", "updated", "created")
# Where we differ on purpose; docs/crawling.md says why.
ON_PURPOSE = {
    "base/http_entry_id_base_content_location.xml", "base/http_entry_id_base_docuri.xml",
    "base/http_item_link_base_content_location.xml",
    "encoding/bozo_linenoise.xml",
    "rss/item_description_not_a_doctype.xml",
    *(f"sanitize/{name}_crazy.xml"
      for name in ("entry_summary", "entry_title", "item_content_encoded", "item_description", "item_fullitem")),
    *(f"sanitize/{name}_object.xml"
      for name in ("entry_summary", "entry_title", "item_content_encoded", "item_description", "item_fullitem")),
    "sanitize/entry_summary_iframe.xml",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    name: str
    value: object
    entry: int | None  # None: of the feed


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = sorted(unpacked("feedparser", tmp_path_factory.mktemp("feedparser")).rglob("*.xml"))
    assert len(found) >= FILES
    return found


def test_every_file_is_read_and_what_it_states_is_what_we_keep(files: list[Path]) -> None:
    read = asyncio.run(_read(files))
    assert [(name(file), read[file]) for file in files if not isinstance(read[file], Parsed)] == []
    compared = {file: list(_compared(file, read[file])) for file in files}
    differ = {name(file): [pair for pair in pairs if pair[0] != pair[1]] for file, pairs in compared.items()}
    assert {file: pairs for file, pairs in differ.items() if pairs and file not in ON_PURPOSE} == {}
    assert ON_PURPOSE - {file for file, pairs in differ.items() if pairs} == set(), "these agree now"
    assert sum(map(len, compared.values())) >= STATED


def test_what_is_read_quickly_is_read_as_feedparser_reads_it(files: list[Path]) -> None:
    bodies = {name(file): xml(decode(file.read_bytes(), _label(file)).text) for file in files}
    quick = {file: read for file, body in bodies.items() if (read := quickly(body)) is not None}
    assert len(quick) >= 10
    assert {file: read for file, read in quick.items() if read != slowly(bodies[file])} == {}


def name(file: Path) -> str:
    """Without the folder "wellformed", where most of them are."""
    return "/".join(file.parts[-2:])


def _label(file: Path) -> str:
    found = _LABEL.search(file.read_bytes())
    return found[1].decode().strip() if found else ""


async def _read(files: list[Path]) -> dict[Path, object]:
    """Through the processes that read all feeds; a killed one fails the test."""
    pool = ParserPool(2)
    try:
        return {
            file: await pool.run(read_list, file.read_bytes(), source(content_type=_label(file), url=SERVED))
            for file in files
        }
    finally:
        pool.close()


def _compared(file: Path, read: object) -> Iterator[tuple[object, object]]:
    """Pairs of ours and theirs."""
    assert isinstance(read, Parsed)
    text = decode(file.read_bytes(), _label(file)).text
    for stated in _stated(text):
        if stated.entry is not None:
            one = read.entries[stated.entry] if len(read.entries) > stated.entry else None
            yield from [pair for pair in [_pair(stated, one)] if pair]
        elif stated.name.endswith("_parsed") and stated.value:
            printed = feedparser.parse(io.BytesIO(file.read_bytes())).feed.get(stated.name.removesuffix("_parsed"), "")
            found = read_date(printed, "UTC", source().now)
            yield found and found.at.timetuple()[:6], tuple(stated.value)[:6]
        elif stated.name == "title" and file.parent.name == "encoding":
            yield str(stated.value) in text, True


def _pair(stated: Stated, one: Entry | None) -> tuple[object, object] | None:
    value = stated.value
    if stated.name in _WORDS:
        words = plain(str(value))
        if stated.name == "title":
            return one and one.title, headline(words, 1000)
        return one and (one.summary or one.text), clean(words, 1 << 18)
    if stated.name == "link":
        return one and one.url, value
    if stated.name in ("id", "guid"):
        return one and one.guid, value
    if stated.name in _TIMES:
        return one and one.published_raw, value
    if stated.name.removesuffix("_parsed") in _TIMES:
        at = one.published if one else None
        return at and at.timetuple()[:6], value and tuple(value)[:6]  # type: ignore[arg-type]
    return None


def _stated(text: str) -> Iterator[Stated]:
    found, needs = _STATED.search(text), _NEEDS.search(text)
    if not found or (needs and not _known(needs[1])):
        return
    said = ast.parse(found[1].strip().replace("\n", " "), mode="eval").body
    for part in said.values if isinstance(said, ast.BoolOp) and isinstance(said.op, ast.And) else [said]:
        if not isinstance(part, ast.Compare) or not all(isinstance(one, ast.Eq) for one in part.ops):
            continue
        left = ast.unparse(part.left)
        if match := _OF_ENTRY.fullmatch(left):
            yield Stated(match[2] or match[3], _value(part.comparators[-1]), int(match[1]))
        elif match := _OF_FEED.fullmatch(left):
            yield Stated(match[1] or match[2], _value(part.comparators[-1]), None)


def _known(charset: str) -> bool:
    try:
        return bool(codecs.lookup(charset))
    except LookupError:
        return False


def _value(said: ast.expr) -> object:
    """A literal, or several put together."""
    if isinstance(said, ast.BinOp):
        return str(_value(said.left)) + str(_value(said.right))
    try:
        return ast.literal_eval(said)
    except ValueError:
        return ast.unparse(said)
