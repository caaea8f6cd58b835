"""What becomes of messages owed, against the real outbox: who waits for whom, when it is tried again, what is kept."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Event, Lock, Semaphore
from time import monotonic
from typing import Any

import pytest
from alerts_builders import NOW, delivery
from receivers import SECRET, HookReceiver, MailServer

from alerts.channels import Channel, Refused, Unreachable
from alerts.deliver import Deliverer, channels_for, deliver
from repwatch.model import AlertSettings, Config, CrawlSettings, Delivery, MailSettings, Subscription
from storage import MEMORY, Storage

SCHEDULE = AlertSettings().retry
SECONDS = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)  # P3
CONFIG = Config(Path("/nowhere"), ("en",), ())


class Stand:
    """A channel that hangs at addresses that say so, fails as it is told to, and takes everything else."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.release = Event()
        self.taken: list[str] = []
        self.most = 0
        self._running: list[str] = []
        self._lock = Lock()

    def send(self, delivery: Delivery, now: datetime) -> str:
        with self._lock:
            assert delivery.address not in self._running, "two at once to one address"
            self._running.append(delivery.address)
            self.most = max(self.most, len(self._running))
        try:
            if delivery.address.startswith("slow"):
                self.release.wait(10)
            if self.error and delivery.address.startswith("bad"):
                raise self.error
            self.taken.append(delivery.id)
            return "taken"
        finally:
            with self._lock:
                self._running.remove(delivery.address)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture
def stand() -> Iterator[Stand]:
    """No attempt outlives its test."""
    stand = Stand()
    yield stand
    stand.release.set()
    for thread in threading.enumerate():
        if thread.name.startswith("deliver "):
            thread.join(5)
            assert not thread.is_alive()


def owe(storage: Storage, *addresses: str, **changes: Any) -> list[str]:
    """The ids, in the order of the addresses."""
    made = [delivery(storage.outbox.counts().get("pending", 0) + n, address=address, channel="stand", **changes)
            for n, address in enumerate(addresses, 1)]  # fmt: skip
    for each in made:
        with storage.transaction():
            digest = storage.subscriptions.digest(each.id, "desk", "urgent", each.id, NOW)
            storage.outbox.owe(each, each.id, digest or 0)
    return [each.id for each in made]


def deliverer(stand: Channel, jitter: Callable[[], float] = lambda: 0.0, **channels: Channel) -> Deliverer:
    return Deliverer({"stand": stand, **channels}, SCHEDULE, jitter)


def found(storage: Storage, id: str) -> Delivery:
    return next(each for each in storage.outbox.recent(1000) if each.id == id)


def test_one_at_a_time_goes_to_an_address_and_eight_overall(storage: Storage, stand: Stand) -> None:
    ids = owe(storage, *(["slow-1"] * 3), *(f"slow-{n}" for n in range(2, 13)))
    sender = deliverer(stand)
    sender.tick(storage, NOW)
    sender.tick(storage, NOW)
    assert sender.running == 8
    assert storage.outbox.counts() == {"leased": 8, "pending": 6}
    stand.release.set()
    while sender.running:
        sender.wait(5)
        sender.tick(storage, NOW)
    assert sorted(stand.taken) == sorted(ids)
    assert storage.outbox.counts() == {"sent": 14}
    assert stand.most <= 8


def test_the_second_message_to_an_address_waits_for_the_first(storage: Storage, stand: Stand) -> None:
    first, second = owe(storage, "slow", "slow")
    sender = deliverer(stand)
    sender.tick(storage, NOW)
    sender.tick(storage, NOW)
    assert (sender.running, found(storage, second).state) == (1, "pending")
    stand.release.set()
    sender.wait(5)
    sender.tick(storage, NOW)
    sender.stop(storage, NOW, 5)
    assert stand.taken == [first, second]


def test_five_hanging_addresses_hold_up_nobody(storage: Storage, stand: Stand) -> None:
    owe(storage, *(f"slow-{n}" for n in range(5)))
    others = owe(storage, *(f"reader-{n % 40}" for n in range(200)))
    ended = Event()
    sender = Deliverer({"stand": stand}, SCHEDULE, lambda: 0.0, ended.set)
    began = monotonic()
    while len(stand.taken) < len(others):
        sender.tick(storage, NOW)
        assert ended.wait(5), "it tells that an attempt has ended"
        ended.clear()
    sender.tick(storage, NOW)
    assert monotonic() - began < 10
    assert sorted(stand.taken) == sorted(others)
    assert storage.outbox.counts() == {"leased": 5, "sent": 200}
    assert sender.running == 5


