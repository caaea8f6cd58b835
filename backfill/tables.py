"""What was read, as tables. Articles, claims and dropped pages in, Arrow tables out; and articles back again. Pure.

Times are UTC. A figure like "at least 200" has 200 as low and high, and its qualifier.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pyarrow as pa

from backfill.pages import Dropped, Head
from matcher.copies import marks
from repwatch.addresses import url_key
from repwatch.model import Article, Claim, DatedBy, Evidence

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
Row = Mapping[str, Any]


def article_row(article: Article, reason: str, file: str, offset: int) -> Row:
    key = url_key(article.url)
    identity = f"{key}\0{article.content_hash}\0{article.fetched.isoformat()}"
    return {
        "id": sha256(identity.encode(errors="surrogatepass")).hexdigest()[:20],
        "url": article.url, "url_key": key, "outlet": article.outlet, "lang": article.lang, "title": article.title,
        "text": article.text, "fetched": article.fetched, "published": article.published,
        "published_day": article.published_day, "dated_by": article.dated.value, "content_hash": article.content_hash,
        "reason": reason, "sketch": sorted(marks(article.title, article.text).sketch), "file": file, "offset": offset,
    }  # fmt: skip


def claim_rows(article: Row, claims: Iterable[Claim]) -> Iterator[Row]:
    for claim in claims:
        evidence = claim.evidence[0] if claim.evidence else Evidence("", 0, 0, "")
        figure = claim.figure
        yield {
            "article": article["id"], "url": article["url"], "outlet": article["outlet"],
            "published": article["published"], "conflict": claim.conflict, "kind": str(claim.kind), "to": claim.to,
            "low": figure.low, "high": figure.high,
            "qualifier": str(figure.qualifier), "scope": str(claim.scope), "day": claim.day,
            "said_by": [one.id or one.text for one in claim.claimants], "quote": evidence.quote,
            "sentence": evidence.shown, "zone": evidence.zone, "start": evidence.start, "end": evidence.end,
            "sure": claim.sure, "points": claim.score, "rules": list(claim.rules), "gates": list(claim.gates),
        }  # fmt: skip


def dropped_row(head: Head, dropped: Dropped) -> Row:
    return {
        "url": head.url, "fetched": head.at, "why": dropped.why.value, "detail": dropped.detail, "offset": head.offset,
    }  # fmt: skip


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
