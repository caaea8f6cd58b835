"""Single facts about this installation."""

from datetime import datetime

from sqlite_utils import Database

from storage.rows import first, maybe_moment, stamp


class Meta:
    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, name: str) -> str | None:
        row = first(list(self._db.query("SELECT value FROM meta WHERE name = ?", [name])))
        return str(row["value"]) if row else None

    def set(self, name: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [name, value]
        )

    @property
    def first_start(self) -> datetime | None:
        """What happened before this moment alerts nobody; None: everything does (a replay)."""
        return maybe_moment(self.get("first_start"))

    @property
    def running_since(self) -> datetime | None:
        """When the daemon was started that runs now, or ran last."""
        return maybe_moment(self.get("running_since"))

    def runs(self, now: datetime) -> None:
        self.set("running_since", stamp(now))

    def started(self, now: datetime) -> datetime:
        """Remember the first start; later ones change nothing."""
        self._db.execute("INSERT INTO meta VALUES ('first_start', ?) ON CONFLICT DO NOTHING", [stamp(now)])
        return self.first_start or now