def test_one_bad_message_is_kept_with_its_reason_and_the_others_go(storage: Storage, stand: Stand) -> None:
    stand.error = ZeroDivisionError("a bug")
    bad, good, other = owe(storage, "bad", "good", "other")
    report = deliver(storage, {"stand": stand}, CONFIG, NOW, lambda: 0.0)
    assert (report.done, report.failed) == (2, 1)
    assert report.notes == [f"delivery {bad}: ZeroDivisionError: a bug, again at 2025-10-23 12:30:05"]
    assert sorted(stand.taken) == sorted([good, other])
    kept = found(storage, bad)
    assert (kept.state, kept.attempts, kept.last_error) == ("pending", 1, "ZeroDivisionError: a bug")


def test_a_message_for_a_channel_that_is_not_there_says_so(storage: Storage, stand: Stand) -> None:
    (id,) = owe(storage, "reader")
    deliver(storage, {}, CONFIG, NOW, lambda: 0.0)
    assert found(storage, id).last_error == "there is no channel stand"


@pytest.mark.parametrize(
    "error",
    [Refused(code, "said no") for code in (301, 400, 401, 403, 404, 408, 413, 429, 450, 500, 502, 503, 504)]
    + [Unreachable("no answer"), OSError("a bug")],
    ids=lambda error: str(getattr(error, "code", type(error).__name__)),
)
@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_ten_attempts_at_the_times_of_the_table_and_then_no_more(
    error: Exception, jitter: float, storage: Storage, stand: Stand
) -> None:
    stand.error, at = error, NOW
    (id,) = owe(storage, "bad")
    for attempt in range(1, 11):
        early = at - timedelta(milliseconds=1)
        assert deliver(storage, {"stand": stand}, CONFIG, early, lambda: jitter).failed == 0
        assert deliver(storage, {"stand": stand}, CONFIG, at, lambda: jitter).failed == 1
        kept = found(storage, id)
        assert kept.attempts == attempt
        if attempt < 10:
            due = at + timedelta(seconds=SECONDS[attempt] * (1 + jitter / 10))
            assert (kept.state, kept.next_attempt_at) == ("pending", due)
            at = due
    assert (kept.state, kept.next_attempt_at) == ("failed", None)
    assert kept.last_error.endswith(str(error))
    assert deliver(storage, {"stand": stand}, CONFIG, at + timedelta(days=400), lambda: jitter).failed == 0


def test_what_is_refused_for_good_is_not_tried_again(storage: Storage, stand: Stand) -> None:
    stand.error = Refused(410, "Gone", permanent=True, retry_after=60)
    (id,) = owe(storage, "bad")
    report = deliver(storage, {"stand": stand}, CONFIG, NOW, lambda: 0.0)
    assert report.notes == [f"delivery {id}: 410 Gone, given up"]
    assert (found(storage, id).state, found(storage, id).last_error) == ("failed", "410 Gone")


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        pytest.param(3, 5, id="less than the table: the table"),
        pytest.param(777, 777, id="more: to the second"),
        pytest.param(1e6, 86400, id="at most a day"),
        pytest.param(NOW + timedelta(hours=2), 7200, id="a date"),
    ],
)
def test_a_receiver_that_asks_for_time_gets_it(
    asked: float | datetime, seconds: int, storage: Storage, stand: Stand
) -> None:
    stand.error = Refused(503, "busy", retry_after=asked)
    (id,) = owe(storage, "bad")
    deliver(storage, {"stand": stand}, CONFIG, NOW, lambda: 0.0)
    assert found(storage, id).next_attempt_at == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(("code", "pauses"), [(429, True), (502, True), (504, True), (500, False), (503, False)])
def test_some_answers_pause_the_address_for_everything(code: int, pauses: bool, storage: Storage, stand: Stand) -> None:
    stand.error = Refused(code, "not now", retry_after=60)
    owe(storage, "bad", "bad")
    sender = deliverer(stand)
    sender.tick(storage, NOW)
    sender.wait(5)
    stand.error = None
    sender.tick(storage, NOW)
    assert sender.running == (0 if pauses else 1)
    sender.stop(storage, NOW, 5)
    sender.tick(storage, NOW + timedelta(seconds=59))
    assert sender.running == 0
    sender.tick(storage, NOW + timedelta(seconds=60))
    assert sender.running == 1
    sender.stop(storage, NOW + timedelta(seconds=60), 5)
    assert len(stand.taken) == (1 if pauses else 2)


