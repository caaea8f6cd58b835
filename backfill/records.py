"""The captures of one archive file, one after the other, over every damaged place. An edge: it reads the file.

At most one record is in memory at a time. Behind a damaged place reading goes on at the next record; in a compressed
file that is the next member that starts as a record does.
"""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import fsspec
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from backfill.pages import Damage, Dropped, Head, utc
from backfill.weigh import too_large

_MEMBER, _RECORD = b"\x1f\x8b\x08", b"WARC/1."
_DECLARED = re.compile(
    rb"WARC/1\.[^\r\n]*\r\n(?:[^\r\n]+\r\n)*?Content-Length:[ ]*(\d+)\r\n(?:[^\r\n]+\r\n)*\r\n", re.IGNORECASE
)
_BLOCK = 1 << 20
_LONGEST_HEAD = 64 << 10
Screen = Callable[[Head], Dropped | None]
Found = tuple[Head, bytes | Dropped]


class Incomplete(OSError):
    """A record that is cut, or lacks what it must say."""


@dataclass(slots=True)
class _Place:
    """at: where the record lies that was begun last."""

    at: int


def captures(address: str, screen: Screen, largest: int) -> Iterator[Found | Damage]:
    """Each with its body, or why that was not read. Raises OSError if the file or the way to it fails."""
    with fsspec.open(address, "rb") as file:
        start: int | None = 0
        while start is not None:
            file.seek(start)
            place = _Place(start)
            try:
                yield from _records(file, place, screen, largest)
            except (OSError, ValueError) as error:
                if _is_of_the_way(error):
                    raise
                start = next_record(file, place.at + 1)
                yield Damage(place.at, start, str(error) or repr(error))
            else:
                if (end := _unfinished(file, place.at)) is not None:
                    yield Damage(end, None, "the file ends within a record")
                return


def _records(file: BinaryIO, place: _Place, screen: Screen, largest: int) -> Iterator[Found]:
    for record in ArchiveIterator(file, parse_http=False, max_header_len=_LONGEST_HEAD):
        place.at = record.stream_pos
        if record.record_type == WarcRecordType.response:
            yield _capture(record, place.at, screen, largest)
        elif not record.headers.get("WARC-Type"):
            raise Incomplete("the record does not say what it is")


def _capture(record: WarcRecord, offset: int, screen: Screen, largest: int) -> Found:
    if record.record_date is None:
        raise Incomplete("the record does not say when it was stored")
    record.parse_http(auto_decode="all", max_header_len=_LONGEST_HEAD)
    headers = record.http_headers
    head = Head(
        record.headers.get("WARC-Target-URI", "") or "",
        utc(record.record_date),
        offset,
        headers.status_code or 0,
        headers.get("Content-Type", "") or "",
        record.content_length,
    )
    if why := screen(head):
        return head, why
    body = record.reader.read(largest + 1)
    if len(body) > largest:
        return head, too_large(len(body))
    if len(body) < head.size and not (headers.get("Content-Encoding") or headers.get("Transfer-Encoding")):
        raise Incomplete(f"the record says {head.size} bytes and holds {len(body)}")
    return head, body


def _unfinished(file: BinaryIO, last: int) -> int | None:
    """Where the record starts that the file ends in, if it does: its reader takes a file that is cut for a whole one.

    last: the last record that was begun. Only of files that hold each record for itself, compressed or not.
    """
    file.seek(last)
    head = file.read(_LONGEST_HEAD)
    if declared := _DECLARED.match(head):
        end: int | None = last + declared.end() + int(declared[1])
    elif head.startswith(_MEMBER):
        end = _end_of_member(file, last)
    else:
        return None
    if end is None or end > file.seek(0, os.SEEK_END):
        return last
    file.seek(end)
    rest = file.read(_BLOCK).lstrip(b"\r\n")
    return file.tell() - len(rest) if rest.strip(b"\0\r\n") else None


def _end_of_member(file: BinaryIO, start: int) -> int | None:
    """None: the file ends before. A record's own bytes are whole, or reading it would have failed."""
    file.seek(start)
    member, end = zlib.decompressobj(31), start
    while not member.eof:
        if not (held := file.read(_BLOCK)):
            return None
        end += len(held)
        while held and not member.eof:  # in pieces: what is packed small may be large
            member.decompress(held, _BLOCK)
            held = member.unconsumed_tail
    return end - len(member.unused_data)


def _is_of_the_way(error: Exception) -> bool:
    """A connection that broke, a disk that failed: the file itself may be whole, and is read again another time."""
    return isinstance(error, ConnectionError | TimeoutError) or bool(getattr(error, "errno", None))


def next_record(file: BinaryIO, start: int) -> int | None:
    """Where the next record starts, looked for in the bytes as stored."""
    file.seek(start)
    held, at = b"", start
    while block := file.read(_BLOCK):
        held += block
        for mark in _marks(held):
            if _starts_record(held[mark : mark + 4096]):
                return at + mark
        kept = min(len(held), 4096)
        held, at = held[-kept:], at + len(held) - kept
    return None


def _marks(held: bytes) -> Iterator[int]:
    places = []
    for sign in (_MEMBER, _RECORD):
        mark = held.find(sign)
        while mark >= 0:
            places.append(mark)
            mark = held.find(sign, mark + 1)
    yield from sorted(places)


def _starts_record(held: bytes) -> bool:
    if held.startswith(_RECORD):
        return True
    try:
        return zlib.decompressobj(31).decompress(held, 64).startswith(_RECORD)
    except zlib.error:
        return False
