"""What `repwatch doctor` looks at on this machine: configuration, database, backups, disk, clock, versions."""

import ctypes
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from crawler.room import LEAST, TIMES
from repwatch.model import Config, CrawlSettings, Level, Reason, Remark
from scheduler.backing_up import ROOM as BACKUP_LEAVES
from scheduler.backing_up import backups
from storage import DatabaseTrouble, Storage, wal_reset_fixed
from storage.backup import check
from storage.examine import examine

LOG_LARGE = 64 << 20  # bytes of the write-ahead log (P16)
OLD = 3  # times its interval, before a backup is called late
PYTHON = (3, 11, 15)  # before it: CVE-2024-6923 and others, which our code does not lean on (R-DEP-1)
FLOORS = {"scrapy": (2, 14, 2), "twisted": (26, 10), "brotli": (1, 2, 0), "jinja2": (3, 1, 6)}  # R-DEP-1
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)
AHEAD = timedelta(minutes=1)

WELL, NOTE, ILL = Level.WELL, Level.NOTE, Level.ILL


def of_config(config: Config) -> Iterator[Remark]:
    """It has been read: it is good. What is left as it ships, or leaves the operator in the dark."""
    if config.crawl.contact == CrawlSettings().contact:
        do = "put a page or mailbox of yours under [crawl] contact: outlets block whom they cannot ask"
        yield Remark(NOTE, "configuration", "nobody can tell who reads the outlets", do)
    told = [one for one in config.subscriptions if Reason.TROUBLE in one.reasons]
    if not told:
        do = 'add a subscription with reasons = ["system.trouble", "system.heartbeat", "outlet.silent", "outlet.back"]'
        yield Remark(ILL, "configuration", "nobody is told when repwatch itself is ill", do)
    elif all(one.channel == "file" for one in told):
        do = "give the subscription with system.trouble a channel and an address that are read"
        yield Remark(NOTE, "configuration", "that repwatch is ill is written into files alone", do)
    elif all(one.channel == "smtp" for one in told):
        do = "let a second subscription with system.trouble go by webhook or a service"
        yield Remark(NOTE, "configuration", "that the mail server is dead would be told by mail alone", do)
    on = sum(outlet.enabled for outlet in config.outlets)
    if not on:
        yield Remark(ILL, "configuration", "no outlet is on: nothing is read", "repwatch outlets add")
    else:
        yield Remark(WELL, "configuration", f"{on} outlets on, {len(config.subscriptions)} subscriptions")


def of_files(path: Path, config: Config) -> Iterator[Remark]:
    """Who else may read what nobody shall."""
    for each, mask in ((config.database, 0o077), (config.backup_folder, 0o077), (path, 0o002)):
        mode = stat.S_IMODE(each.stat().st_mode) if each.exists() else 0
        if mode & mask:
            who = "change" if mask == 0o002 else "read"
            yield Remark(NOTE, "files", f"others may {who} {each} ({mode:o})", f"chmod o-rwx,g-w {each}")
    if config.state.exists() and not os.access(config.state, os.W_OK):
        yield Remark(ILL, "files", f"{config.state} cannot be written to", "run this as the user of the service")


def of_database(config: Config, now: datetime) -> Iterator[Remark]:
    if not config.database.exists():
        yield Remark(NOTE, "database", f"{config.database} is not there yet", "repwatch run makes it")
        return
    try:
        found = examine(config.database)
    except DatabaseTrouble as error:
        yield Remark(ILL, "database", str(error), "repwatch restore: docs/operations.md")
        return
    if found.findings:
        yield Remark(ILL, "database", "; ".join(found.findings), "stop the daemon, and restore the latest backup")
    if not found.safe:
        yield Remark(ILL, "database", "what is acknowledged would not survive a power cut", "start the daemon once")
    if found.newer or found.older:
        do = "use the newer program" if found.newer else "start the daemon once, which brings it up to date"
        yield Remark(ILL, "database", f"its schema is {'newer' if found.newer else 'older'} than this program", do)
    elif not found.findings:
        size = config.database.stat().st_size / 1e6
        yield Remark(WELL, "database", f"whole, {size:,.1f} MB")
        yield from _of_times(config, now)
    log = config.database.with_name(f"{config.database.name}-wal")
    if log.exists() and log.stat().st_size > LOG_LARGE:
        do = "who reads for long? lsof tells; else start the daemon anew"
        yield Remark(ILL, "database", f"its write-ahead log has grown to {log.stat().st_size >> 20} MiB", do)


