"""What a back-fill reads: nothing that tells of an exchange is lost on the way, whatever is in the archives."""

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from builders_archive import JOB, filled, html_page, left_out, packed, read, record, stories, story_record
from receivers import until
from score import lexicon
from test_commands import repwatch

from backfill.apart import Reader, ReaderDied
from backfill.job import OtherVersion, selection
from backfill.listing import addresses, is_archive, is_list
from backfill.output import Output, OutputRefused, articles_in
from backfill.sieve import Sieve
from backfill.skim import may_tell, rough_text, without_silent
from backfill.work import read_file
from matcher.extract import extract
from repwatch.config import known_languages
from repwatch.jsonl import article_of
from repwatch.model import Outlet

TOLD = (
    "Ukraine receives bodies of 1,000 soldiers",
    "Russia handed over the bodies of 1,000 fallen soldiers to Ukraine.",
)
DEAD = {"en": "bodies", "uk": "тіла", "ru": "тела"}


@cache
def sieve() -> Sieve:
    return selection(JOB).sieve


@cache
def let_in(lang: str) -> list[dict[str, Any]]:
    """The stories of the corpus that the matcher looks into."""
    told = []
    for row in stories(lang):
        article = article_of(json.dumps({key: row[key] for key in row if key != "gold"}))[1]
        told += [row] if extract(article, None, lexicon()).reason.startswith("death:") else []
    return told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("a<script>b</script>c<STYLE x='1'>d</Style >e", "a c e", id="in any case"),
        pytest.param("a<!-- <script> -->b</script>c", "a b</script>c", id="what begins in a comment does not begin"),
        pytest.param("a<script>b<style>c</style>d", "a<script>b d", id="one that does not end is left"),
        pytest.param("a<script <style>b</style>c", "a<script  c", id="nor does it hide another"),
        pytest.param("a<scripts>b</scripts>c", "a<scripts>b</scripts>c", id="another element"),
        pytest.param("<svg>" * 50_000, "<svg>" * 50_000, id="fifty thousand that do not end"),
    ],
)
def test_what_nobody_reads_is_left_out_of_the_rough_text(text: str, left: str) -> None:
    assert without_silent(text) == left


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-u"])
@pytest.mark.parametrize("lang", known_languages())
def test_no_story_of_the_corpus_is_lost_before_its_text_is_read(lang: str, charset: str) -> None:
    lost = []
    for row in let_in(lang):
        body = html_page(row["title"], row["text"], charset=charset)
        kept = sieve().passes(body) and may_tell(rough_text(body, ""), (), lexicon())
        lost += [] if kept else [row["id"]]
    assert not lost


@pytest.mark.parametrize(
    ("body", "passes"),
    [
        pytest.param("<p>Тіла загиблих</p>".encode(), True, id="utf-8"),
        pytest.param("<p>ТІЛА</p>".encode(), True, id="capitals"),
        pytest.param("<p>Тіла</p>".encode("cp1251"), True, id="windows-1251"),
        pytest.param("<meta charset=koi8-u><p>Тіла</p>".encode("koi8-u"), True, id="koi8-u"),
        pytest.param("<p>тіла</p>".encode("utf-16"), True, id="utf-16"),
        pytest.param(b"<p>&#1090;&#1110;&#1083;&#1072;</p>", True, id="character references"),
        pytest.param(b"<p>&#x442;&#x456;&#x43b;&#x430;</p>", True, id="hexadecimal references"),
        pytest.param("<p>ті&shy;ла</p>".encode(), True, id="a soft hyphen"),
        pytest.param("<p>ті\u00adла</p>".encode(), True, id="the same as a character"),
        pytest.param("<p>Киев: мёртвых</p>".encode(), True, id="a letter before folding"),
        pytest.param("<p>тiлa</p>".encode(), True, id="look-alike letters"),
        pytest.param("<p>т\u0301іла, т\u200bела, Рос\u00adсія</p>".encode(), True, id="the name is hidden too"),
        pytest.param("<p>Тела: Рос\u00adсия</p>".encode(), True, id="the name alone is hidden"),
        pytest.param(b"<p>The bodies came to Kyiv</p>", True, id="with a name"),
        pytest.param(b"<p>The bodies came home</p>", False, id="in a language that must name a party"),
        pytest.param(b"<body>Kyiv<script>document.body.x</script></body>", False, id="tags and properties"),
        pytest.param(b'<div class="article-body">Kyiv</div>', False, id="a class"),
        pytest.param("<p>тільки телефон</p>".encode(), False, id="other words that begin so"),
        pytest.param("<p>антитіла</p>".encode(), False, id="other words that end so"),
        pytest.param("<p>телефон</p>".encode("cp1251"), False, id="the same in windows-1251"),
        pytest.param(b"", False, id="nothing"),
    ],
)
def test_the_first_look_sees_words_of_the_dead_alone(body: bytes, passes: bool) -> None:
    assert sieve().passes(body) == passes


