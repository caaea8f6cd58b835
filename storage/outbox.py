"""Messages owed. A delivery is leased with a token, attempted, then recorded: a crash repeats one, never loses one."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlite_utils import Database

from repwatch.model import Delivery, Message, Suppression
from storage.database import transaction
from storage.rows import dump, later, load, maybe_moment, maybe_stamp, moment, stamp
from storage.suppressions import Suppressions, cancel

LEASE = {"smtp": 720.0}  # seconds; an attempt always ends before (R-OUT-2)
LEASE_OTHERS = 120.0
AT_ONCE = 8
RANKS = (0, 1, 2)  # what operators are told, what is told at once, daily digests: the order in which they go out
RANK = (
    "coalesce((SELECT CASE WHEN kind IN ('daily', 'daily gaps') THEN 2"
    " WHEN kind = 'notice' OR kind GLOB 'daily *' THEN 0 ELSE 1 END FROM digests WHERE id = ?), 1)"
)
# Of a subscription in the database only while it is active; of the configuration always: it has no row there. A letter
# (a link that somebody asked for) goes out whatever the state. A receiver that is closed gets nothing.
HELD = (
    "((SELECT closed_at FROM endpoints e WHERE e.subscription = deliveries.subscription) NOT NULL"
    " OR coalesce((SELECT standing FROM subscriptions s WHERE s.id = deliveries.subscription), 'active') <> 'active'"
    " AND NOT EXISTS (SELECT 1 FROM digests g WHERE g.id = deliveries.digest AND g.kind = 'letter'))"
)
SECRETS = "(SELECT secrets FROM subscriptions s WHERE s.id = deliveries.subscription) AS secrets"


class Outbox:
    def __init__(self, db: Database, owner: str) -> None:
        self._db, self._owner = db, owner
        self._suppressions = Suppressions(db)

    def owe(self, delivery: Delivery, key: str, digest: int) -> None:
        """Within the transaction that marks the alerts as digested. The same key is owed once."""
        self._db.execute(
            "INSERT INTO deliveries (id, key, digest, subscription, channel, address, body, state, next_attempt_at,"
            f" created_at, rank) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, {RANK}) ON CONFLICT DO NOTHING",
            [delivery.id, key, digest, delivery.subscription, delivery.channel, delivery.address,
             dump(delivery.message), stamp(delivery.created_at), stamp(delivery.created_at), digest],
        )  # fmt: skip

    def lease(
        self,
        now: datetime,
        busy: Collection[str] = (),
        limit: int = AT_ONCE,
        may: Callable[[str, str, int], bool] = lambda *_: True,
    ) -> list[Delivery]:
        """Due ones, at most one an address, none of a busy address; also such as a dead process had taken.

        may: asked for each by channel, address and rank before it is taken; what may not go now stays. What is owed to
        a suppressed mailbox is cancelled instead.
        """
        chosen: list[str] = []
        suppressed: list[tuple[str, Suppression]] = []
        addresses = set(busy)
        with transaction(self._db):
            for id_, channel, address, rank in self._due(now):
                if len(chosen) >= limit:
                    break
                if address in addresses or not may(channel, address, rank):
                    continue
                if channel == "smtp" and (why := self._suppressions.of(address)):
                    suppressed.append((id_, why))
                else:
                    addresses.add(address)
                    chosen.append(id_)
            for id_, why in suppressed:
                cancel(self._db, id_, why)
            return [self._lease(id_, now) for id_ in chosen]

    def record_sent(self, delivery: Delivery, now: datetime, status: str) -> bool:
        """False: the lease was lost, the result is discarded."""
        return self._finish(delivery, "sent", status, "", None, now)

    def record_failure(self, delivery: Delivery, error: str, retry_at: datetime | None, now: datetime) -> bool:
        """retry_at None: given up."""
        return self._finish(delivery, "pending" if retry_at else "failed", "", error, retry_at, now)

    def release(self, delivery: Delivery) -> None:
        """Give a lease back untouched."""
        self._db.execute(
            "UPDATE deliveries SET state = 'pending', lease_until = NULL, lease_token = NULL"
            " WHERE id = ? AND lease_token = ?",
            [delivery.id, delivery.lease_token],
        )

    def reclaim(self) -> int:
        """Give back what an owner of the same name had taken and died with; the caller knows that it is dead."""
        cursor = self._db.execute(
            "UPDATE deliveries SET state = 'pending', lease_until = NULL, lease_token = NULL"
            " WHERE state = 'leased' AND lease_token GLOB ?",
            [f"{self._owner}:*"],
        )
        return int(cursor.rowcount)

    def recent(self, limit: int) -> list[Delivery]:
        rows = self._db.query("SELECT * FROM deliveries ORDER BY created_at DESC, id LIMIT ?", [limit])
        return [delivery_of_row(row) for row in list(rows)]

    def counts(self) -> dict[str, int]:
        """State -> how many."""
        rows = self._db.query("SELECT state, count(*) AS n FROM deliveries GROUP BY state")
        return {row["state"]: row["n"] for row in list(rows)}

    def oldest_due(self, now: datetime, rank: int = 0) -> datetime | None:
        """Of that rank or after it."""
        rows = list(self._db.query(
            "SELECT min(next_attempt_at) AS at FROM deliveries WHERE state IN ('pending', 'leased')"
            f" AND next_attempt_at <= ? AND rank >= ? AND NOT {HELD}",
            [stamp(now), rank],
        ))  # fmt: skip
        return maybe_moment(rows[0]["at"])

    def owed(self) -> tuple[int, datetime | None]:
        """How many messages are to go out, now or later, and when the oldest of them was made."""
        rows = list(self._db.query(
            "SELECT count(*) AS n, min(created_at) AS at FROM deliveries WHERE state IN ('pending', 'leased')"
            f" AND NOT {HELD}"
        ))  # fmt: skip
        return int(rows[0]["n"]), maybe_moment(rows[0]["at"])

    def _due(self, now: datetime) -> Iterator[tuple[str, str, str, int]]:
        """Id, channel, address and rank, read as far as somebody asks: of what is held back there may be much."""
        for rank in RANKS:
            yield from self._db.execute(
                "SELECT id, channel, address, rank FROM deliveries WHERE state IN ('pending', 'leased') AND rank = ?"
                " AND next_attempt_at <= ? AND (state = 'pending' OR lease_until < ?)"
                f" AND NOT {HELD} ORDER BY next_attempt_at, created_at, id",
                [rank, stamp(now), stamp(now)],
            )

    def _lease(self, id_: str, now: datetime) -> Delivery:
        row = next(iter(list(self._db.query(f"SELECT *, {SECRETS} FROM deliveries WHERE id = ?", [id_]))))
        token = f"{self._owner}:{token_hex(8)}"
        self._db.execute(
            "UPDATE deliveries SET state = 'leased', lease_until = ?, lease_token = ?,"
            " first_attempt_at = coalesce(first_attempt_at, ?) WHERE id = ?",
            [later(now, LEASE.get(row["channel"], LEASE_OTHERS)), token, stamp(now), id_],
        )
        return delivery_of_row({**row, "lease_token": token, "state": "leased"})

    def _finish(
        self, delivery: Delivery, state: str, status: str, error: str, retry_at: datetime | None, now: datetime
    ) -> bool:
        with transaction(self._db):
            cursor = self._db.execute(
                "UPDATE deliveries SET state = ?, attempts = attempts + 1, next_attempt_at = ?, lease_until = NULL,"
                " lease_token = NULL, last_status = ?, last_error = ?, sent_at = ? WHERE id = ? AND lease_token = ?",
                [state, maybe_stamp(retry_at), status, error, stamp(now) if state == "sent" else None, delivery.id,
                 delivery.lease_token],
            )  # fmt: skip
            if cursor.rowcount != 1:
                return False
            self._db.execute(
                "INSERT INTO attempts (delivery, at, state, answer) VALUES (?, ?, ?, ?)",
                [delivery.id, stamp(now), state, status or error],
            )
        return True


def delivery_of_row(row: dict[str, Any]) -> Delivery:
    return Delivery(
        id=row["id"],
        channel=row["channel"],
        address=row["address"],
        subscription=row["subscription"],
        message=load(row["body"], Message),
        attempts=row["attempts"],
        created_at=moment(row["created_at"]),
        lease_token=row["lease_token"] or "",
        state=row["state"],
        next_attempt_at=maybe_moment(row["next_attempt_at"]),
        last_error=row["last_error"],
        last_status=row["last_status"],
        sent_at=maybe_moment(row["sent_at"]),
        secrets=tuple((row.get("secrets") or "").split()),
    )
