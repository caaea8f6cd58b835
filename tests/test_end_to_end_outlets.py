"""The operator's side with real processes: an outlet that goes and comes back, and our own network that does."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from receivers import HookReceiver, MailServer, until
from watchtower import Watchtower

from demo.newsroom import Fault, Newsroom, Paper

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

OPERATOR = """
[[subscription]]
id = "operator"
channel = "smtp"
address = "operator@desk.example"
reasons = ["outlet.silent", "outlet.back", "system.trouble"]
"""


class Post:
    """Three outlets, and everything that was mailed about them."""

    def __init__(self, folder: Path, newsroom: Newsroom, mail: MailServer, hook: HookReceiver) -> None:
        self.newsroom, self.mail, self.hook = newsroom, mail, hook
        self.papers: list[Paper] = [newsroom.open(name) for name in ("gazette", "herald", "courier")]
        for paper in self.papers:
            paper.publish("Grain harvest beats forecasts", "Farmers brought in 60 million tonnes.")
        self.tower = Watchtower(folder, self.papers, mail, hook)
        self.tower.config.write_text(self.tower.config.read_text() + OPERATOR)

    def start(self) -> None:
        self.tower.start()
        until(lambda: all(row[0] for row in self.tower.query("SELECT first_ok_at FROM feeds")), 30)

    def told(self, *subjects: str) -> None:
        """Exactly these were mailed to the operator, each once, and nothing to anybody else."""
        until(lambda: len(self.subjects()) >= len(subjects), 40)
        self.tower.rounds()
        assert Counter(self.subjects()) == Counter(subjects), self.tower.log()
        assert not self.hook.by_id

    def subjects(self) -> list[str]:
        return [str(subject) for (subject,) in self.tower.query(
            "SELECT json_extract(body, '$.subject') FROM deliveries WHERE state = 'sent' AND subscription = 'operator'"
        )]  # fmt: skip


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with Newsroom() as newsroom, MailServer() as mail, HookReceiver() as hook:
        post = Post(tmp_path, newsroom, mail, hook)
        yield post
        if post.tower.process and post.tower.process.poll() is None:
            post.tower.kill()


def test_our_own_network_is_told_once_when_it_goes_and_once_when_it_is_back(post: Post) -> None:
    post.start()
    for paper in post.papers:
        post.newsroom.go_down(paper)
    post.told("Our own network is down: no outlet can be reached")
    assert "Our own network has been down since" in post.tower.get("/outlets")[1]
    assert post.tower.get("/healthz")[0] == 200
    for paper in post.papers:
        post.newsroom.come_back(paper)
    post.told("Our own network is down: no outlet can be reached", "The network is back")
    until(lambda: {row[0] for row in post.tower.query("SELECT errors FROM feeds")} == {0}, 30)
    assert post.tower.stop() == 0


def test_an_outlet_that_is_gone_is_told_once_and_once_when_somebody_has_taken_it_up_again(post: Post) -> None:
    post.start()
    gazette, *_ = post.papers
    gazette.fail("/feed", Fault(410))
    until(lambda: post.subjects() == ["The Gazette: the feed is gone for good"], 30)
    assert "gone for good" in post.tower.get("/outlets")[1]
    gazette.mend("/feed")
    command = [sys.executable, "-m", "repwatch.start", "crawl", "gazette", "--config", str(post.tower.config)]
    subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=post.tower.folder)
    until(lambda: len(post.subjects()) == 2, 30)
    post.told("The Gazette: the feed is gone for good", "The Gazette is back")
    assert post.tower.stop() == 0
