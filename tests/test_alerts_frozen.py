"""A sender that was frozen with a message on its way wakes up and changes nothing of what another has done (P8)."""

import os
import signal
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from multiprocessing import get_context
from pathlib import Path

from alerts_builders import delivery
from alerts_receiver import LOOPBACK, Receiver, says
from receivers import SECRET, until

from alerts.deliver import deliver
from alerts.webhooks import Webhook
from repwatch.model import Config
from storage import Storage

CONFIG = Config(Path("/nowhere"), ("en",), ())
PROCESSES = get_context("forkserver")


def send(database: Path, owner: str, now: datetime) -> None:
    channels = {"webhook": Webhook({"desk": (SECRET,)}, allow_networks=LOOPBACK, total=60)}
    with Storage(database, owner=owner) as storage:
        deliver(storage, channels, CONFIG, now, lambda: 0.0)


def test_a_frozen_sender_overwrites_nothing_when_it_wakes_up(tmp_path: Path) -> None:
    database, now, awake = tmp_path / "db", datetime.now(UTC), threading.Event()
    id, ok = delivery().id, says(200, body=b"second")

    def answer(request: BaseHTTPRequestHandler) -> None:
        if len(receiver.asked) > 1:
            ok(request)
        else:
            awake.wait(60)
            says(500, body=b"first")(request)

    with Storage(database, migrate=True) as storage, Receiver(answer) as receiver:
        each = replace(delivery(channel="webhook", address=receiver.url), created_at=now)
        digest = storage.subscriptions.digest(id, "desk", "urgent", id, now)
        storage.outbox.owe(each, id, digest or 0)
        frozen = PROCESSES.Process(target=send, args=(database, "first", now))
        frozen.start()
        try:
            until(lambda: receiver.asked)
            assert frozen.pid
            os.kill(frozen.pid, signal.SIGSTOP)
            other = now + timedelta(seconds=119)
            send(database, "second", other)
            assert storage.outbox.counts() == {"leased": 1}, "as long as the lease lasts it is the first one's"
            send(database, "second", other + timedelta(seconds=2))
            (sent,) = storage.deliveries.beginning(id)
            assert (sent.delivery.state, sent.delivery.last_status) == ("sent", "200 second")
            os.kill(frozen.pid, signal.SIGCONT)
            awake.set()
            frozen.join(30)
            assert frozen.exitcode == 0
        finally:
            frozen.kill()
            awake.set()
        assert storage.deliveries.beginning(id) == [sent], "neither its state nor the log of its attempts"
        assert [one.headers["webhook-id"] for one in receiver.asked] == [f"msg_{id}"] * 2
