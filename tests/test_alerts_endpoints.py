"""A receiver of webhooks that is gone or fails for five days is closed, told, and opened again by hand."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alerts_receiver import LOOPBACK, Receiver
from receivers import SECRET
from test_commands import repwatch

from alerts import receiving
from alerts.channels import Refused
from alerts.deliver import deliver
from alerts.scores import is_given_up
from alerts.webhooks import Webhook
from repwatch.config import load
from repwatch.model import Config, Delivery, Message, Report, Subscription, TroubleKind
from storage import Storage

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAYS = [(0.0, False), (4.99, False), (5.0, True), (9.0, True)]


@pytest.mark.parametrize(("days", "given_up"), DAYS)
def test_five_days_of_failures_are_enough(days: float, given_up: bool) -> None:
    assert is_given_up(START, START + timedelta(days=days)) is given_up
    assert not is_given_up(None, START)


@pytest.mark.parametrize(
    ("channel", "closed"), [("webhook", True), ("apprise", True), ("smtp", False), ("file", False)]
)
def test_who_has_a_receiver_of_his_own_can_be_closed(tmp_path: Path, channel: str, closed: bool) -> None:
    gone = Refused(410, "Gone", permanent=True)
    one = Delivery("aaaa1", channel, "somewhere", "partner", Message("s", "t", "h", "{}"), 0, START)
    with Storage(tmp_path / "r.db", migrate=True) as storage:
        assert bool(receiving.failed(storage, one, gone, START)) is closed
        assert (storage.endpoints.of("partner").closed_at is not None) is closed


class Desk:
    """One webhook of config.toml, and messages that are owed to it."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.folder, self.status = folder, 204
        receiver.answer = lambda handler: (handler.send_response(self.status), handler.end_headers())
        url = f"http://127.0.0.1:{receiver._server.server_address[1]}/hook"
        self.hook = Subscription("partner", "webhook", url, secret=SECRET)
        (folder / "config.toml").write_text(
            f'[crawl]\nallow_networks = ["127.0.0.0/8"]\n[[subscription]]\nid = "partner"\nchannel = "webhook"\n'
            f'address = "{url}"\nsecret = "{SECRET}"\n'
        )
        self.config: Config = load(folder / "config.toml")
        self.config.state.mkdir()
        with self.open() as storage:
            storage.meta.started(START)

    def open(self) -> Storage:
        return Storage(self.config.database, migrate=True)

    def owe(self, name: str, now: datetime) -> None:
        with self.open() as storage, storage.transaction():
            row = storage.subscriptions.digest(name, "partner", "urgent", name, now)
            assert row
            body = json.dumps({"type": "exchange.new", "timestamp": "", "data": {}})
            storage.outbox.owe(
                Delivery(name, "webhook", self.hook.address, "partner", Message("s", "t", "h", body), 0, now),
                name, row,
            )  # fmt: skip

    def send(self, now: datetime) -> Report:
        with self.open() as storage:
            channel = Webhook({"partner": (SECRET,)}, allow_networks=LOOPBACK)
            return deliver(storage, {"webhook": channel}, self.config, now, lambda: 0.0)

    def states(self) -> dict[str, str]:
        with closing(Storage(self.config.database, write=False)) as storage:
            return {one.id: one.state for one in storage.outbox.recent(9)}

    def troubles(self) -> list[str]:
        with closing(Storage(self.config.database, write=False)) as storage:
            found = [one.trouble for one in storage.incidents.recent(9)]
        return [trouble.words for trouble in found if trouble.kind is TroubleKind.RECEIVER]

    def run(self, *words: str, code: int = 0) -> str:
        done = repwatch(*words, cwd=self.folder, code=code)
        return done.stdout + done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Receiver(lambda _: None) as receiver:
        yield Desk(tmp_path, receiver)


def test_a_receiver_that_is_gone_is_closed_at_once_and_told_once(desk: Desk) -> None:
    desk.status = 410
    for name in ("aaaa1", "aaaa2"):
        desk.owe(name, START)
    report = desk.send(START)
    assert any("is closed" in note for note in report.notes)
    assert desk.states() == {"aaaa1": "failed", "aaaa2": "failed"}
    assert desk.troubles() == [
        "partner: the receiver answered 410: it wants nothing any more; given up with it: 1 that waited"
    ]

    desk.status = 204
    desk.owe("aaaa3", START + timedelta(minutes=1))
    desk.send(START + timedelta(minutes=1))
    assert desk.states()["aaaa3"] == "pending", "nothing is sent to it"
    assert "is closed" in desk.run("deliveries", "replay", "partner", "--since", "2026-03-01", code=1)
    desk.run("subscribers", "reopen", "partner")
    desk.send(START + timedelta(minutes=2))
    assert set(desk.states().values()) == {"failed"}, "opening it replays nothing by itself"
    assert "3 messages will be sent again" in desk.run("deliveries", "replay", "partner", "--since", "2026-03-01")
    while desk.send(datetime.now(UTC)).done:
        pass
    assert set(desk.states().values()) == {"sent"}
    assert "is not closed" in desk.run("subscribers", "reopen", "partner", code=1)


def test_one_that_only_fails_for_five_days_is_closed_and_one_success_begins_anew(desk: Desk) -> None:
    desk.status = 500
    for day in range(4):
        desk.owe(f"bbbb{day}", START + timedelta(days=day))
        desk.send(START + timedelta(days=day))
    desk.status = 204
    desk.owe("cccc0", START + timedelta(days=4))
    desk.send(START + timedelta(days=4))
    assert desk.states()["cccc0"] == "sent"
    desk.status = 500
    for day in range(5, 10):
        desk.owe(f"dddd{day}", START + timedelta(days=day))
        desk.send(START + timedelta(days=day))
        assert desk.troubles() == []
    desk.owe("dddd9x", START + timedelta(days=10))
    desk.send(START + timedelta(days=10))
    assert desk.troubles() == ["partner: the receiver has failed for five days; given up with it: 6 that waited"]
    assert desk.states()["dddd9"] == "failed"


def test_a_time_is_replayed_under_the_same_ids_and_nothing_else(desk: Desk) -> None:
    for number in range(4):
        desk.owe(f"eeee{number}", START + timedelta(days=number))
        desk.send(START + timedelta(days=number))
    assert "2 messages" in desk.run("deliveries", "replay", "partner", "--since", "2026-03-03", "--until", "2026-03-05")
    assert sorted(id for id, state in desk.states().items() if state == "pending") == ["eeee1", "eeee2"]
    assert "is no subscription by webhook" in desk.run(
        "deliveries", "replay", "nobody", "--since", "2026-03-03", code=1
    )
