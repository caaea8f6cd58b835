"""What each subscription was told, and the alerts and digests made for it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from repwatch.model import PUBLIC, Alert, Subscription, Told
from storage.rows import dump, first, load, moment, stamp


class Subscriptions:
    def __init__(self, db: Database) -> None:
        self._db = db

    def newcomers(self, subscriptions: Sequence[Subscription]) -> list[Subscription]:
        """Those that were not there before: to them all that is known already counts as told."""
        known = {row["id"] for row in list(self._db.query("SELECT id FROM subscribers"))}
        return [one for one in subscriptions if one.id not in known]

    def welcome(self, subscription: str, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO subscribers (id, since) VALUES (?, ?) ON CONFLICT DO NOTHING", [subscription, stamp(now)]
        )

    def since(self, subscription: str) -> datetime | None:
        """When it began; None: it has not."""
        row = first(list(self._db.query("SELECT since FROM subscribers WHERE id = ?", [subscription])))
        return moment(row["since"]) if row else None

    def looked(self, subscription: str, reconciliation: int) -> None:
        """All settlements up to this one have been looked at for this subscription."""
        self._db.execute("UPDATE subscribers SET looked = ? WHERE id = ?", [reconciliation, subscription])

    def all(self) -> dict[str, int]:
        """Each with the last settlement that it was looked at for; also such as the configuration no longer names."""
        rows = list(self._db.query("SELECT id, looked FROM subscribers ORDER BY id"))
        return {str(row["id"]): int(row["looked"]) for row in rows}

    def told(self, subscription: str, exchange: str) -> list[Told]:
        """What counts as told: all that became known, whether the subscription asked for it or not."""
        rows = self._db.query(
            "SELECT * FROM told WHERE subscription = ? AND exchange = ? ORDER BY receiver", [subscription, exchange]
        )
        return [_told(row) for row in list(rows)]

    def sent(self, subscription: str, exchange: str) -> list[Told]:
        """What the last message made for it said, of each side that any spoke of; empty: none was made."""
        rows = self._db.query(
            "SELECT sent FROM told WHERE subscription = ? AND exchange = ? AND sent NOT NULL ORDER BY receiver",
            [subscription, exchange],
        )
        return [load(row["sent"], Told) for row in list(rows)]

    def told_each(self, exchange: str) -> dict[str, tuple[list[Told], list[Told]]]:
        """Subscription -> what counts as told of that exchange, and what was sent; without those told nothing."""
        found: dict[str, tuple[list[Told], list[Told]]] = {}
        for row in list(self._db.query("SELECT * FROM told WHERE exchange = ? ORDER BY receiver", [exchange])):
            told, sent = found.setdefault(row["subscription"], ([], []))
            told.append(_told(row))
            if row["sent"] is not None:
                sent.append(load(row["sent"], Told))
        return found

    def record(
        self,
        subscription: str,
        told: tuple[Iterable[Told], Iterable[Told]],
        alerts: Iterable[Alert],
        looked: tuple[str, int],
    ) -> int:
        """Alerts and what was told with them; within one transaction of the caller. How many alerts are new.

        told: what counts as told, and what it was sent of that. looked: the exchange and the reconciliation that was
        looked at.
        """
        exchange, reconciliation = looked
        sent = {one.to: dump(one) for one in told[1]}
        made = sum(self._add(alert) for alert in alerts)
        self._db.execute("DELETE FROM told WHERE subscription = ? AND exchange = ?", [subscription, exchange])
        for one in told[0]:
            self._db.execute(
                "INSERT INTO told (subscription, exchange, receiver, status, low, high, reviewed, sent)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [subscription, exchange, one.to, one.status, one.low, one.high, one.reviewed, sent.get(one.to)],
            )
        self._db.execute(
            "INSERT INTO looked VALUES (?, ?, ?) ON CONFLICT (subscription, exchange)"
            " DO UPDATE SET reconciliation = excluded.reconciliation",
            [subscription, exchange, reconciliation],
        )
        return made

    def alerted(self, subscription: str, exchange: str) -> int:
        """How many alerts about this exchange were ever made for it."""
        rows = self._db.query(
            "SELECT count(*) AS made FROM alerts WHERE subscription = ? AND exchange = ?", [subscription, exchange]
        )
        return int(next(iter(list(rows)))["made"])

    def waiting(self, subscription: str) -> list[Alert]:
        """Alerts that no digest has taken, oldest first."""
        rows = self._db.query(
            "SELECT body FROM alerts WHERE subscription = ? AND digest IS NULL ORDER BY id", [subscription]
        )
        return [load(row["body"], Alert) for row in list(rows)]

    def last_message(self, subscription: str, exchange: str) -> datetime | None:
        """When the latest message about this exchange was made for it."""
        row = first(list(self._db.query(
            "SELECT max(d.made_at) AS at FROM alerts a JOIN digests d ON d.id = a.digest"
            " WHERE a.subscription = ? AND a.exchange = ?", [subscription, exchange]
        )))  # fmt: skip
        return moment(row["at"]) if row and row["at"] else None

    def recent(self, limit: int) -> list[Alert]:
        """Latest first; without those of the public feeds, which say the same to nobody in particular."""
        rows = self._db.query(
            "SELECT body FROM alerts WHERE subscription <> ? ORDER BY id DESC LIMIT ?", [PUBLIC.id, limit]
        )
        return [load(row["body"], Alert) for row in list(rows)]

    def last_digest(self, subscription: str) -> date | None:
        """The local date of the last daily digest."""
        row = first(list(self._db.query(
            "SELECT max(local_date) AS day FROM digests WHERE subscription = ? AND kind = 'daily'", [subscription]
        )))  # fmt: skip
        return date.fromisoformat(row["day"]) if row and row["day"] else None

    def digest(self, key: str, subscription: str, kind: str, local_date: str, now: datetime) -> int | None:
        """The id of a new digest; None: it was made before."""
        row = first(list(self._db.query(
            "INSERT INTO digests (key, subscription, kind, local_date, made_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING id",
            [key, subscription, kind, local_date, stamp(now)],
        )))  # fmt: skip
        return int(row["id"]) if row else None

    def digested(self, alerts: Iterable[Alert], digest: int) -> None:
        for alert in alerts:
            self._db.execute("UPDATE alerts SET digest = ? WHERE key = ?", [digest, alert.key])

    def thread(self, address: str, exchange: str, delivery: str) -> str:
        """The first delivery about this exchange to this address, "" if it is this one."""
        self._db.execute("INSERT INTO threads VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [address, exchange, delivery])
        rows = list(self._db.query(
            "SELECT delivery FROM threads WHERE address = ? AND exchange = ?", [address, exchange]
        ))  # fmt: skip
        return "" if rows[0]["delivery"] == delivery else str(rows[0]["delivery"])

    def _add(self, alert: Alert) -> int:
        rows = self._db.query(
            "INSERT INTO alerts (key, subscription, exchange, receiver, reason, body, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id",
            [alert.key, alert.subscription, alert.exchange, alert.to, alert.reason.value, dump(alert),
             stamp(alert.created_at)],
        )  # fmt: skip
        return len(list(rows))


def _told(row: dict[str, Any]) -> Told:
    return Told(row["exchange"], row["receiver"], row["status"], row["low"], row["high"], bool(row["reviewed"]))
