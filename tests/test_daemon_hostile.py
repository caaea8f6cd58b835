"""The daemon with a message on its way: the disk is full when it is answered, or it is answered as none should be."""

import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from alerts_receiver import Answer, raw, receivers, says
from hostile import Hostile
from receivers import SECRET, HookReceiver, MailServer, until
from test_crawler_hostile import HEADS
from watchtower import Watchtower

from demo.newsroom import Newsroom, Paper

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

OK = b"HTTP/1.1 200 OK\r\n"
MORE = '[[subscription]]\nid = "{name}"\nchannel = "webhook"\naddress = "{url}"\nsecret = "{secret}"\n'
OUTLET = '[[outlet]]\nid = "{name}"\nname = "{name}"\nfeeds = [{{ url = "{url}" }}]\n'
GIGABYTES = str(10 * 2**30).encode()


class Stage:
    def __init__(self, folder: Path, newsroom: Newsroom, mail: MailServer, hook: HookReceiver) -> None:
        self.paper, self.mail, self.hook = newsroom.open("gazette", full=True), mail, hook
        self.paper.publish("Grain harvest beats forecasts", "Farmers brought in 60 million tonnes.")
        self.tower = Watchtower(folder, (self.paper,), mail, hook)
        self.gate = Event()

    def subscribe(self, name: str, url: str) -> None:
        with self.tower.config.open("a", encoding="utf-8") as config:
            config.write(MORE.format(name=name, url=url, secret=SECRET))

    def start(self) -> None:
        self.tower.start()
        until(lambda: self.tower.query("SELECT 1 FROM feeds WHERE first_ok_at NOT NULL"))

    def state(self, subscription: str) -> tuple[object, ...]:
        """State, what was said and what was wrong of its only message."""
        found = self.tower.query(
            f"SELECT state, last_status, last_error FROM deliveries WHERE subscription = '{subscription}' AND attempts"
        )
        return found[0] if found else ()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Newsroom() as newsroom, MailServer() as mail, HookReceiver() as hook:
        stage = Stage(tmp_path, newsroom, mail, hook)
        yield stage
        stage.gate.set()
        if stage.tower.process and stage.tower.process.poll() is None:
            stage.tower.kill()


def report(paper: Paper) -> None:
    paper.publish(
        "Russia hands over 1,245 bodies to Ukraine",
        "Russia handed over the bodies of 1,245 fallen soldiers to Ukraine today, the Coordination Headquarters said.",
        published=datetime.now(UTC) - timedelta(minutes=1),
    )


def test_an_answer_that_comes_while_the_disk_is_full_is_not_forgotten(stage: Stage) -> None:
    """What arrived is written down once there is room, and not sent again."""

    def answer_late() -> float:
        if stage.hook.posts:
            stage.gate.wait(60)
        return 0.0

    stage.hook.pause = answer_late
    stage.start()
    report(stage.paper)
    until(lambda: stage.hook.posts and stage.mail.mails)
    assert stage.tower.process
    full = stage.tower.database.with_name("repwatch.db-wal").stat().st_size
    resource.prlimit(stage.tower.process.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    stage.gate.set()
    until(lambda: "deliver failed, 1 times in a row" in stage.tower.log())
    resource.prlimit(stage.tower.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    until(stage.tower.settled)
    assert (stage.state("partner")[0], stage.state("reader")[0]) == ("sent", "sent")
    assert (len(stage.hook.posts), len(stage.mail.mails)) == (1, 1)
    assert stage.tower.query("PRAGMA integrity_check") == [("ok",)]
    assert stage.tower.stop() == 0


def test_receivers_that_answer_as_none_should_hold_up_nobody(stage: Stage) -> None:
    with receivers() as receive:
        elsewhere = receive(says(200))
        answers: dict[str, Answer] = {
            "ten-gigabytes": raw(OK, b"Content-Length: " + GIGABYTES + b"\r\n\r\n", for_ever=b"x" * 65536),
            "without-end": raw(OK, b"\r\n", for_ever=b"x" * 65536),
            "too-long": raw(OK, b"Content-Length: 9999\r\n\r\nshort"),
            "too-short": raw(OK, b"Content-Length: 1\r\n\r\nmuch more"),
            "elsewhere": says(302, ("Location", f"http://127.0.0.1:{elsewhere.port}/in")),
            "for-good": says(308, ("Location", f"http://127.0.0.1:{elsewhere.port}/in")),
            "heads": raw(OK, for_ever=b"X-A: b\r\n"),
        }
        asked = {name: receive(answer) for name, answer in answers.items()}
        for name, receiver in asked.items():
            stage.subscribe(name, receiver.url)
        stage.start()
        report(stage.paper)
        until(lambda: stage.hook.posts and stage.mail.mails)
        until(lambda: all(stage.state(name) for name in asked))
        found = {name: stage.state(name) for name in asked}
        assert stage.tower.stop() == 0
    taken = ("ten-gigabytes", "without-end", "too-long", "too-short")
    assert {name: found[name][0] for name in found} == {name: "sent" if name in taken else "pending" for name in found}
    assert all(len(str(said)) < 300 for row in found.values() for said in row)
    assert [str(found[name][2])[:4] for name in ("elsewhere", "for-good")] == ["302 ", "308 "]
    assert "more than 100 headers" in str(found["heads"][2])
    assert elsewhere.asked == []


def test_heads_without_end_cost_the_crawler_one_poll_each_and_not_its_life(stage: Stage) -> None:
    """Killed while it grows, it would forget who made it grow, ask again at once and grow again."""
    failed = "SELECT count(*) FROM feeds WHERE outlet GLOB 'head-*' AND outcome NOT NULL AND outcome <> 'ok'"
    with Hostile() as hostile:
        with stage.tower.config.open("a", encoding="utf-8") as config:
            for number, manner in enumerate((*HEADS.values(), *HEADS.values())):
                name = f"head-{number}"
                config.write(OUTLET.format(name=name, url=hostile.open(name, manner)))
        stage.start()
        crawlers = stage.tower.children()
        until(lambda: stage.tower.query(failed) == [(2 * len(HEADS),)], 60)
        report(stage.paper)
        until(lambda: stage.hook.posts and stage.mail.mails)
        assert stage.tower.children() == crawlers
        assert "is replaced" not in stage.tower.log()
        assert set(hostile.connections.values()) == {2}, "robots.txt and feed"
