"""Rows of articles, claims and dropped pages in, Arrow tables out; and articles back again. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pyarrow as pa

from backfill.rows import Row
from repwatch.model import Article, DatedBy

_TIME = pa.timestamp("ms", tz="UTC")
ARTICLES = pa.schema([
    ("id", pa.string()), ("url", pa.string()), ("url_key", pa.string()), ("outlet", pa.string()), ("lang", pa.string()),
    ("title", pa.string()), ("text", pa.string()), ("fetched", _TIME), ("published", _TIME),
    ("published_day", pa.bool_()), ("dated_by", pa.string()), ("content_hash", pa.string()), ("reason", pa.string()),
    ("sketch", pa.list_(pa.int64())), ("file", pa.string()), ("offset", pa.int64()),
])  # fmt: skip
MARKED = ARTICLES.append(pa.field("exact_of", pa.string())).append(pa.field("near_of", pa.string()))
CLAIMS = pa.schema([
    ("article", pa.string()), ("url", pa.string()), ("outlet", pa.string()), ("published", _TIME),
    ("conflict", pa.string()), ("kind", pa.string()), ("to", pa.string()), ("low", pa.int64()), ("high", pa.int64()),
    ("qualifier", pa.string()), ("scope", pa.string()), ("day", pa.string()), ("said_by", pa.list_(pa.string())),
    ("quote", pa.string()), ("sentence", pa.string()), ("zone", pa.string()), ("start", pa.int64()),
    ("end", pa.int64()), ("sure", pa.bool_()), ("points", pa.int64()), ("rules", pa.list_(pa.string())),
    ("gates", pa.list_(pa.string())),
])  # fmt: skip
DROPPED = pa.schema([
    ("url", pa.string()), ("fetched", _TIME), ("why", pa.string()), ("detail", pa.string()), ("offset", pa.int64()),
])  # fmt: skip


def table(rows: Iterable[Row], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)


def article_of(row: Row) -> Article:
    """As it was read, with the times it was read at."""
    return Article(
        row["url"], row["outlet"], row["title"], row["text"], _utc(row["fetched"]),
        published=_utc(row["published"]) if row["published"] else None, published_day=row["published_day"],
        lang=row["lang"], dated=DatedBy(row["dated_by"]),
    )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
