"""P10: after the answer to one click no mail goes to that address, also if a kill comes before the next batch."""

import http.client
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from receivers import NEVER, HookReceiver, MailServer, until
from watchtower import Watchtower

from repwatch.model import Delivery, Message, Purpose, Standing, Subscriber, Subscription
from storage import Storage
from storage.tokens import draw

LANES, KILLS = 2, 10  # each lane an installation of its own
OWED = 3  # messages to each reader, due as he clicks
CLICK = {"Host": "ledger.example", "Content-Type": "application/x-www-form-urlencoded"}
pytestmark = pytest.mark.slow


def owe(storage: Storage, one: Subscription, number: int, due: datetime) -> None:
    key = f"{one.id} {number}"
    row = storage.subscriptions.digest(key, one.id, "urgent", key, due)
    assert row
    made = Delivery(
        f"{random.getrandbits(128):032x}", "smtp", one.address, one.id, Message(key, "t", "h", "{}"), 0, due
    )
    storage.outbox.owe(made, key, row)


def reader_of(number: int) -> Subscription:
    return Subscription(f"sub_{number}", "smtp", f"reader{number}@people.example")


def furnish(tower: Watchtower) -> list[str]:
    """A token for each reader."""
    tokens, now = [draw() for _ in range(KILLS)], datetime.now(UTC)
    tower.database.parent.mkdir()
    with Storage(tower.database, migrate=True, checkpoints=True) as storage, storage.transaction():
        for number, token in enumerate(tokens):
            one = reader_of(number)
            storage.subscribers.add(Subscriber(one, Standing.ACTIVE, now, "its reader", now))
            storage.tokens.keep(token, Purpose.UNSUBSCRIBE, one.id, now, None)
    return tokens


def click(tower: Watchtower, token: str) -> float:
    """Seconds to the answer."""
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", tower.port, timeout=10)) as connection:
        connection.request("POST", f"/u/{token}", "List-Unsubscribe=One-Click", CLICK)
        answer = connection.getresponse()
        took = time.monotonic() - began
        assert (answer.status, answer.headers["Location"], answer.headers["Set-Cookie"]) == (200, None, None)
    return took


def lane(folder: Path, mail: MailServer) -> list[float]:
    """Kill after kill; then all that is owed to others goes out. Seconds to each answer."""
    folder.mkdir()
    with HookReceiver() as hook:
        tower = Watchtower(folder, (), mail, hook)
        text = tower.config.read_text(encoding="utf-8").replace(
            "[web]\n", '[web]\npublic_url = "https://ledger.example"\n'
        )
        tower.config.write_text(text.replace("reader@", f"other.{folder.name}@"), encoding="utf-8")
        other = Subscription("reader", "smtp", f"other.{folder.name}@people.example")
        took = []
        for number, token in enumerate(furnish(tower)):
            tower.start()
            due = datetime.now(UTC) + timedelta(milliseconds=300)
            with Storage(tower.database) as storage, storage.transaction():
                for each in range(OWED):
                    owe(storage, reader_of(number), each, due)
                owe(storage, other, number, due)
            took.append(click(tower, token))
            NEVER.wait(random.random() / 20)
            tower.kill()
        tower.start()
        until(lambda: tower.query("SELECT count(*) FROM deliveries WHERE state IN ('pending', 'leased')") == [(0,)], 40)
        assert click(tower, token) < 5, "a second one is answered, too"
        tower.rounds(1)
        assert tower.query("PRAGMA integrity_check") == [("ok",)]
        assert tower.stop() == 0
    return took


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_no_mail_follows_the_answer_whenever_the_daemon_is_killed(tmp_path: Path, mail: MailServer) -> None:
    with ThreadPoolExecutor(LANES) as pool:
        took = [each for one in pool.map(lambda n: lane(tmp_path / str(n), mail), range(LANES)) for each in one]
    assert sorted(took)[len(took) // 2] <= 1, took
    got = [str(one["To"]) for one in mail.mails]
    assert [one for one in got if one.startswith("reader")] == []
    assert all(got.count(f"other.{number}@people.example") >= KILLS for number in range(LANES)), (
        "nothing was sent at all"
    )
