"""The main job with real processes: a newsroom, the daemon and its crawler, a mail server and a webhook receiver."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from receivers import HookReceiver, MailServer, until
from test_commands import repwatch
from watchtower import Watchtower, alive, kill_all

from demo.newsroom import Fault, Newsroom, Paper

NEW, CONFLICT = "exchange.new", "exchange.conflict"


class Stage:
    """Three outlets that agree on nothing but the day; what they had before the first start is the baseline."""

    def __init__(self, folder: Path, newsroom: Newsroom, mail: MailServer, hook: HookReceiver) -> None:
        self.gazette, self.herald = newsroom.open("gazette", "rss"), newsroom.open("herald", "atom")
        self.courier = newsroom.open("courier", "telegram")
        self.mail, self.hook = mail, hook
        month_ago = datetime.now(UTC) - timedelta(days=30)
        for paper in (self.gazette, self.herald):
            paper.publish(
                "Ukraine receives bodies of 909 fallen soldiers",
                "Ukraine has received the bodies of 909 fallen soldiers, the Coordination Headquarters said.",
                published=month_ago,
            )
            paper.publish("Grain harvest beats forecasts", "Farmers brought in 60 million tonnes.", published=month_ago)
        self.tower = Watchtower(folder, (self.gazette, self.herald, self.courier), mail, hook)

    def report(self, paper: Paper, count: int, in_return: int, who: str) -> None:
        paper.publish(
            f"Russia hands over {count:,} bodies to Ukraine",
            f"Russia handed over the bodies of {count:,} fallen soldiers to Ukraine today, {who} said.",
            f"In return, Ukraine gave Russia the bodies of {in_return} Russian soldiers, {who} said.",
        )

    def read(self) -> None:
        until(lambda: all(row[0] for row in self.tower.query("SELECT first_ok_at FROM feeds")), 30)

    def told(self, *types: str) -> None:
        """Mails and posts, each message once, are exactly these."""
        until(lambda: len(self.hook.by_id) >= len(types) and len(self.mail.by_id) >= len(types), 40)
        self.tower.rounds()
        assert sorted(self.hook.by_id.values()) == sorted(types), self.tower.log()
        assert len(self.mail.by_id) == len(types), self.mail.by_id
        assert not self.hook.refused


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Newsroom() as newsroom, MailServer() as mail, HookReceiver() as hook:
        stage = Stage(tmp_path, newsroom, mail, hook)
        yield stage
        if stage.tower.process and stage.tower.process.poll() is None:
            stage.tower.kill()


def test_two_outlets_agree_a_third_differs_and_exactly_the_right_messages_arrive(stage: Stage) -> None:
    stage.tower.start()
    stage.read()
    stage.tower.rounds()
    assert (stage.mail.by_id, stage.hook.by_id) == ({}, {}), "the first poll is the baseline"

    stage.report(stage.gazette, 1245, 51, "the Coordination Headquarters")
    stage.told(NEW)
    stage.report(stage.herald, 1245, 51, "the Coordination Headquarters")
    stage.told(NEW)
    stage.report(stage.courier, 1248, 51, "Vladimir Medinsky")
    stage.told(NEW, CONFLICT)

    (exchange,) = [one for one in stage.tower.ledger() if one["date"] == f"{datetime.now(UTC):%Y-%m-%d}"]
    assert exchange["status"] == "disputed"
    assert exchange["articles"] == 3
    (conflict,) = [one for one in exchange["conflicts"] if one["type"] == "HARD"]
    assert [value["count"] for value in conflict["values"]] == [1245, 1248]

    first, second = sorted(stage.mail.mails, key=lambda mail: mail["In-Reply-To"] is not None)
    assert second["In-Reply-To"] == first["Message-ID"]
    text = second.get_body(("plain",)).get_content()
    assert "1,245" in text
    assert "1,248" in text
    assert "Coordination Headquarters" in text
    assert "Medinsky" in text
    page = stage.tower.get(f"/exchanges/{exchange['id']}")[1]
    assert "1,248" in page
    assert stage.tower.stop() == 0


def test_bad_feeds_hold_up_nobody_and_each_is_told_with_its_class(stage: Stage) -> None:
    stage.herald.fail("/feed", Fault(404))
    stage.courier.fail("/s/courier", Fault(body=b"<h1>Please accept cookies</h1>"))
    stage.tower.start()
    until(lambda: all(row[0] for row in stage.tower.query("SELECT outcome FROM feeds")), 30)
    stage.report(stage.gazette, 1245, 51, "the Coordination Headquarters")
    until(lambda: len(stage.mail.by_id) == 1, 30)
    classes = dict(stage.tower.query("SELECT outlet, outcome FROM feeds"))
    assert (classes["herald"], classes["courier"]) == ("http_404", "not_feed")
    assert "404" in stage.tower.get("/outlets")[1]
    assert stage.tower.stop() == 0


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["parent", "crawler"])
def test_a_kill_loses_nothing_and_repeats_nothing(stage: Stage, victim: str) -> None:
    stage.tower.start()
    stage.read()
    stage.report(stage.gazette, 1245, 51, "the Coordination Headquarters")
    until(lambda: stage.tower.query("SELECT 1 FROM revisions WHERE baseline = 0"), 30)
    _kill(stage, victim)
    stage.report(stage.herald, 1245, 51, "the Coordination Headquarters")
    stage.told(NEW)
    stage.report(stage.courier, 1248, 51, "Vladimir Medinsky")
    until(lambda: stage.tower.query("SELECT 1 FROM alerts WHERE reason = 'exchange.conflict'"), 30)
    _kill(stage, victim)
    stage.told(NEW, CONFLICT)
    assert stage.tower.query("PRAGMA integrity_check") == [("ok",)]
    assert stage.tower.stop() == 0


def _kill(stage: Stage, victim: str) -> None:
    """kill -9; after the parent's death its crawler and parsers end by themselves, and a new parent starts."""
    crawlers = stage.tower.children()
    if victim == "crawler":
        kill_all(crawlers)
        until(lambda: set(stage.tower.children()) - set(crawlers), 30)
        return
    stage.tower.kill()
    until(lambda: not any(alive(pid) for pid in crawlers), 10)
    stage.tower.start()