def test_a_result_that_comes_after_the_lease_is_discarded(
    storage: Storage, stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    (id,) = owe(storage, "slow")
    sender = deliverer(stand)
    sender.tick(storage, NOW)
    later = NOW + timedelta(seconds=121)
    (taken,) = storage.outbox.lease(later)  # another process thinks that we are dead
    assert taken.id == id
    stand.release.set()
    sender.wait(5)
    report = sender.tick(storage, later)
    assert (report.done, report.failed, report.notes) == (0, 0, [])
    assert f"delivery {id}: its lease was over" in caplog.text
    assert found(storage, id).state == "leased"
    assert storage.outbox.record_sent(taken, later, "250")
    assert found(storage, id).attempts == 1


def test_a_failure_that_comes_after_the_lease_is_discarded_too(storage: Storage, stand: Stand) -> None:
    stand.error = Refused(550, "no", permanent=True)
    (id,) = owe(storage, "bad")
    sender = deliverer(stand)
    sender.tick(storage, NOW)
    (taken,) = storage.outbox.lease(NOW + timedelta(seconds=121))
    sender.wait(5)
    assert sender.tick(storage, NOW + timedelta(seconds=121)).failed == 0
    assert found(storage, id).state == "leased"
    assert storage.outbox.record_sent(taken, NOW, "250")


@pytest.mark.parametrize("error", [None, Refused(429, "not now")], ids=["taken", "refused"])
def test_what_cannot_be_written_down_is_written_down_later_and_not_sent_again(
    error: Exception | None, storage: Storage, stand: Stand
) -> None:
    stand.error = error
    ids = owe(storage, "bad", "bad-too", "bad-also")
    ended = Semaphore(0)
    sender = Deliverer({"stand": stand}, SCHEDULE, lambda: 0.0, ended.release)
    sender.tick(storage, NOW)
    assert all(ended.acquire(timeout=5) for _ in ids)
    storage._db.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError):
        sender.tick(storage, NOW)
    storage._db.execute("PRAGMA query_only = OFF")
    later = NOW + timedelta(seconds=200)  # its lease is over, and nobody else has taken it
    report = sender.tick(storage, later)
    assert (report.done, report.failed) == ((0, 3) if error else (3, 0))
    assert [found(storage, id).attempts for id in ids] == [1, 1, 1]
    assert sender.running == 0


def test_stopping_waits_for_what_ends_in_time_and_cuts_off_the_rest(storage: Storage, stand: Stand) -> None:
    slow, quick = owe(storage, "slow", "quick")
    owe(storage, *(f"slow-{n}" for n in range(6)), "never")
    sender = deliverer(stand)
    sender.tick(storage, NOW)
    began = monotonic()
    report = sender.stop(storage, NOW, patience=0.3)
    assert 0.3 <= monotonic() - began < 2
    assert (report.done, report.notes) == (1, ["7 attempts were cut off and will be made again"])
    assert storage.outbox.counts() == {"leased": 7, "sent": 1, "pending": 1}
    assert (found(storage, quick).state, found(storage, slow).state) == ("sent", "leased")
    assert slow in [each.id for each in storage.outbox.lease(NOW + timedelta(seconds=121))]


def test_stopping_when_nothing_runs_takes_no_time(storage: Storage, stand: Stand) -> None:
    owe(storage, "reader")
    began = monotonic()
    assert deliverer(stand).stop(storage, NOW).notes == []
    assert monotonic() - began < 0.5
    assert storage.outbox.counts() == {"pending": 1}


def test_the_channels_of_a_configuration_reach_a_mail_server_a_webhook_and_a_folder(tmp_path: Path) -> None:
    with MailServer() as mail, HookReceiver() as hook, Storage(MEMORY, migrate=True) as storage:
        desk = Subscription("desk", "webhook", hook.url, secret=SECRET)
        crawl = CrawlSettings(allow_networks=(ip_network("127.0.0.0/8"),))
        config = replace(CONFIG, state=tmp_path, subscriptions=(desk,), crawl=crawl)
        served = replace(config, mail=MailSettings("127.0.0.1", mail.port, "none", domain="example.org"))
        for number, (channel, address) in enumerate(
            [("smtp", "reader@example.org"), ("webhook", hook.url), ("file", "archive")], 1
        ):
            each = delivery(number, channel=channel, address=address)
            digest = storage.subscriptions.digest(each.id, "desk", "urgent", each.id, NOW)
            storage.outbox.owe(each, each.id, digest or 0)
        now = datetime.now(NOW.tzinfo)
        report = deliver(storage, channels_for(served), served, now, lambda: 0.0)
        assert (report.done, report.failed, report.notes) == (3, 0, [])
        assert list(mail.by_id) == [f"<{delivery(1).id}@example.org>"]
        assert hook.by_id == {f"msg_{delivery(2).id}": "exchange.corrected"}
        assert [path.name for path in tmp_path.glob("archive/*")] == [f"{delivery(3).id}.eml"]
        channels_for(config)["smtp"].send(delivery(1), now)
    assert [path.name for path in (tmp_path / "mail").iterdir()] == [f"{delivery(1).id}.eml"]
