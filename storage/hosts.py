"""What is known of hosts: their robots.txt, and until when they asked to be left alone."""

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from repwatch.model import Robots
from storage.rows import first, maybe_moment, moment, stamp


class Hosts:
    def __init__(self, db: Database) -> None:
        self._db = db

    def robots(self, origin: str) -> Robots | None:
        row = first(list(self._db.query("SELECT * FROM robots WHERE origin = ?", [origin])))
        return Robots(origin, row["status"], row["body"], moment(row["fetched_at"])) if row else None

    def save_robots(self, robots: Robots) -> None:
        self._db.execute(
            "INSERT INTO robots VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
            " status = excluded.status, body = excluded.body, fetched_at = excluded.fetched_at",
            [robots.origin, robots.status, robots.body, stamp(robots.fetched_at)],
        )

    def pause(self, host: str, until: datetime) -> None:
        """A shorter pause never ends a longer one."""
        self._db.execute(
            "INSERT INTO pauses VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)",
            [host, stamp(until)],
        )

    def paused_until(self, host: str, now: datetime) -> datetime | None:
        row = first(list(self._db.query("SELECT until FROM pauses WHERE host = ? AND until > ?", [host, stamp(now)])))
        return maybe_moment(row["until"]) if row else None

    def take_over(self, other: "Hosts", origins: Collection[str]) -> None:
        """What another database knows: all pauses, and the robots.txt of these sites."""
        for row in list(other._db.query("SELECT host, until FROM pauses")):
            self.pause(row["host"], moment(row["until"]))
        for known in filter(None, map(other.robots, origins)):
            self.save_robots(known)
