"""Probes: what the desk or a command wants to know of an address now. The crawler leases and answers them.

Nobody but the crawler connects to anything, so who wants to know asks here and comes back for the answer.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlite_utils import Database

from repwatch.addresses import host_of
from repwatch.model import Asking, Outcome, Probe, ProbeKind, ProbeResult
from storage.database import transaction
from storage.hosts import Hosts
from storage.outlet_pauses import OutletPauses
from storage.rows import dump, first, later, load, moment, stamp

LEASE = 600  # seconds that an answer may take
ATTEMPTS = 3  # leases that ran out without an answer: what it leads to kills the crawler
WAITS = timedelta(hours=1)  # who asked has gone by then
KEPT = timedelta(days=7)  # an answer


class Probes:
    def __init__(self, db: Database, hosts: Hosts) -> None:
        self._db, self._hosts, self._pauses = db, hosts, OutletPauses(db)

    def request(self, probe: Probe, now: datetime, by: str = "") -> int:
        """Its number. The same question, if it still waits, is not asked twice."""
        with transaction(self._db):
            self._db.execute("DELETE FROM probes WHERE answered_at < ?", [stamp(now - KEPT)])
            same = self._db.query(
                "SELECT id FROM probes WHERE answered_at IS NULL AND kind = ? AND url = ? AND outlet = ? AND form = ?",
                [probe.kind.value, probe.url, probe.outlet, probe.form],
            )
            if known := first(list(same)):
                return int(known["id"])
            cursor = self._db.execute(
                "INSERT INTO probes (kind, url, host, outlet, form, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [probe.kind.value, probe.url, _host(probe.url), probe.outlet, probe.form, by, stamp(now)],
            )
            return int(cursor.lastrowid or 0)

    def lease(self, now: datetime, limit: int, busy: Collection[str] = ()) -> list[Probe]:
        """Those that somebody must be connected to for: never two of one host, none of a busy one.

        What needs no connection is answered here: polls that were made, hosts that asked to be left alone.
        """
        if not self.waiting():  # the usual case costs no lock
            return []
        with transaction(self._db):
            self._give_up(now)
            for row in self._rows("answered_at IS NULL AND kind = 'poll'", {}):
                self._poll(row, now)
            first_of_each_host = (
                "id IN (SELECT min(id) FROM probes WHERE answered_at IS NULL AND kind != 'poll'"
                " AND (lease_until IS NULL OR lease_until < :now) GROUP BY host) ORDER BY id LIMIT :most"
            )
            rows = self._rows(first_of_each_host, {"now": stamp(now), "most": limit + len(busy)})
            return [self._lease(row, now) for row in [row for row in rows if row["host"] not in busy][:limit]]

    def release(self, probe: Probe) -> None:
        """Give a lease back untouched."""
        self._db.execute(
            "UPDATE probes SET lease_until = NULL, lease_token = NULL, attempts = attempts - 1"
            " WHERE id = ? AND lease_token = ?",
            [probe.id, probe.token],
        )

    def answer(self, probe: Probe, result: ProbeResult, now: datetime) -> bool:
        """False: another has the lease and the result is discarded."""
        cursor = self._db.execute(
            "UPDATE probes SET lease_until = NULL, lease_token = NULL, answered_at = ?, answer = ?"
            " WHERE id = ? AND lease_token = ?",
            [stamp(now), dump(result), probe.id, probe.token],
        )
        return cursor.rowcount == 1

    def result(self, probe: int) -> ProbeResult | None:
        """None: not answered yet, or no such probe any more."""
        row = first(list(self._db.query("SELECT answer FROM probes WHERE id = ?", [probe])))
        return load(row["answer"], ProbeResult) if row and row["answer"] else None

    def asking(self, probe: int) -> Asking | None:
        """With who asked and when; None: no such probe any more."""
        row = first(list(self._db.query("SELECT * FROM probes WHERE id = ?", [probe])))
        return asking(row) if row else None

    def address(self, probe: int) -> str | None:
        """What was asked for, answered or not; None: no such probe any more."""
        row = first(list(self._db.query("SELECT url FROM probes WHERE id = ?", [probe])))
        return str(row["url"]) if row else None

    def waiting(self) -> int:
        """How many are not answered yet."""
        return int(self._db.execute("SELECT count(*) FROM probes WHERE answered_at IS NULL").fetchone()[0])

    def _rows(self, where: str, values: dict[str, object]) -> list[dict[str, Any]]:
        return list(self._db.query(f"SELECT * FROM probes WHERE {where}", values))

    def _give_up(self, now: datetime) -> None:
        at = {"now": stamp(now), "oldest": stamp(now - WAITS), "most": ATTEMPTS}
        for row in self._rows("answered_at IS NULL AND asked_at < :oldest", at):
            self._settle(row, ProbeResult(None, "the crawler did not come to it within an hour"), now)
        for row in self._rows("answered_at IS NULL AND attempts >= :most AND coalesce(lease_until, '') < :now", at):
            self._settle(row, ProbeResult(Outcome.PARSE_CRASH, "the answer broke the crawler, several times"), now)
        for row in self._rows("answered_at IS NULL AND host IN (SELECT host FROM pauses WHERE until > :now)", at):
            until = self._hosts.paused_until(row["host"], now) or now
            self._settle(row, ProbeResult(None, f"its host asked to be left alone until {_told(until)}"), now)

    def _poll(self, row: dict[str, Any], now: datetime) -> None:
        """The feed is due at once, and its next poll is the answer."""
        feed = first(list(self._db.query("SELECT * FROM feeds WHERE url = ? AND enabled", [row["url"]])))
        if feed is None:
            self._settle(row, ProbeResult(None, "no such feed is read"), now)
        elif pause := self._pauses.of(feed["outlet"], now):
            told = f"the outlet is paused until {_told(pause.until)}, by {pause.author}: {pause.reason}"
            self._settle(row, ProbeResult(None, told), now)
        elif feed["last_polled_at"] and feed["last_polled_at"] >= row["asked_at"]:
            self._settle(row, self._polled(feed, row["asked_at"]), now)
        else:
            self._db.execute(
                "UPDATE feeds SET next_poll_at = min(next_poll_at, ?), gone_at = NULL WHERE id = ?",
                [row["asked_at"], feed["id"]],
            )

    def _polled(self, feed: dict[str, Any], since: str) -> ProbeResult:
        counted = self._db.query(
            "SELECT count(*) AS n FROM entries WHERE feed = ? AND seen_at >= ?", [feed["id"], since]
        )
        return ProbeResult(Outcome(feed["outcome"]), feed["error"], feed["url"], new=next(iter(counted))["n"])

    def _settle(self, row: dict[str, Any], result: ProbeResult, now: datetime) -> None:
        self._db.execute(
            "UPDATE probes SET lease_until = NULL, lease_token = NULL, answered_at = ?, answer = ? WHERE id = ?",
            [stamp(now), dump(result), row["id"]],
        )

    def _lease(self, row: dict[str, Any], now: datetime) -> Probe:
        token = token_hex(8)
        self._db.execute(
            "UPDATE probes SET lease_until = ?, lease_token = ?, attempts = attempts + 1 WHERE id = ?",
            [later(now, LEASE), token, row["id"]],
        )
        return Probe(ProbeKind(row["kind"]), row["url"], row["outlet"], row["form"], row["id"], token)


def asking(row: dict[str, Any]) -> Asking:
    probe = Probe(ProbeKind(row["kind"]), row["url"], row["outlet"], row["form"], row["id"])
    answer = load(row["answer"], ProbeResult) if row["answer"] else None
    return Asking(probe, row["asked_by"], moment(row["asked_at"]), answer)


def _host(url: str) -> str:
    try:
        return host_of(url)
    except ValueError:
        return ""


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
