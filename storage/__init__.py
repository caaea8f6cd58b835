"""Everything repwatch remembers, in one SQLite file; nouns in and out, rows stay inside.

One Storage is one connection, used by one thread at a time. What belongs together is written within
`with storage.transaction():`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from storage.actions import Actions
from storage.added import AddedOutlets
from storage.articles import Articles
from storage.asked import AskedFor
from storage.bulletins import Bulletins
from storage.cards import Cards
from storage.claims import Claims
from storage.copies import Copies
from storage.database import (
    MEMORY,
    DatabaseTrouble,
    SchemaMismatch,
    checkpoint,
    connect,
    transaction,
    wal_reset_fixed,
)
from storage.decisions import Decisions
from storage.deliveries import Deliveries
from storage.endpoints import Endpoints
from storage.entries import Entries
from storage.exchanges import Exchanges
from storage.faring import Faring
from storage.forgetting import Texts
from storage.gaps import Gaps
from storage.gauges import Gauges
from storage.health import Health
from storage.hosts import Hosts
from storage.inbound import Inbound
from storage.incidents import Incidents
from storage.lines import Lines
from storage.logins import Logins
from storage.meta import Meta
from storage.migrations import KNOWN, migrations
from storage.neighbours import Neighbours
from storage.outbox import Outbox
from storage.outlet_pauses import OutletPauses
from storage.outlets import Outlets
from storage.people import People
from storage.probes import Probes
from storage.quality import Quality
from storage.reviews import Reviews
from storage.rows import maybe_moment
from storage.search import Search
from storage.sending import Sending
from storage.shrinking import shrink
from storage.sides import Sides
from storage.silences import Silences
from storage.subscribers import Subscribers
from storage.subscriptions import Subscriptions
from storage.suppressions import Suppressions
from storage.tokens import Tokens
from storage.totals import Totals
from storage.trials import Trials
from storage.turning import turn_back
from storage.watching import Watching

IDLE = (
    "SELECT (SELECT count(*) FROM entries WHERE state = 'pending')"
    " + (SELECT count(*) FROM revisions WHERE matched_by IS NULL)"
    " + (SELECT count(*) FROM exchanges WHERE touched > settled)"
    " + (SELECT count(*) FROM alerts WHERE digest IS NULL)"
    " + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'leased'))"
    " + (SELECT count(*) FROM feeds WHERE enabled AND last_polled_at IS NULL),"
    " (SELECT min(last_polled_at) FROM feeds WHERE enabled AND errors = 0)"
)

__all__ = ["MEMORY", "DatabaseTrouble", "SchemaMismatch", "Storage", "wal_reset_fixed"]


class Storage:
    """checkpoints: this is the one connection that keeps the write-ahead log small (R-DB-2).

    migrate: bring the schema up to date first; without it another schema raises SchemaMismatch. Raises DatabaseTrouble.

    owner: whose leases of deliveries these are; the daemon's outlive its crash, and the next daemon takes them back.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        write: bool = True,
        checkpoints: bool = False,
        migrate: bool = False,
        owner: str = "once",
    ) -> None:
        self._path = path
        self._db = connect(path, write=write, checkpoints=checkpoints)
        if migrate:
            self._require_schema(older=True)
            self.migrate()
        else:
            self._require_schema()
        self.meta = Meta(self._db)
        self.hosts = Hosts(self._db)
        self.probes = Probes(self._db, self.hosts)
        self.articles = Articles(self._db)
        self.entries = Entries(self._db, self.articles, self.hosts)
        self.outlets = Outlets(self._db, self.entries, self.hosts, Health(self._db))
        self.watching = Watching(self._db)
        self.outlet_pauses = OutletPauses(self._db)
        self.added = AddedOutlets(self._db)
        self.faring = Faring(self._db)
        self.incidents = Incidents(self._db)
        self.claims = Claims(self._db)
        self.copies = Copies(self._db)
        self.exchanges = Exchanges(self._db, self.claims)
        self.lines = Lines(self._db, self.exchanges.by_ids)
        self.neighbours = Neighbours(self._db, self.claims, self.exchanges)
        self.sides = Sides(self._db)
        self.totals = Totals(self._db, self.sides)
        self.gaps = Gaps(self._db)
        self.gauges = Gauges(self._db)
        self._open_desk()
        self._open_telling(owner)

    def _open_desk(self) -> None:
        """What is asked and decided, by whom, and what is looked for."""
        self.reviews = Reviews(self._db)
        self.decisions = Decisions(self._db)
        self.cards = Cards(self._db)
        self.quality = Quality(self._db)
        self.trials = Trials(self._db)
        self.people = People(self._db)
        self.logins = Logins(self._db)
        self.actions = Actions(self._db)
        self.texts = Texts(self._db)
        self.search = Search(self._db, self.articles, self.claims)

    def _open_telling(self, owner: str) -> None:
        """What is told, to whom, and what comes back."""
        self.subscriptions = Subscriptions(self._db)
        self.subscribers = Subscribers(self._db)
        self.outbox = Outbox(self._db, owner)
        self.deliveries = Deliveries(self._db)
        self.bulletins = Bulletins(self._db)
        self.silences = Silences(self._db)
        self.inbound = Inbound(self._db)
        self.suppressions = Suppressions(self._db)
        self.sending = Sending(self._db)
        self.tokens = Tokens(self._db)
        self.endpoints = Endpoints(self._db)
        self.asked = AskedFor(self._db)

    def migrate(self) -> None:
        """Under a write lock, so that two processes that start at once do not both try."""
        if self._path == MEMORY and not self._db.table_names():
            self._db.conn.deserialize(_fresh())
            return
        try:
            with transaction(self._db):
                migrations.apply(self._db)
        except sqlite3.Error as error:
            self._db.conn.close()
            raise DatabaseTrouble(f"{self._path}: the schema cannot be brought up to date: {error}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction(self._db):
            yield

    def be_patient(self, seconds: float) -> None:
        """So long this connection waits for another one's writing, from now on; 10 s until then."""
        self._db.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")

    def checkpoint(self) -> None:
        if self._path != MEMORY:
            checkpoint(self._db, Path(self._path))

    def shrink(self) -> int:
        """One short step of giving back room to the disk: how many pages; 0: nothing is left to do."""
        return shrink(self._db) if self._path != MEMORY else 0

    def idle_since(self) -> datetime | None:
        """The earliest last poll of any feed that answers, if nothing waits to be read, told or sent; else None."""
        waiting, polled = self._db.execute(IDLE).fetchone()
        return maybe_moment(polled) if not waiting else None

    def turn_back(self, now: datetime) -> float:
        """After the clock may have been set back: seconds by which all that was planned is moved, 0 if it was not."""
        return turn_back(self._db, now)

    def changes(self) -> int:
        """Grows with every write of this connection and every commit of another: the cheap look for work."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0]) + self._db.conn.total_changes

    def writes(self) -> int:
        """Of this connection alone: the part of changes() that it made itself."""
        return self._db.conn.total_changes

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _require_schema(self, *, older: bool = False) -> None:
        """older: an earlier schema will do. One of a later program never does: nothing is written to it."""
        try:
            applied = {migration.name for migration in migrations.applied(self._db)}
        except sqlite3.Error as error:
            self._db.conn.close()
            raise DatabaseTrouble(f"{self._path}: cannot be read: {error}") from error
        if applied - KNOWN:
            self._db.conn.close()
            do = "install that one again, or restore a backup that this version made"
            raise SchemaMismatch(
                f"{self._path}: its schema is newer than this program, a newer repwatch wrote it; {do}"
            )
        if applied != KNOWN and not older:
            self._db.conn.close()
            do = "start the daemon of this version once, which brings it up to date"
            raise SchemaMismatch(f"{self._path}: its schema is older than this program; {do}")


@cache
def _fresh() -> bytes:
    """A database without a row, as all migrations leave it: a new one in memory is copied from it, which takes less."""
    with closing(connect(MEMORY, write=True, checkpoints=False).conn) as made:
        migrations.apply(Database(made, execute_plugins=False))
        return bytes(made.serialize())