@pytest.mark.slow
def test_who_is_added_paused_and_removed_while_the_daemon_runs_is_told_as_he_wishes(stage: Stage) -> None:
    """The subscriptions of the configuration are told beside her; a kill in between changes nothing for her."""
    stage.tower.start()
    stage.read()
    stage.report(stage.gazette, 1245, 51, "the Coordination Headquarters")
    stage.told(NEW)
    subscribers(stage, "add", "anna@example.org", "--by", "olena")
    stage.tower.kill()
    stage.tower.start()
    stage.report(stage.courier, 1248, 51, "Vladimir Medinsky")
    until(lambda: hers(stage), 40)
    subscribers(stage, "pause", "anna@example.org")
    stage.report(stage.courier, 1250, 51, "Vladimir Medinsky")
    until(lambda: len(stage.mail.by_id) == 4, 40)
    stage.tower.rounds()
    assert ["Figures differ" in subject for subject in hers(stage)] == [True], "not what was known, nor in the pause"
    subscribers(stage, "resume", "anna@example.org")
    until(lambda: len(hers(stage)) == 2, 40)
    subscribers(stage, "remove", "anna@example.org", "--yes")
    stage.report(stage.courier, 1260, 51, "Vladimir Medinsky")
    until(lambda: len(stage.mail.by_id) == 6, 40)
    stage.tower.rounds()
    assert len(hers(stage)) == 2
    assert stage.tower.query("SELECT count(*) FROM deliveries WHERE address = 'anna@example.org'") == [(0,)]
    assert stage.tower.stop() == 0


def subscribers(stage: Stage, *words: str) -> None:
    repwatch("subscribers", *words, "--config", str(stage.tower.config), cwd=stage.tower.config.parent)


def hers(stage: Stage) -> list[str]:
    return [str(mail["Subject"]) for mail in list(stage.mail.mails) if mail["To"] == "anna@example.org"]
