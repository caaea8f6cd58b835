"""The folder that a back-fill writes: a part for each finished file, then everything together. An edge.

    run.json                      what was asked for; a second run must ask for the same
    parts/<key>.articles.parquet  of one archive file, with .claims, .dropped; then <key>.json, written last: finished
    articles.parquet, claims.parquet, report.json      of all finished files, in order of publication, with duplicates

Every file appears whole or not at all: written beside its place, then renamed.
"""

import errno
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from backfill.duplicates import distinct, marked
from backfill.job import Job
from backfill.rows import Row
from backfill.tables import CLAIMS, MARKED, table
from backfill.work import FileRead

_TABLES = ("articles", "claims", "dropped")


class OutputRefused(Exception):
    """The folder cannot take this run; the message says why and what to do."""


class Output:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts = folder / "parts"

    def begin(self, job: Job) -> None:
        """Raises OutputRefused, where another selection lies there, and OSError."""
        self._parts.mkdir(parents=True, exist_ok=True)
        for left in self._parts.glob("*.writing"):
            left.unlink()
        asked = json.dumps(asdict(job), sort_keys=True, default=str)
        known = self.folder / "run.json"
        if not known.exists():
            _whole(known, asked.encode())
        elif known.read_text(encoding="utf-8") != asked:
            raise OutputRefused(
                f"{self.folder} holds what was read with other rules, outlets or times; name another folder with --out"
            )

    def finished(self) -> dict[str, Mapping[str, Any]]:
        """Address -> what its part says of itself."""
        parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(self._parts.glob("*.json"))]
        return {part["address"]: part for part in parts}

    def keep(self, read: FileRead) -> None:
        key = _key(read.address)
        for name in _TABLES:
            _written(self._parts / f"{key}.{name}.parquet", getattr(read, name))
        part = {
            "address": read.address, "counts": read.counts, "damages": [asdict(one) for one in read.damages],
            "seconds": round(read.seconds, 3), "cpu": round(read.cpu, 3),
        }  # fmt: skip
        _whole(self._parts / f"{key}.json", json.dumps(part, sort_keys=True).encode())

    def put_together(self, failed: Mapping[str, str]) -> Mapping[str, Any]:
        """The report. failed: address -> why, of files that could not be had."""
        finished = self.finished()
        rows = distinct(row for address in finished for row in self._rows(address, "articles"))
        whole = [
            {**row, "exact_of": exact, "near_of": near} for row, (exact, near) in zip(rows, marked(rows), strict=True)
        ]
        _written(self.folder / "articles.parquet", table(whole, MARKED))
        _written(self.folder / "claims.parquet", self._claims(finished, rows))
        report = _report(finished, failed, whole)
        _whole(self.folder / "report.json", json.dumps(report, ensure_ascii=False, indent=1).encode())
        return report

    def _claims(self, finished: Mapping[str, Any], rows: list[Row]) -> pa.Table:
        """In the order of their articles; of a capture that lies in several files, once."""
        wanted: dict[tuple[str, str], list[Row]] = {(row["id"], row["file"]): [] for row in rows}
        for address in finished:
            for claim in self._rows(address, "claims"):
                if (claim["article"], address) in wanted:
                    wanted[claim["article"], address].append(claim)
        return table((claim for claims in wanted.values() for claim in claims), CLAIMS)

    def _rows(self, address: str, name: str) -> Iterator[Row]:
        yield from pq.read_table(self._parts / f"{_key(address)}.{name}.parquet").to_pylist()


def articles_in(folder: Path) -> list[Row]:
    """What was put together there, in order of publication. Raises OSError where nothing was."""
    if not (folder / "articles.parquet").exists():
        raise FileNotFoundError(errno.ENOENT, "it holds nothing that `repwatch backfill` has finished", str(folder))
    return list(pq.read_table(folder / "articles.parquet").to_pylist())


def _report(finished: Mapping[str, Any], failed: Mapping[str, str], rows: Sequence[Row]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for part in finished.values():
        counts.update(part["counts"])
    return {
        "files": len(finished),
        "failed": dict(sorted(failed.items())),
        "damaged": {address: part["damages"] for address, part in sorted(finished.items()) if part["damages"]},
        "counts": dict(sorted(counts.items())),
        "articles": len(rows),
        "exact_duplicates": sum(bool(row["exact_of"]) for row in rows),
        "near_duplicates": sum(bool(row["near_of"]) for row in rows),
        "cpu_seconds": round(sum(part["cpu"] for part in finished.values()), 1),
    }


def _key(address: str) -> str:
    return sha256(address.encode(errors="surrogatepass")).hexdigest()[:24]


def _written(path: Path, content: pa.Table) -> None:
    beside = path.with_name(f"{path.name}.writing")
    pq.write_table(content, beside, compression="zstd")
    _placed(beside, path)


def _whole(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.writing")
    beside.write_bytes(content)
    _placed(beside, path)


def _placed(beside: Path, path: Path) -> None:
    """On the disk before it gets its name."""
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(path)
