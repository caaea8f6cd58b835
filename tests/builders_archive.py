"""Archives for tests: pages of stories, records around them, files of records; and a back-fill without a cluster."""

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from score import CORPUS

from backfill.job import Job
from backfill.output import Output
from backfill.work import FileRead, read_file
from repwatch.config import known_conflicts, known_languages

JOB = Job(known_languages(), known_conflicts())
RECORD = (
    "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
    "WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Type: application/http; msgtype=response\r\n"
    "Content-Length: {size}\r\n\r\n"
)


def html_page(title: str, text: str, published: str = "", charset: str = "utf-8", lang: str = "en") -> bytes:
    meta = f'<meta property="article:published_time" content="{published}">' if published else ""
    paragraphs = "".join(f"<p>{escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="{charset}"><title>{escape(title)}</title>{meta}'
        f"<script>document.body.className='body'</script></head><body><nav><ul><li>Start</li></ul></nav>"
        f"<main><article><h1>{escape(title)}</h1>{paragraphs}</article></main></body></html>"
    ).encode(charset, "xmlcharrefreplace")


def record(url: str, body: bytes, date: str = "2026-01-29T12:00:00Z", **other: str) -> bytes:
    """One response. other: status, type (of content), kind (of record), headers (whole lines)."""
    http = (
        f"HTTP/1.1 {other.get('status', '200 OK')}\r\nContent-Type: {other.get('type', 'text/html; charset=utf-8')}\r\n"
        f"{other.get('headers', '')}\r\n"
    ).encode() + body
    head = RECORD.format(kind=other.get("kind", "response"), url=url, date=date, size=len(http))
    return head.encode() + http + b"\r\n\r\n"


def packed(records: Iterable[bytes]) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def stories(*languages: str) -> list[dict[str, Any]]:
    """Of the corpus of labelled articles, in the order of their publication."""
    lines = [line for lang in languages for line in (CORPUS / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()]
    return sorted(map(json.loads, lines), key=lambda row: (row["published"] or "", row["id"]))


def story_record(row: Mapping[str, Any], stored: str = "") -> bytes:
    body = html_page(row["title"], row["text"], row["published"] or "", lang=row["lang"])
    return record(row["url"], body, stored or f"{(row['published'] or '2026-01-01')[:10]}T23:59:00Z")


def filled(files: Iterable[Path | str], folder: Path, job: Job = JOB) -> Path:
    """As `repwatch backfill` does, in this process."""
    output = Output(folder)
    output.begin(job)
    for file in files:
        if str(file) not in output.finished():
            output.keep(read_file(str(file), job))
    output.put_together({})
    return folder


def read(file: Path, content: bytes, job: Job = JOB) -> FileRead:
    file.write_bytes(content)
    return read_file(str(file), job)


def left_out(found: FileRead) -> list[tuple[str, str]]:
    return [(row["why"], row["detail"]) for row in found.dropped.to_pylist()]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
