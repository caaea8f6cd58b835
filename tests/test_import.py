"""Old articles taken into the live database: as history, to nobody, beside a working daemon, killed in the middle."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from receivers import NEVER
from test_commands import program, repwatch

from matcher.origins import origins
from matcher.reconcile import settle
from repwatch.config import load
from repwatch.model import Article, Subscription
from scheduler.archive import Archive, Intake
from scheduler.lock import Lock
from scheduler.pipeline import reconcile, run_steps
from scheduler.replay import Arrival
from scheduler.tools import Tools, make_tools
from storage import Storage

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

NOW = datetime(2031, 5, 6, 12, tzinfo=UTC)
START = NOW - timedelta(days=60)
CONFIG = """
languages = ["en"]
history_until = "2022-01-01"
[[subscription]]
id = "reader"
channel = "file"
address = "mail"
"""


def row(
    count: int, day: datetime, by: str = "the Coordination Headquarters", outlet: str = "courier"
) -> dict[str, Any]:
    return {
        "id": f"{outlet}-{day:%Y-%m-%d}",
        "url": f"https://{outlet}.example/{day:%Y/%m/%d}",
        "outlet": outlet,
        "published": day.isoformat(),
        "lang": "en",
        "title": f"Ukraine receives bodies of {count:,} soldiers",
        "text": f"Russia handed over the bodies of {count:,} fallen soldiers to Ukraine today, {by} said.",
    }


def article(count: int, day: datetime = NOW, **other: Any) -> Article:
    told = row(count, day, **other)
    return Article(told["url"], told["outlet"], told["title"], told["text"], day, day, lang="en")


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A folder with a configuration and a database that was started long ago."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    tools = tools_of(tmp_path)
    tools.config.state.mkdir()
    with Storage(tools.config.database, migrate=True, checkpoints=True) as storage:
        storage.meta.started(START)
        run_steps(storage, tools, START)
    return tmp_path


@pytest.fixture
def storage(live: Path) -> Iterator[Storage]:
    with Storage(tools_of(live).config.database) as opened:
        yield opened


def tools_of(folder: Path) -> Tools:
    return make_tools(load(folder / "config.toml"))


def crawl(storage: Storage, tools: Tools, *articles: Article, at: datetime = NOW) -> None:
    for one in articles:
        storage.articles.save(one, at)
    run_steps(storage, tools, at)


def take_in(storage: Storage, tools: Tools, *articles: Article) -> Intake:
    intake, archive = Intake(), Archive(storage, tools)
    archive.begin(NOW)
    list(archive.take([Arrival(one.fetched, one) for one in articles], NOW, intake))
    return intake


def told(storage: Storage) -> list[str]:
    return [alert.reason.value for alert in reversed(storage.subscriptions.recent(1000))]


def sides(storage: Storage) -> list[tuple[int, int | None, int | None]]:
    return [(s.low, s.high, s.best) for one in storage.exchanges.settlements(known=False) for s in one.received]


def test_an_exchange_that_only_imported_articles_tell_of_is_told_to_nobody_also_when_news_confirms_it(
    storage: Storage, live: Path
) -> None:
    tools = tools_of(live)
    assert take_in(storage, tools, article(1245)).opened == {"ukraine-russia-2031-05-06"}
    crawl(storage, tools, article(1245, outlet="herald"))
    assert told(storage) == []
    crawl(storage, tools, article(1248, by="Vladimir Medinsky", outlet="post"))
    assert told(storage) == ["exchange.conflict"]


def test_what_an_import_changes_in_a_told_exchange_counts_as_told(storage: Storage, live: Path) -> None:
    tools = tools_of(live)
    crawl(storage, tools, article(1245))
    taken = take_in(storage, tools, article(1248, by="Vladimir Medinsky", outlet="post"))
    assert (taken.opened, taken.changed) == (set(), {"ukraine-russia-2031-05-06"})
    assert sides(storage) == [(1245, 1248, None)]
    for hours in range(3):
        run_steps(storage, tools, NOW + timedelta(hours=hours))
    crawl(storage, tools, article(1245, outlet="herald"))
    assert told(storage) == ["exchange.new"]


def test_news_that_waits_while_an_import_runs_is_told_all_the_same(storage: Storage, live: Path) -> None:
    tools = tools_of(live)
    storage.articles.save(article(1245), NOW)  # crawled, not read yet
    take_in(storage, tools, article(1248, by="Vladimir Medinsky", outlet="post"))
    assert told(storage) == ["exchange.new"]
    run_steps(storage, tools, NOW)
    assert told(storage) == ["exchange.new"]


def test_a_settlement_made_before_the_import_and_written_after_it_is_discarded(storage: Storage, live: Path) -> None:
    """The daemon reads, the import commits, the daemon writes what it made of what it had read."""
    tools = tools_of(live)
    crawl(storage, tools, article(1245))
    storage.exchanges.touch(["ukraine-russia-2031-05-06"])
    ((exchange, mark),) = storage.exchanges.unsettled()
    claims = storage.claims.of_exchange(exchange.id)
    stale = settle(exchange, claims, origins(claims, {}), [])
    with Storage(tools.config.database) as other:
        take_in(other, tools, article(1248, by="Vladimir Medinsky", outlet="post"))
    assert not storage.exchanges.settle(stale, mark, NOW)
    run_steps(storage, tools, NOW)
    assert sides(storage) == [(1245, 1248, None)]
    assert told(storage) == ["exchange.new"]


def test_the_same_file_again_adds_nothing_also_with_an_edit_that_was_taken_back(storage: Storage, live: Path) -> None:
    tools = tools_of(live)
    edits = [replace(article(count), fetched=NOW + timedelta(hours=i)) for i, count in enumerate((1000, 1003, 1000))]
    assert (first := take_in(storage, tools, *edits)).new == 3
    assert (again := take_in(storage, tools, *edits)).new == 0
    assert (first.known, again.known, again.opened, again.changed) == (0, 3, set(), set())
    assert sides(storage) == [(1000, 1000, 1000)]


def test_an_older_reading_of_a_stored_article_does_not_come_to_stand_over_it(storage: Storage, live: Path) -> None:
    tools = tools_of(live)
    crawl(storage, tools, article(1003))
    assert take_in(storage, tools, replace(article(1000), fetched=NOW - timedelta(hours=1))).known == 1
    assert sides(storage) == [(1003, 1003, 1003)]


def test_who_left_the_configuration_and_comes_back_is_not_told_of_an_import_but_of_what_waited(
    storage: Storage, live: Path
) -> None:
    tools = tools_of(live)
    both = (*tools.config.subscriptions, Subscription("away", "file", "mail"))
    with_both = replace(tools, config=replace(tools.config, subscriptions=both))
    run_steps(storage, with_both, START)
    crawl(storage, tools, article(1245))  # "away" is not there
    take_in(storage, tools, article(1000, day=NOW - timedelta(days=30), outlet="post"))
    run_steps(storage, with_both, NOW)
    found = {(one.subscription, one.exchange) for one in storage.subscriptions.recent(100)}
    assert found == {("reader", "ukraine-russia-2031-05-06"), ("away", "ukraine-russia-2031-05-06")}


def test_the_command_reports_and_names_the_lines_that_it_refuses(live: Path) -> None:
    no_address = {**row(20, NOW), "url": None}
    no_time = {**row(30, NOW), "url": "https://x.example/1", "published": None}
    (live / "old.jsonl").write_text(
        "\n".join([json.dumps(no_time), json.dumps(row(1245, NOW)), "{", json.dumps(no_address)]), encoding="utf-8"
    )
    done = repwatch("import", "old.jsonl", cwd=live, code=1)
    assert "1 articles new, 0 known, 3 refused; 1 exchanges new, 0 changed" in done.stdout
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [f"old.jsonl, line {n}" for n in (3, 1, 4)]
    (live / "good.jsonl").write_text(json.dumps(row(1245, NOW)), encoding="utf-8")
    again = json.loads(repwatch("import", "good.jsonl", "--json", cwd=live).stdout)
    assert again == {"new": 0, "known": 1, "refused": [], "opened": [], "changed": []}


def test_a_daemon_works_on_while_an_import_is_killed_again_and_again(live: Path) -> None:
    """Every step of the daemon runs all the time; the news that comes in meanwhile is told, nothing else is."""
    tools = tools_of(live)
    days = [NOW - timedelta(days=number) for number in range(1, 41)]
    old = [row(100 + number, day) for number, day in enumerate(days)]
    old += [row(150 + number, day, "Vladimir Medinsky", "post") for number, day in enumerate(days)]
    (live / "old.jsonl").write_text("".join(json.dumps(one) + "\n" for one in old), encoding="utf-8")
    with Storage(tools.config.database) as storage:  # half of it was news once, and the import disputes it
        crawl(storage, tools, *(article(100 + number, day, outlet="herald") for number, day in enumerate(days[:20])))
    over = threading.Event()

    def daemon() -> None:
        with Lock(tools.config.state / "daemon.lock"), Storage(tools.config.database, checkpoints=True) as own:
            while not over.is_set():
                run_steps(own, tools, NOW)

    with ThreadPoolExecutor(1) as threads:
        beside = threads.submit(daemon)
        with stopping(over), Storage(tools.config.database) as looking:
            for number, stop_at in enumerate((5, 30, 60)):
                _kill_import(live, looking, stop_at)
                looking.articles.save(article(1000 + number, NOW + timedelta(days=5 * number), outlet="wire"), NOW)
            program("import", "old.jsonl", cwd=live)
        beside.result(60)
    with Storage(tools.config.database) as storage:
        run_steps(storage, tools, NOW)
        assert reconcile(storage, tools, NOW).done == 0
        assert told(storage) == ["exchange.new"] * 23
        assert sum(best is None for _, _, best in sides(storage)) == len(days)
        assert len(storage.exchanges.settlements(known=False)) == len(days) + 3
        assert storage.articles.counts()["articles"] == len(old) + 23


@contextmanager
def stopping(over: threading.Event) -> Iterator[None]:
    try:
        yield
    finally:
        over.set()


def _kill_import(folder: Path, looking: Storage, articles: int) -> None:
    """kill -9 once so many articles are stored."""
    words = [sys.executable, "-m", "repwatch.start", "import", "old.jsonl"]
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while looking.articles.counts()["articles"] < articles and process.poll() is None:
        NEVER.wait(0.002)  # a busy loop would take the time from those it looks at
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
