"""What was read, as rows. Articles, claims and dropped pages in, rows of plain values out. Pure.

Times are UTC. A figure like "at least 200" has 200 as low and high, and its qualifier.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from backfill.pages import Dropped, Head
from matcher.copies import marks
from repwatch.addresses import url_key
from repwatch.model import Article, Claim, Evidence

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
