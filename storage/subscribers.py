"""Subscriptions that are kept in the database, beside those of the configuration, which their ids cannot meet."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import Message, Standing, Subscriber, Subscription
from storage.rows import dump, first, load, maybe_moment, maybe_stamp, moment, stamp
from storage.suppressions import Suppressions
from storage.tokens import Tokens

CODE = re.compile(r"\d{3}(?= |$)")  # what an answer of a mail server or a webhook begins with
FORGOTTEN = ("told", "looked", "alerts", "notices", "gaps_told")


class Subscribers:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, one: Subscriber) -> bool:
        """False: the id was used before, be it by somebody who is gone."""
        kept = one.subscription
        rows = self._db.query(
            "INSERT INTO subscriptions (id, address, body, secrets, standing, created_at, created_by, began_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            [kept.id, kept.address, _body(kept), kept.secret, one.standing.value, stamp(one.created_at),
             one.created_by, maybe_stamp(one.began_at)],
        )  # fmt: skip
        return bool(list(rows))

    def get(self, identity: str) -> Subscriber | None:
        row = first(list(self._db.query("SELECT * FROM subscriptions WHERE id = ?", [identity])))
        return _subscriber(row) if row else None

    def all(self) -> list[Subscriber]:
        """Oldest first; also those that have ended, of which those removed are nothing but an id."""
        return [_subscriber(row) for row in list(self._db.query("SELECT * FROM subscriptions ORDER BY created_at, id"))]

    def active(self) -> list[Subscription]:
        rows = self._db.query("SELECT * FROM subscriptions WHERE standing = 'active' ORDER BY created_at, id")
        return [_subscription(row) for row in list(rows)]

    def present(self) -> list[Subscription]:
        """All that were told something, or will be: active and paused."""
        rows = self._db.query("SELECT * FROM subscriptions WHERE standing IN ('active', 'paused') ORDER BY id")
        return [_subscription(row) for row in list(rows)]

    def stands(self, one: Subscription) -> bool:
        """Is it still as it was read, now that nobody else can write? One of the configuration always is."""
        row = first(list(self._db.query("SELECT standing, address FROM subscriptions WHERE id = ?", [one.id])))
        return row is None or (row["standing"], row["address"]) == (Standing.ACTIVE, one.address)

    def change(self, one: Subscription) -> None:
        """Everything but its id and standing. What waits to be sent goes to the address as it is now."""
        self._db.execute(
            "UPDATE subscriptions SET address = ?, body = ?, secrets = ? WHERE id = ?",
            [one.address, _body(one), one.secret, one.id],
        )
        self._db.execute(
            "UPDATE deliveries SET address = ?, channel = ? WHERE subscription = ? AND state = 'pending'",
            [one.address, one.channel, one.id],
        )

    def rotate(self, identity: str, secret: str, now: datetime) -> None:
        """A new secret, which signs beside the newest of those before until `forget_secrets`."""
        self._db.execute(
            "UPDATE subscriptions SET secrets = ? || ' ' || CASE instr(secrets, ' ') WHEN 0 THEN secrets"
            " ELSE substr(secrets, 1, instr(secrets, ' ') - 1) END, rotated_at = ? WHERE id = ?",
            [secret, stamp(now), identity],
        )

    def forget_secrets(self, before: datetime) -> None:
        """The old ones of those that got a new one before that."""
        self._db.execute(
            "UPDATE subscriptions SET secrets = substr(secrets, 1, instr(secrets || ' ', ' ') - 1), rotated_at = NULL"
            " WHERE rotated_at <= ?",
            [stamp(before)],
        )

    def stand(self, identity: str, standing: Standing, began_at: datetime | None = None) -> None:
        """began_at: only when it begins."""
        self._db.execute(
            "UPDATE subscriptions SET standing = ?, began_at = coalesce(?, began_at) WHERE id = ?",
            [standing.value, maybe_stamp(began_at), identity],
        )

    def remove(self, identity: str, now: datetime, shared: Collection[str] = ()) -> None:
        """Forget the person; of what was sent, when, why and the bare code of each answer stay.

        Within a transaction of the caller. shared: addresses that the configuration has too: their threads stay.
        """
        one = self.get(identity)
        if one is None:
            return
        self._db.execute("PRAGMA secure_delete = ON").fetchall()  # what is deleted is overwritten, not only unlinked
        for table in FORGOTTEN:
            waiting = " AND digest IS NULL" if table in ("alerts", "notices") else ""
            self._db.execute(f"DELETE FROM {table} WHERE subscription = ?{waiting}", [identity])
        self._db.execute("DELETE FROM subscribers WHERE id = ?", [identity])
        owed = list(self._db.query("SELECT * FROM deliveries WHERE subscription = ?", [identity]))
        addresses = {one.subscription.address, *(row["address"] for row in owed)}  # it may have moved
        for row in owed:
            self._forget(row)
        self._db.execute(
            "UPDATE subscriptions SET address = '', body = ?, secrets = '', standing = 'ended', created_by = '',"
            " ended_at = ? WHERE id = ?",
            [_body(Subscription(identity, "", "")), stamp(now), identity],
        )
        for table in ("asked", "endpoints", "noticed"):
            self._db.execute(f"DELETE FROM {table} WHERE subscription = ?", [identity])
        Tokens(self._db).forget(identity)
        self._forget_threads(addresses - set(shared))
        if one.subscription.address not in shared and not self._at(one.subscription.address):
            Suppressions(self._db).forget(one.subscription.address)

    def at(self, address: str) -> list[Subscriber]:
        """Of that address by mail, that have not ended; oldest first."""
        rows = self._db.query(
            "SELECT * FROM subscriptions WHERE address = ? AND standing <> 'ended' ORDER BY created_at, id", [address]
        )
        return [one for row in list(rows) if (one := _subscriber(row)).subscription.channel == "smtp"]

    def lapsed(self, before: datetime, now: datetime, by: str) -> list[str]:
        """Those asked for before that by whoever is named, whom no link can confirm any more."""
        rows = self._db.query(
            "SELECT id FROM subscriptions s WHERE standing = 'pending' AND created_at < ? AND created_by = ?"
            " AND NOT EXISTS (SELECT 1 FROM asked a WHERE a.subscription = s.id)"
            " AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.subscription = s.id AND t.until > ?)",
            [stamp(before), by, stamp(now)],
        )
        return [row["id"] for row in list(rows)]

    def _forget(self, row: dict[str, Any]) -> None:
        """A message in flight cannot be called back; its lease goes, so that the answer is not written down."""
        subject = load(row["body"], Message).subject
        self._db.execute(
            "UPDATE deliveries SET address = '', body = ?, last_status = ?, last_error = ?, lease_until = NULL,"
            " lease_token = NULL, next_attempt_at = NULL,"
            " state = CASE WHEN state IN ('pending', 'leased') THEN 'cancelled' ELSE state END WHERE id = ?",
            [dump(Message(subject, "", "", "")), _code(row["last_status"]), _code(row["last_error"]), row["id"]],
        )
        for tried in list(self._db.query("SELECT id, answer FROM attempts WHERE delivery = ?", [row["id"]])):
            self._db.execute("UPDATE attempts SET answer = ? WHERE id = ?", [_code(tried["answer"]), tried["id"]])

    def _at(self, address: str) -> bool:
        return bool(list(self._db.query("SELECT 1 FROM subscriptions WHERE address = ?", [address])))

    def _forget_threads(self, addresses: Collection[str]) -> None:
        for address in addresses:
            self._db.execute(
                "DELETE FROM threads WHERE address = ? AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE address = ?)",
                [address, address],
            )


def _code(answer: str) -> str:
    """What the other side said may hold the address; its code cannot."""
    found = CODE.match(answer)
    return found[0] if found else ""


def _body(one: Subscription) -> str:
    return dump(replace(one, address="", secret=""))


def _subscription(row: dict[str, Any]) -> Subscription:
    return replace(load(row["body"], Subscription), address=row["address"], secret=row["secrets"])


def _subscriber(row: dict[str, Any]) -> Subscriber:
    return Subscriber(
        _subscription(row), Standing(row["standing"]), moment(row["created_at"]), row["created_by"],
        maybe_moment(row["began_at"]), maybe_moment(row["ended_at"]),
    )  # fmt: skip
