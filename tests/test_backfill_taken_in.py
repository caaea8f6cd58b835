"""What a back-fill found, replayed and imported: the ledger of a daemon that had been running then."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders_archive import JOB, filled, html_page, moment, packed, record, stories
from test_commands import repwatch

from backfill.job import publishers
from crawler.answers import read_result
from crawler.entries import Source
from crawler.page import parse_page
from repwatch.config import load
from repwatch.model import DuePage, Entry
from scheduler.pipeline import run_steps
from scheduler.tools import make_tools
from storage import Storage

CONFIG = """
[[outlet]]
id = "first"
name = "The First"
lang = "en"
feeds = [{ url = "https://feeds.example/rss" }]
hosts = ["first.example"]
[[outlet]]
id = "second"
name = "The Second"
lang = "uk"
side = "ukraine"
feeds = [{ url = "https://second.example/rss" }]
"""
HOSTS = {"en": "first.example", "uk": "second.example"}


def pages() -> list[tuple[str, str, bytes]]:
    """(address, when it was published, page) of both outlets; the last is a later reading of the first."""
    rows = [row for row in stories("en", "uk") if row["gold"]["relevant"] and len(row["published"] or "") > 10]
    found = [
        (f"https://{HOSTS[row['lang']]}/{row['id']}", row["published"],
         html_page(row["title"], row["text"], row["published"], lang=row["lang"]))
        for row in rows[:24]
    ]  # fmt: skip
    row = rows[0]
    again = html_page(row["title"], row["text"].replace("160", "163"), row["published"], lang=row["lang"])
    return [*found, (found[0][0], rows[5]["published"], again)]


def crawled(folder: Path) -> Path:
    """A database as the daemon makes it: each page read soon after its publication, and every step run then."""
    config = load(folder / "config.toml")
    tools = make_tools(config)
    outlets = {outlet.lang: outlet for outlet in config.outlets}
    with Storage(folder / "daemon.db", migrate=True, checkpoints=True) as storage:
        for url, at, body in sorted(pages(), key=lambda page: (page[1], page[0])):
            outlet, now = outlets["en" if "first" in url else "uk"], moment(at)
            due = DuePage(1, outlet.id, url, "", Entry(url, url, ""), 0, baseline=False)
            read = parse_page(body, Source(url, now, "text/html", "page", outlet.zone, rules=outlet.page))
            if article := read_result(due, outlet, read, now).article:
                storage.articles.save(article, now)
            run_steps(storage, tools, now + timedelta(minutes=1))
    return folder / "daemon.db"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration, and what was found in two archives that were stored days later."""
    there = tmp_path_factory.mktemp("taken")
    (there / "config.toml").write_text(CONFIG, encoding="utf-8")
    told = pages()
    stored = [f"{moment(at) + timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}" for _, at, _ in told]
    records = [record(url, body, when) for (url, _, body), when in zip(told, stored, strict=True)]
    for name, half in (("a", records[::2]), ("b", records[1::2])):
        (there / f"{name}.warc.gz").write_bytes(packed(half))
    job = replace(JOB, outlets=publishers(load(there / "config.toml").outlets))
    filled([there / "b.warc.gz", there / "a.warc.gz"], there / "archive", job)
    return there


def test_a_replay_makes_the_ledger_of_a_daemon_that_ran_then(folder: Path) -> None:
    crawled(folder)
    assert repwatch("replay", "archive", "--diff", "daemon.db", cwd=folder).stdout == ""


def test_a_replay_prints_the_history_and_the_ledger_with_its_conflicts(folder: Path) -> None:
    told = repwatch("replay", "archive", "--db", "kept.db", cwd=folder).stdout
    assert "after the first article" in told
    assert told.endswith(repwatch("ledger", "--db", "kept.db", cwd=folder).stdout)


def test_an_import_makes_the_same_ledger_and_alerts_nobody(folder: Path) -> None:
    done = repwatch("import", "archive", cwd=folder).stdout
    assert "nobody is told" in done
    assert not (folder / "var" / "mail").exists()
    again = repwatch("import", "archive", cwd=folder).stdout
    assert again.startswith("0 articles new")


def test_a_folder_without_an_archive_is_told_plainly(tmp_path: Path) -> None:
    said = repwatch("replay", ".", cwd=tmp_path, code=1).stderr
    assert said == ". cannot be read: it holds nothing that `repwatch backfill` has finished\n"