def test_an_outlet_of_a_party_need_not_name_it() -> None:
    assert sieve().passes(b"<p>The bodies came home</p>", own=lambda: True)


@pytest.mark.parametrize(
    ("listing", "line", "base", "whole"),
    [
        pytest.param(
            "https://data.example/crawl-data/CC-NEWS/2025/06/warc.paths.gz",
            "crawl-data/CC-NEWS/2025/06/a.warc.gz",
            "",
            "https://data.example/crawl-data/CC-NEWS/2025/06/a.warc.gz",
            id="from the root of the store",
        ),
        pytest.param("s3://news/crawl/warc.paths", "crawl/a.warc.gz", "", "s3://news/crawl/a.warc.gz", id="s3"),
        pytest.param("/lists/june.txt", "a.warc.gz", "", "/lists/a.warc.gz", id="beside the list"),
        pytest.param(
            "/lists/june.txt", "b/a.warc.gz", "https://c.example/", "https://c.example/b/a.warc.gz", id="base"
        ),
        pytest.param(
            "/lists/june.txt", "s3://b/a.warc.gz", "https://c.example/", "s3://b/a.warc.gz", id="whole already"
        ),
        pytest.param("/lists/june.txt", "/data/a.warc.gz", "https://c.example/", "/data/a.warc.gz", id="a local path"),
    ],
)
def test_the_lines_of_a_list_become_whole_addresses(listing: str, line: str, base: str, whole: str) -> None:
    assert list(addresses(["# a remark", "", f"  {line} "], listing, base)) == [whole]
    assert is_list(listing)
    assert is_archive(whole)


MENU = f'<html><head><meta name="description" content="{TOLD[1]}"></head><body><img src="a.png"></body></html>'.encode()
PAGE = html_page(*TOLD, "2026-01-29T10:00:00+00:00")
FIVE = [record(f"https://a.example/{number}", PAGE) for number in range(5)]


