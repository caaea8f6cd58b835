"""Which articles say what another says already? Pure: rows of articles in, the marks of each out.

The first of several is the one published first; the order in which archives were read changes nothing. Exact: title and
text are the same. Near: sentences of one have fellows in the other, as the ledger asks before it takes two reports for
one origin, and both are of the same weeks; a near duplicate of a near duplicate is not looked for.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from backfill.rows import Row
from matcher.copies import PROPOSED, is_copy

MOST_COMPARED = 10  # of the likeliest, each some ms
# Who reprints does it soon; without a limit every article would be laid beside all before it.
WEEKS = timedelta(weeks=4)


def distinct(rows: Iterable[Row]) -> list[Row]:
    """In order of publication; a capture that lies in several files, once."""
    once: dict[str, Row] = {}
    for row in sorted(rows, key=_order):
        once.setdefault(row["id"], row)
    return list(once.values())


def _order(row: Row) -> tuple[object, ...]:
    return told_at(row), row["fetched"], row["url_key"], row["content_hash"], row["url"], row["file"], row["offset"]


def told_at(row: Row) -> datetime:
    """When it was published, as far as that can be true."""
    at: datetime = min(row["published"] or row["fetched"], row["fetched"])
    return at


def marked(rows: Sequence[Row]) -> Iterator[tuple[str | None, str | None]]:
    """(id of which it is an exact duplicate, id of which it is a near one) for each, None where of none."""
    first: dict[str, str] = {}
    places: dict[int, deque[int]] = defaultdict(deque)
    for number, row in enumerate(rows):
        if known := first.get(row["content_hash"]):
            yield known, None
            continue
        first[row["content_hash"]] = row["id"]
        for mark in row["sketch"]:
            while places[mark] and told_at(rows[places[mark][0]]) < told_at(row) - WEEKS:
                places[mark].popleft()
        near = next((rows[one]["id"] for one in _likely(row, places) if is_copy(rows[one]["text"], row["text"])), None)
        if near is None:
            for mark in row["sketch"]:
                places[mark].append(number)
        yield None, near


def _likely(row: Row, places: Mapping[int, deque[int]]) -> list[int]:
    """Earlier ones that share enough marks, those that share most first."""
    shared = Counter(one for mark in row["sketch"] for one in places.get(mark, ()))
    enough = [(-many, one) for one, many in shared.items() if many >= PROPOSED * len(row["sketch"])]
    return [one for _, one in sorted(enough)[:MOST_COMPARED]]
