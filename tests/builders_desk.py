"""A database with an exchange or two in it, and the page served over it by a real server on loopback."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from builders_review import NOW, SAID

from matcher.origins import origins
from matcher.reconcile import settle
from repwatch.model import (
    Alert,
    Article,
    Config,
    Delivery,
    DueFeed,
    Exchange,
    Feed,
    Message,
    Outcome,
    Outlet,
    Poll,
    Reading,
    Reason,
    Role,
    StoredClaim,
    WebSettings,
)
from review.gate import COOKIE
from storage import Storage

COURIER = Outlet("courier", "The Courier", lang="en", feeds=(Feed("https://courier.example/feed"),))
HERALD = Outlet("herald", "Вісник", lang="uk", feeds=(Feed("https://herald.example/feed"),))
QUIET = Outlet("quiet", "The Quiet", feeds=(Feed("https://quiet.example/feed"),))
CLOSED = Outlet("closed", "The Closed", enabled=False, note="behind a paywall")


class Clock:
    """The time, which the test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def configured(directory: Path, **web: Any) -> Config:
    return Config(
        state=directory,
        languages=("en", "uk"),
        conflicts=("north-south",),
        web=WebSettings(**web),
        outlets=(COURIER, HERALD, QUIET, CLOSED),
    )


def filled(config: Config) -> None:
    """A watch that has started, one outlet well, one failing, one not asked yet, and nothing found."""
    with Storage(config.database, migrate=True, checkpoints=True) as storage:
        storage.meta.started(NOW)
        storage.outlets.sync(config.outlets, SAID)
        for feed in storage.outlets.lease_feeds(SAID, 10, only=("courier", "herald")):
            storage.outlets.record_poll(_polled(feed), SAID)


def _polled(feed: DueFeed) -> Poll:
    if feed.outlet == "herald":
        return Poll(feed, Outcome.TIMEOUT, NOW, error="no answer within 20 s")
    return Poll(feed, Outcome.OK, NOW)


def publish(config: Config, exchange: Exchange, *claims: StoredClaim) -> None:
    """Each claim in an article of its own, linked to the exchange, which is settled by the real rules."""
    with Storage(config.database) as storage, storage.transaction():
        storage.exchanges.keep(exchange, NOW)
        kept = [_print(storage, exchange, each) for each in claims]
        storage.exchanges.settle(settle(exchange, kept, origins(kept, {})), 1, NOW)


def _print(storage: Storage, exchange: Exchange, each: StoredClaim) -> StoredClaim:
    quote = each.claim.evidence[0].quote
    article = storage.articles.save(
        Article(each.url, each.outlet, each.title, quote, SAID, published=each.said_at, lang=each.lang), NOW
    )
    assert article is not None
    storage.claims.add(article, Reading(True, "test", (each.claim,)), "rules", NOW)
    (kept,) = storage.claims.of_article(article.id)
    storage.claims.link(kept.id, exchange.id, "test", NOW)
    return kept


def tell(config: Config, exchange: str, delivery: Delivery) -> None:
    """One alert, its digest, its delivery; then one failed attempt."""
    with Storage(config.database) as storage:
        settlement = storage.exchanges.settlement(exchange)
        assert settlement is not None
        alert = Alert("key", delivery.subscription, exchange, "north", Reason.CONFLICT, settlement, (), NOW)
        with storage.transaction():
            storage.subscriptions.record(delivery.subscription, ((), ()), (alert,), (exchange, 1))
            digest = storage.subscriptions.digest("key", delivery.subscription, "immediate", "", NOW)
            assert digest is not None
            storage.outbox.owe(delivery, "key", digest)
        (leased,) = storage.outbox.lease(NOW)
        storage.outbox.record_failure(leased, f"550 no such user {delivery.address}", None, NOW)


def owed(address: str = "anna@example.org") -> Delivery:
    message = Message("Figures in conflict", "text", "<p>text</p>", "{}")
    return Delivery("ab12", "smtp", address, "desk", message, 0, NOW)


def elsewhere(claim: StoredClaim, number: int, **other: Any) -> StoredClaim:
    return replace(claim, url=f"https://{claim.outlet}.example/{number}", **other)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass(frozen=True, slots=True)
class Client:
    """cookie: of somebody who is signed in."""

    port: int
    cookie: str = ""

    def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            mine = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
            connection.request(method, path, body, mine | (headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()


@contextmanager
def served(app: Any) -> Iterator[Client]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on", proxy_headers=False))
    socket = server.config.bind_socket()
    socket.listen()  # from here on a request waits until the server is up
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        yield Client(socket.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()


def enter(config: Config, client: Client, role: Role = Role.EDITOR, name: str = "", now: datetime = NOW) -> Client:
    """The same client, with somebody of that role signed in."""
    name = name or f"a-{role.value}"
    with Storage(config.database) as storage, storage.transaction():
        storage.people.add(name, role, "the test", now)
        storage.people.set_password(name, "no hash")
        storage.logins.begin(f"login-of-{name}", name, now, "127.0.0.1", "")
    return replace(client, cookie=f"login-of-{name}")


def text_of(html: str) -> str:
    """What a reader sees: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
