"""Power cuts without a plug: a file system for SQLite that remembers what was written and what was synced (P13).

Whatever was written and not yet synced may be on the disk after a cut, or not, or half of it, each write by itself.
apsw brings the file system, with a SQLite of its own; its connection stands in for that of the standard library, below
the real functions of storage/. Its files have no shared memory, so that the lock is exclusive; what is written and
synced, and in which order, is the same.
"""

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
import apsw.ext

SECTOR = 512  # bytes that a disk writes as a whole
NAME = "recording"


@dataclass(frozen=True, slots=True)
class Write:
    """data None: the file is cut to offset bytes."""

    offset: int
    data: bytes | None


@dataclass(slots=True)
class Disk:
    """log: (file, write), or (file, None) for a sync, or ("", number) when that commit was acknowledged.

    room: so many writes more until it is full; None: as many as may come.
    """

    log: list[tuple[str, Write | int | None]] = field(default_factory=list)
    room: int | None = None

    def take(self) -> None:
        if self.room is not None:
            if self.room <= 0:
                raise apsw.FullError("no room")
            self.room -= 1


class Recorder(apsw.VFSFile):
    def __init__(self, disk: Disk, name: "apsw.URIFilename | str", flags: list[int]) -> None:
        super().__init__("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._disk, self._name = disk, Path(path).name

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.take()
        self._disk.log.append((self._name, Write(offset, bytes(data))))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._disk.log.append((self._name, Write(newsize, None)))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        """Only written down: nobody pulls the plug of the real one."""
        self._disk.log.append((self._name, None))


class RecordingVfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__(NAME, "")

    def xOpen(self, name: "apsw.URIFilename | str | None", flags: list[int]) -> apsw.VFSFile:
        if name is None:
            return apsw.VFSFile("", name, flags)
        return Recorder(self._disk, name, flags)


class Cursor:
    """As much of sqlite3.Cursor as storage/ and sqlite-utils use. All rows are read at once."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self.description: Sequence[tuple[str, ...]] | None = None
        self.rowcount, self.lastrowid = -1, 0

    def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
        raw = self._connection.raw
        cursor, before = raw.cursor(), raw.total_changes()
        cursor.execute(sql, parameters)
        names = _names(raw, cursor, sql)
        self.description = tuple((name, "") for name in names) or None
        self._rows = iter(list(cursor))
        self.rowcount = raw.total_changes() - before if not names else -1
        self.lastrowid = raw.last_insert_rowid()
        self._connection.acknowledge()
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def close(self) -> None:
        """Nothing is open."""


def _names(raw: apsw.Connection, cursor: apsw.Cursor, sql: str) -> list[str]:
    try:
        return [column[0] for column in cursor.get_description()]
    except apsw.ExecutionCompleteError:  # it has no rows
        return [column[0] for column in apsw.ext.query_info(raw, sql).description]


class Connection:
    """As much of sqlite3.Connection. acknowledged: called once a commit has returned."""

    isolation_level = None

    def __init__(self, raw: apsw.Connection, acknowledged: Callable[[], None]) -> None:
        self.raw, self._acknowledged, self._seen = raw, acknowledged, 0

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    @property
    def total_changes(self) -> int:
        return self.raw.total_changes()

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:
        return Cursor(self).execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any]) -> Cursor:
        cursor = Cursor(self)
        for row in rows:
            cursor.execute(sql, row)
        return cursor

    def cursor(self) -> Cursor:
        return Cursor(self)

    def acknowledge(self) -> None:
        if not self.raw.in_transaction and self.raw.total_changes() != self._seen:
            self._seen = self.raw.total_changes()
            self._acknowledged()

    def close(self) -> None:
        self.raw.close()


class Library:
    """In the place of the module sqlite3 for storage.database."""

    Connection, Error = sqlite3.Connection, apsw.Error

    def __init__(self, acknowledged: Callable[[Connection], None]) -> None:
        self._acknowledged = acknowledged

    def connect(self, name: str, **_: object) -> Connection:
        raw = apsw.Connection(
            name, flags=apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE, vfs=NAME
        )
        raw.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection = Connection(raw, lambda: self._acknowledged(connection))
        return connection


Image = dict[str, bytearray]


def cuts(disk: Disk, start: dict[str, bytes], every: int, dice: random.Random) -> Iterator[tuple[int, Image]]:
    """At each so many-th event four disks as a cut may leave them, with the number of commits acknowledged by then.

    start: the files before the first event.
    """
    durable: Image = {name: bytearray(content) for name, content in start.items()}
    waiting: dict[str, list[Write]] = {}
    acknowledged = 0
    for number, (name, event) in enumerate(disk.log):
        if not name and isinstance(event, int):
            acknowledged = event
        elif event is None:
            _settle(durable, name, waiting.pop(name, []))
        elif isinstance(event, Write):
            waiting.setdefault(name, []).append(event)
        if number % every == 0:
            for chosen in (_none, _all, _some, _torn):
                image = {each: bytearray(content) for each, content in durable.items()}
                for each, writes in waiting.items():
                    _settle(image, each, chosen(writes, dice))
                yield acknowledged, image


def _settle(image: Image, name: str, writes: Sequence[Write]) -> None:
    content = image.setdefault(name, bytearray())
    for write in writes:
        if write.data is None:
            del content[write.offset :]
            continue
        if len(content) < write.offset:
            content.extend(bytes(write.offset - len(content)))
        content[write.offset : write.offset + len(write.data)] = write.data


def _none(_: Sequence[Write], __: random.Random) -> list[Write]:
    return []


def _all(writes: Sequence[Write], _: random.Random) -> list[Write]:
    return list(writes)


def _some(writes: Sequence[Write], dice: random.Random) -> list[Write]:
    return [write for write in writes if dice.random() < 0.5]


def _torn(writes: Sequence[Write], dice: random.Random) -> list[Write]:
    """The last one that arrived arrived in part."""
    kept = list(writes[: dice.randrange(len(writes) + 1)])
    if kept and kept[-1].data:
        last = kept[-1].data
        kept[-1] = Write(kept[-1].offset, last[: dice.randrange(len(last) // SECTOR + 1) * SECTOR])
    return kept