def _of_times(config: Config, now: datetime) -> Iterator[Remark]:
    with Storage(config.database, write=False) as storage:
        polled = storage.gauges.answered()
    if polled and polled[0] - now > AHEAD:
        words = f"an outlet answered at {polled[0]:%F %T} UTC, which is yet to come: the clock was set back"
        yield Remark(NOTE, "clock", words, "the daemon plans anew by itself; look after the clock")


def of_backups(config: Config, now: datetime) -> Iterator[Remark]:
    found = backups(config.backup_folder)
    if not config.backup.every:
        yield Remark(NOTE, "backup", "none is made by itself", "set [backup] every, or make them yourself")
    if not found:
        if config.backup.every:
            yield Remark(NOTE, "backup", f"there is none in {config.backup_folder} yet", "repwatch backup")
        return
    made, path = max(found.items())
    try:
        check(path)
    except DatabaseTrouble as error:
        yield Remark(ILL, "backup", str(error), "repwatch backup")
        return
    late = config.backup.every and (now - made).total_seconds() > OLD * config.backup.every
    level, do = (ILL, "does the daemon run? its log says why it made none") if late else (WELL, "")
    yield Remark(level, "backup", f"the latest of {len(found)} is of {made:%F %T} UTC, and whole", do)


def of_disk(config: Config) -> Iterator[Remark]:
    size = config.database.stat().st_size if config.database.exists() else 0
    places = {config.state: max(LEAST, TIMES * size), config.backup_folder: size + BACKUP_LEAVES}
    for place, wanted in places.items():
        if not place.exists():
            continue
        free = shutil.disk_usage(place).free
        level, do = (ILL, "make room, or put it on another disk") if free < wanted else (WELL, "")
        yield Remark(level, "disk", f"{place}: {free / 1e9:,.1f} GB free, {wanted / 1e9:,.1f} GB wanted", do)


def of_clock() -> Iterator[Remark]:
    """Whether anything keeps it right, as the kernel knows; a container may not be told."""
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):  # no such call here
        state = -1
    if state == UNSYNCHRONISED:
        yield Remark(NOTE, "clock", "nothing keeps the clock of this machine right", "timedatectl set-ntp true")
    elif state >= 0:
        yield Remark(WELL, "clock", "it is kept right")


def of_versions() -> Iterator[Remark]:
    if not wal_reset_fixed(sqlite3.sqlite_version_info[:3]):
        words = f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug; one connection checkpoints, which avoids it"
        yield Remark(NOTE, "versions", words, "let no other program write to the database; 3.51.3 is mended")
    if find_spec("pysqlite3"):
        words = "pysqlite3 is installed: two SQLite libraries in one process break the file locks"
        yield Remark(ILL, "versions", words, "uninstall it")
    if sys.version_info[:3] < PYTHON:
        words = f"Python {sys.version.split()[0]} lacks fixes of its mail and address code, which ours does without"
        yield Remark(NOTE, "versions", words, f"{'.'.join(map(str, PYTHON))} or newer when it suits")
    for name, floor in FLOORS.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            continue
        if tuple(int(part) for part in found.split(".") if part.isdigit()) < floor:
            words = f"{name} {found} has known weaknesses"
            yield Remark(ILL, "versions", words, f"{'.'.join(map(str, floor))} or newer: make setup")
    yield Remark(WELL, "versions", f"SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}")
