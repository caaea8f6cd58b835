"""What a database of the crash test has in the end."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crash_story import HISTORY_UNTIL
from crash_verdict import Sent, Told

from alerts.policy import ranges
from storage import Storage


def query(database: Path, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def stored(database: Path) -> frozenset[str]:
    """Addresses of articles that have a text and were read."""
    rows = query(database, "SELECT a.url FROM articles a JOIN revisions r ON r.article = a.id"
                  " WHERE r.text <> '' AND r.matched_by NOT NULL AND r.match_error = ''")  # fmt: skip
    return frozenset(url for (url,) in rows)


def outbox(database: Path) -> tuple[Sent, ...]:
    return tuple(Sent(*row) for row in query(database, "SELECT id, address, state FROM deliveries"))


def alerts(database: Path) -> tuple[Told, ...]:
    messages = dict(query(database, "SELECT a.key, d.id FROM alerts a JOIN deliveries d ON d.digest = a.digest"))
    with Storage(database, write=False) as storage:
        found = storage.subscriptions.recent(1_000_000)
    return tuple(
        Told(one.subscription, str(one.settlement.exchange.date), one.reason.value, one.to,
             str(ranges(one.settlement, one.to)), messages.get(one.key, ""))
        for one in found
    )  # fmt: skip


def published(database: Path) -> tuple[tuple[str, str, str], ...]:
    rows = query(database, "SELECT e.date, b.lang, b.reasons FROM bulletins b JOIN exchanges e ON e.id = b.exchange")
    return tuple((day, lang, reason) for day, lang, reasons in rows for reason in reasons.split())


def states(database: Path) -> dict[tuple[str, str, str], str]:
    rows = query(database, "SELECT t.subscription, e.date, t.receiver, t.status, t.low, t.high FROM told t"
                  f" JOIN exchanges e ON e.id = t.exchange WHERE e.date > '{HISTORY_UNTIL}' AND e.retired_at IS NULL"
                  " AND t.status <> 'retracted'")  # fmt: skip
    return {(who, day, to): " ".join(map(str, rest)) for who, day, to, *rest in rows}


def integrity(database: Path) -> str:
    found = [row[0] for row in query(database, "PRAGMA integrity_check")]
    broken = query(database, "PRAGMA foreign_key_check")
    return ", ".join(found) if not broken else f"{len(broken)} rows refer to nothing"
