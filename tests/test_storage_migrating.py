"""A file that an earlier version has written opens, says the same, and goes on working."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from repwatch.config import load
from repwatch.model import Article, Audit, Question
from scheduler.auditing import audit_all
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from storage import Storage
from storage.first_migrations import migrations

TOTALS_ARE_AUDITED_BY_INDEX = "m0012_audited"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return replace(make_tools(load(path)))


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 6, day, hour, tzinfo=UTC)


def article(day: int, hour: int, text: str) -> Article:
    moment = at(day, hour)
    url = f"https://courier.example/{day}/{hour}"
    return Article(url, "courier", "Bodies of the fallen handed over", text, moment, moment, lang="en")


def handover(day: int, count: int) -> Article:
    said = "fallen soldiers to Ukraine today, the Coordination Headquarters said."
    return article(day, 12, f"Russia handed over the bodies of {count:,} {said}")


def total(day: int, count: int) -> Article:
    said = "bodies since June 11, the Coordination Headquarters said."
    return article(day, 18, f"In all, Ukraine has received {count:,} {said}")


def take_in(storage: Storage, tools: Tools, *articles: Article) -> None:
    for one in articles:
        storage.articles.save(one, one.fetched)
    run_steps(storage, tools, at(21))


def said(found: list[Audit]) -> list[Audit]:
    return sorted(found, key=lambda one: one.claim.url)


def about_totals(storage: Storage) -> list[Question]:
    return [one for one in storage.reviews.open_questions() if one.kind.startswith("total.")]


def as_of(before: str, written: Path, old: Path) -> None:
    """What a program without that migration would have written: the same rows, less what it has no column for."""
    db = Database(sqlite3.connect(old))
    migrations.apply(db, stop_before=before)
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("ATTACH ? AS written", [str(written)])
    for table in (one for one in db.table_names() if not one.startswith("_")):
        columns = ", ".join(f'"{one.name}"' for one in db[table].columns)
        db.execute(f"DELETE FROM main.{table}")  # what a migration has put into it
        db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM written.{table}")
    db.conn.commit()
    db.conn.close()


@pytest.fixture
def files(tmp_path: Path, tools: Tools) -> Iterator[tuple[Storage, Storage]]:
    """Of one story: one written by this program, and one by its predecessor and then brought up to date."""
    story = [handover(11, 1212), handover(14, 1200), handover(15, 1200), total(14, 3612), total(15, 4823)]
    with Storage(tmp_path / "new.db", migrate=True, checkpoints=True) as new:
        take_in(new, tools, *story)
        as_of(TOTALS_ARE_AUDITED_BY_INDEX, tmp_path / "new.db", tmp_path / "old.db")
        with Storage(tmp_path / "old.db", migrate=True, checkpoints=True) as old:
            yield new, old


def test_a_file_of_before_audits_its_totals_as_a_new_one_does(files: tuple[Storage, Storage], tools: Tools) -> None:
    new, old = files
    run_steps(old, tools, at(22))
    assert said(audit_all(old, tools)) == said(audit_all(new, tools))
    assert about_totals(old) == about_totals(new)
    assert len(about_totals(old)) == 2


@pytest.mark.parametrize("at_once", [True, False], ids=["comes with the update", "comes after it"])
def test_a_file_of_before_goes_on_working(files: tuple[Storage, Storage], tools: Tools, at_once: bool) -> None:
    new, old = files
    if not at_once:
        run_steps(old, tools, at(22))
    for storage in files:
        take_in(storage, tools, handover(13, 1200), total(16, 4830))
    assert said(audit_all(old, tools)) == said(audit_all(new, tools))
    assert [one.text for one in about_totals(old)] == [one.text for one in about_totals(new)]
    assert old.totals.stale() == {}