def read_urls(found: object) -> list[str]:
    return [url.rpartition("/")[2] for url in found.articles.column("url").to_pylist()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("compressed", [True, False], ids=["compressed", "plain"])
@pytest.mark.parametrize(
    ("harm", "kept"),
    [
        pytest.param(lambda one: one, "01234", id="whole"),
        pytest.param(lambda one: b"\0" * len(one), "0134", id="zeros in place of one"),
        pytest.param(lambda one: b"rubbish" + one[7:], "0134", id="the start of one is broken"),
    ],
)
def test_behind_a_damaged_record_reading_goes_on(tmp_path: Path, compressed: bool, harm: object, kept: str) -> None:
    pieces = [packed([one]) if compressed else one for one in FIVE]
    pieces[2] = harm(pieces[2])  # type: ignore[operator]
    found = read(tmp_path / ("a.warc.gz" if compressed else "a.warc"), b"".join(pieces))
    assert "".join(read_urls(found)) == kept
    assert [one.resumed for one in found.damages] == ([] if kept == "01234" else [sum(map(len, pieces[:3]))])
    assert all(len(pieces[0]) <= one.offset <= sum(map(len, pieces[:2])) for one in found.damages)


def test_a_truncated_file_gives_what_is_whole_and_says_where_it_ends(tmp_path: Path) -> None:
    whole = packed(FIVE)
    start = len(packed(FIVE[:3]))
    for cut in (start + 9, start + 200, start + 350):
        found = read(tmp_path / "a.warc.gz", whole[:cut])
        assert "".join(read_urls(found)) == "012"
        assert [(one.offset, one.resumed) for one in found.damages] == [(start, None)]
    assert read(tmp_path / "a.warc.gz", whole[:start]).damages == ()


def test_the_same_of_a_file_that_is_not_compressed(tmp_path: Path) -> None:
    whole, start = b"".join(FIVE), len(b"".join(FIVE[:3]))
    for cut in (start + 9, start + 100, start + 500, start + len(FIVE[3]) - 200):
        found = read(tmp_path / "a.warc", whole[:cut])
        assert "".join(read_urls(found)) == "012"
        assert [(one.offset, one.resumed) for one in found.damages] == [(start, None)]
    assert read(tmp_path / "a.warc", whole[:start]).damages == ()


@pytest.mark.parametrize(
    ("one", "why"),
    [
        pytest.param(record("https://a.example/1", PAGE, status="404 Not Found"), ("status", "404"), id="an error"),
        pytest.param(record("https://a.example/1", PAGE, type="image/png"), ("type", "image/png"), id="no page"),
        pytest.param(record("https://a.example/1", b"x" * 60_000), ("size", "60000 bytes"), id="too large"),
        pytest.param(
            record("https://a.example/1", gzip.compress(b"x" * 60_000), headers="Content-Encoding: gzip\r\n"),
            ("size", "50001 bytes"),
            id="too large when unpacked",
        ),
        pytest.param(record("https://b.example/1", PAGE), ("host", ""), id="another host"),
        pytest.param(
            record("https://a.example/1", PAGE, "2025-01-01T00:00:00Z"), ("time", "it was stored before that"),
            id="early",
        ),
        pytest.param(
            record("https://a.example/1", html_page(*TOLD, "2025-12-31T00:00:00Z")), ("time", "2025-12-31 00:00 UTC"),
            id="published before",
        ),
        pytest.param(record("https://a.example/1", html_page("Weather", "It rains.")), ("stems", ""), id="other news"),
        pytest.param(
            record("https://a.example/1", html_page("Art", "Remains of a wall in Kyiv.")), ("words", ""),
            id="no transfer",
        ),
        pytest.param(
            record("https://a.example/1", MENU), ("page", "the page holds no readable text"), id="no article",
        ),
    ],
)  # fmt: skip
def test_what_is_left_out_is_logged_with_its_reason(tmp_path: Path, one: bytes, why: tuple[str, str]) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    job = replace(JOB, outlets=(Outlet("a", "A", hosts=("a.example",)),), only_known=True, since=since, largest=50_000)
    found = read(tmp_path / "a.warc.gz", packed([one, record("https://a.example/good", PAGE)]), job)
    assert left_out(found) == [why]
    assert read_urls(found) == ["good"]
    assert found.counts == {"pages": 2, why[0]: 1, "passed": 1, "claims": found.claims.num_rows}


def test_records_of_other_kinds_are_no_pages(tmp_path: Path) -> None:
    kinds = [record("https://a.example/1", PAGE, kind=kind) for kind in ("request", "metadata", "warcinfo", "revisit")]
    assert read(tmp_path / "a.warc.gz", packed(kinds)).counts == {}


def test_packed_and_chunked_pages_are_unpacked(tmp_path: Path) -> None:
    chunked = f"{len(PAGE):x}\r\n".encode() + PAGE + b"\r\n0\r\n\r\n"
    found = read(tmp_path / "a.warc.gz", packed([
        record("https://a.example/1", gzip.compress(PAGE), headers="Content-Encoding: gzip\r\n"),
        record("https://a.example/2", chunked, headers="Transfer-Encoding: chunked\r\n"),
    ]))  # fmt: skip
    assert read_urls(found) == ["1", "2"]


def test_an_outlet_is_known_by_the_hosts_of_its_stories_and_editions_by_their_language(tmp_path: Path) -> None:
    en, uk = (Outlet(f"a-{lang}", "A", lang, "ukraine", hosts=("a.example", "a.test")) for lang in ("en", "uk"))
    told = {row["lang"]: row for row in stories("en", "uk") if row["gold"]["relevant"]}
    records = [
        record(f"https://{host}/{lang}", html_page(row["title"], row["text"], lang="xx"))
        for host in ("www.a.example", "a.test", "c.example")
        for lang, row in told.items()
    ]
    found = read(tmp_path / "a.warc.gz", packed(records), replace(JOB, outlets=(en, uk)))
    said = list(
        zip(found.articles.column("outlet").to_pylist(), found.articles.column("lang").to_pylist(), strict=True)
    )
    assert said == [(f"a-{lang}", lang) for _ in range(2) for lang in told] + [("c.example", "")] * 2


def a_few_files(folder: Path) -> list[Path]:
    """Three archives; the first story lies in two of them, and others repeat it."""
    rows = [row for row in stories("en", "uk", "ru") if row["gold"]["relevant"] and row["published"]][:24]
    copied = {**rows[0], "url": "https://zz.example/1"}
    nearly = {**rows[0], "url": "https://zz.example/2", "title": "More of this", "text": rows[0]["text"] + "\nMore."}
    parts = [[*rows[:8], copied], [*rows[8:16], rows[0]], [*rows[16:], nearly]]
    for number, part in enumerate(parts):
        (folder / f"{number}.warc.gz").write_bytes(packed(story_record(row) for row in part))
    return [folder / f"{number}.warc.gz" for number in range(len(parts))]


def outcome(folder: Path) -> tuple[bytes, ...]:
    return tuple((folder / name).read_bytes() for name in ("articles.parquet", "claims.parquet"))


def test_the_order_of_files_and_a_break_between_them_change_nothing(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    at_once = filled(files, tmp_path / "one")
    backwards = filled(reversed(files), tmp_path / "two")
    filled(files[:1], tmp_path / "three")
    assert outcome(at_once) == outcome(backwards) == outcome(filled(files, tmp_path / "three"))


def test_a_finished_file_is_never_read_twice(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    before = outcome(filled(files, tmp_path / "out"))
    for file in files:
        file.unlink()
    assert outcome(filled(files, tmp_path / "out")) == before


def test_what_a_kill_left_half_written_is_not_taken_for_finished(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    before = outcome(filled(files, tmp_path / "out"))
    for mark in sorted((tmp_path / "out" / "parts").glob("*.json"))[1:]:
        mark.unlink()
        mark.with_suffix(".articles.parquet").write_bytes(b"half")
        mark.with_name("x.writing").write_bytes(b"half")
    assert outcome(filled(files, tmp_path / "out")) == before
    assert not list((tmp_path / "out" / "parts").glob("*.writing"))


def test_duplicates_are_marked_and_the_same_capture_stands_once(tmp_path: Path) -> None:
    rows = articles_in(filled(a_few_files(tmp_path), tmp_path / "out"))
    first = rows[0]
    assert [row["url"] for row in rows if row["exact_of"] == first["id"]] == ["https://zz.example/1"]
    assert [row["url"] for row in rows if row["near_of"] == first["id"]] == ["https://zz.example/2"]
    assert len(rows) == len({row["id"] for row in rows}) == 26
    claims = pq.read_table(tmp_path / "out" / "claims.parquet").to_pylist()
    assert list(dict.fromkeys(one["article"] for one in claims)) == [
        row["id"] for row in rows if row["id"] in {one["article"] for one in claims}
    ]


def test_a_folder_takes_no_second_selection_and_a_worker_no_other_rules(tmp_path: Path) -> None:
    filled([], tmp_path / "out")
    with pytest.raises(OutputRefused, match="other rules, outlets or times"):
        Output(tmp_path / "out").begin(replace(JOB, largest=1))
    with pytest.raises(OtherVersion, match="the same repwatch on every machine"):
        read_file("a.warc", replace(JOB, version="another"))


def long_page(lines: int) -> bytes:
    return html_page("Russia returned bodies", "Russia handed over the bodies of 40 soldiers to Ukraine.\n" * lines)


@pytest.fixture
def apart() -> Iterator[Reader]:
    made = Reader(replace(JOB, largest=20 << 20), seconds=4, size=3)
    yield made
    made.close()


def test_a_page_that_kills_its_reader_costs_itself_alone(apart: Reader, tmp_path: Path) -> None:
    """Wherever it stands: before it parts are done already, behind it others follow."""
    pages = [record(f"https://a.example/{number}", PAGE) for number in range(7)]
    without, slow = packed(pages), record("https://a.example/slow", long_page(120_000))
    (tmp_path / "without").write_bytes(without)
    (tmp_path / "with").write_bytes(packed([*pages[:4], slow, *pages[4:]]))
    expected = read_file(str(tmp_path / "without"), JOB)
    found = list(apart.read(str(tmp_path / "with")))
    assert [part.following for part in found] == [3, 6, 8]
    assert [row["url"] for part in found for row in part.articles] == expected.articles["url"].to_pylist()
    assert [(row["url"], row["why"], row["detail"]) for part in found for row in part.dropped] == [
        ("https://a.example/slow", "crash", "it took longer than 4 seconds")
    ]
    assert sum(part.counts["pages"] for part in found) == 8


@pytest.mark.parametrize(
    ("kills", "left_out"),
    [
        pytest.param(1, [], id="once: perhaps for another's sake"),
        pytest.param(2, [("crash", "its reader ended with -9")], id="twice: that page's"),
    ],
)
def test_a_page_whose_reader_was_killed_is_tried_again_once(
    kills: int, left_out: list[tuple[str, str]], apart: Reader, tmp_path: Path
) -> None:
    pages = [
        record("https://a.example/0", PAGE),
        record("https://a.example/1", long_page(6_000)),
        record("https://a.example/2", PAGE),
    ]
    (tmp_path / "file").write_bytes(packed(pages))
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(lambda: list(apart.read(str(tmp_path / "file"))))
        for _ in range(kills):
            until(lambda: apart._place.get() == 1, 30)
            apart._process.kill()  # type: ignore[union-attr]
            until(lambda: apart._place.get() != 1, 30)
        found = job.result()
    assert [(row["why"], row["detail"]) for part in found for row in part.dropped] == left_out
    assert sum(len(part.articles) for part in found) + len(left_out) == 3


def test_a_reader_that_dies_between_two_pages_blames_none_and_the_next_file_is_read(
    apart: Reader, tmp_path: Path
) -> None:
    """Killed while it waits for a file that is still being written."""
    (tmp_path / "whole").write_bytes(packed([record("https://a.example/1", PAGE)]))
    os.mkfifo(tmp_path / "pipe")
    (first,) = apart.read(str(tmp_path / "whole"))
    assert apart._process
    threading.Timer(0.5, apart._process.kill).start()
    with pytest.raises(ReaderDied, match="its reader ended with -9, between two pages"):
        list(apart.read(str(tmp_path / "pipe")))
    assert [part.articles for part in apart.read(str(tmp_path / "whole"))] == [first.articles]


def test_what_a_reader_raises_is_raised_and_the_next_file_is_read(apart: Reader, tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(packed([record("https://a.example/1", PAGE)]))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        list(apart.read(str(tmp_path / "nowhere")))
    assert [len(part.articles) for part in apart.read(str(tmp_path / "whole"))] == [1]


def test_neither_the_daemon_nor_its_commands_load_what_is_an_extra() -> None:
    code = (
        "import sys, scheduler.daemon, scheduler.replay, repwatch.cli, repwatch.replaying, repwatch.importing;"
        "print([name for name in ('dask', 'distributed', 'fastwarc', 'fsspec', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_tells_what_came_of_it(tmp_path: Path) -> None:
    """Of files that are read already, so that no cluster is started."""
    files = a_few_files(tmp_path)
    files[1].write_bytes(files[1].read_bytes()[:-300])
    filled(files, tmp_path / "out", replace(JOB, version=lexicon().version))
    names = [file.name for file in files]
    told = repwatch("backfill", *names, "--out", "out", cwd=tmp_path, code=1).stdout.splitlines()
    assert told[0].startswith("3 files read, 0 not, 1 damaged; 26 pages in ")
    assert told[1] == "left out: none"
    report = json.loads(repwatch("backfill", *names, "--out", "out", "--json", cwd=tmp_path, code=1).stdout)
    assert list(report["damaged"]) == [str(files[1])]
    other = repwatch("backfill", *names, "--out", "out", "--until", "2025-01-01", cwd=tmp_path, code=1).stderr
    assert other == "out holds what was read with other rules, outlets or times; name another folder with --out\n"


@pytest.mark.slow
def test_the_command_reads_a_list_on_processes_of_its_own(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    files[1].write_bytes(files[1].read_bytes()[:-300])
    (tmp_path / "all.txt").write_text("\n".join([*(file.name for file in files), "missing.warc.gz"]), encoding="utf-8")
    done = repwatch("backfill", "all.txt", "--workers", "1", "--out", "out", "--json", cwd=tmp_path, code=1)
    report = json.loads(done.stdout)
    assert report["files"] == 3
    assert list(report["failed"]) == [str(tmp_path / "missing.warc.gz")]
    assert list(report["damaged"]) == [str(files[1])]
    assert f"{files[1]}: damaged at " in done.stderr
    assert "the rest is lost" in done.stderr
    assert outcome(tmp_path / "out") == outcome(filled(files, tmp_path / "here"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["none.warc.gz"], "none.warc.gz is not there", id="no file"),
        pytest.param(["a.zip"], "a.zip is neither an archive", id="no archive"),
        pytest.param(["empty"], "empty holds no archives", id="an empty folder"),
        pytest.param(["none.txt"], "the list none.txt cannot be read", id="no list"),
        pytest.param(["a.warc", "--since", "June"], "--since is June; it is a day like", id="no day"),
        pytest.param(["a.warc", "--outlets", "o.toml"], "o.toml has no [[outlet]] table", id="no outlets"),
    ],
)
def test_wrong_use_is_told_plainly(tmp_path: Path, words: Iterable[str], told: str) -> None:
    (tmp_path / "o.toml").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.warc").write_bytes(b"")
    code = 2 if "--" in " ".join(words) else 1
    assert told in repwatch("backfill", *words, "--out", "out", cwd=tmp_path, code=code).stderr
