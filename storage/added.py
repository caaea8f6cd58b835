"""Outlets beside those of config.toml, added while the daemon runs. What the file comes to have is the file's."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from repwatch.addresses import url_key
from repwatch.model import AddedOutlet, Outlet
from storage.rows import dump, load, moment, stamp

FILE = "config.toml"


class AddedOutlets:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._declared: tuple[Sequence[Outlet], set[str]] = ((), set())

    def add(self, one: AddedOutlet) -> bool:
        """False: one of that id was added before."""
        cursor = self._db.execute(
            "INSERT INTO outlets_added (outlet, body, added_by, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [one.outlet.id, dump(one.outlet), one.by, stamp(one.at)],
        )
        return cursor.rowcount == 1

    def remove(self, outlet: str, by: str, now: datetime) -> bool:
        """False: none of that id was added, or it is out already."""
        cursor = self._db.execute(
            "UPDATE outlets_added SET ended_at = ?, ended_by = ? WHERE outlet = ? AND ended_at IS NULL",
            [stamp(now), by, outlet],
        )
        return cursor.rowcount == 1

    def all(self) -> list[AddedOutlet]:
        """Those that are in, oldest first."""
        rows = self._db.query("SELECT * FROM outlets_added WHERE ended_at IS NULL ORDER BY id")
        return [AddedOutlet(load(row["body"], Outlet), row["added_by"], moment(row["added_at"])) for row in list(rows)]

    def beside(self, declared: Sequence[Outlet]) -> tuple[Outlet, ...]:
        """All outlets: those of the file, then those that were added and are not in it."""
        if not (added := self.all()):
            return tuple(declared)
        own = self._own(declared)
        return (*declared, *(one.outlet for one in added if own.isdisjoint(_names([one.outlet]))))

    def _own(self, declared: Sequence[Outlet]) -> set[str]:
        """Of those of the file, which are the same at each lease: worked out once."""
        if self._declared[0] is not declared:
            self._declared = declared, _names(declared)
        return self._declared[1]

    def take_over(self, declared: Sequence[Outlet], now: datetime) -> None:
        """Those that the file has by now, by id or by address, are its own from now on."""
        kept = {one.id for one in self.beside(declared)[len(declared) :]}
        for one in self.all():
            if one.outlet.id not in kept:
                self.remove(one.outlet.id, FILE, now)


def _names(outlets: Iterable[Outlet]) -> set[str]:
    """Ids and addresses."""
    return {name for outlet in outlets for name in (outlet.id, *(url_key(feed.url) for feed in outlet.feeds))}
