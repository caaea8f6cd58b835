"""The format of `repwatch match --jsonl`: a line of JSON -> Article; a Reading -> the object that is printed. Pure."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from repwatch.model import Article, Claim, Evidence, Reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # where a line does not say when it was fetched; dates no text


class LineInvalid(ValueError):
    """A line that is no article; the message says what is wrong with it."""


def article_of(line: str) -> tuple[str, Article]:
    """(id, article) of one line; raises LineInvalid. Every field but id and text may be null or absent."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineInvalid(f"not JSON: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str | int):
        raise LineInvalid('an article is an object with at least "id" and "text"')
    published = _time(row, "published")
    day_only = isinstance(row.get("published"), str) and len(row["published"].strip()) == 10
    fetched = _time(row, "fetched") or published or EPOCH
    article = Article(
        url=_text(row, "url"),
        outlet=_text(row, "outlet"),
        title=_text(row, "title"),
        text=row["text"],
        fetched=fetched,
        published=published,
        published_day=day_only,
        lang=_text(row, "lang"),
    )
    return str(row["id"]), article


def _text(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    return value if isinstance(value, str) else ""


def _time(row: Mapping[str, Any], field: str) -> datetime | None:
    """A day is read as noon UTC, a time without a zone as UTC."""
    value = row.get(field)
    if value is None:
        return None
    try:
        text = str(value).strip()
        moment = datetime.fromisoformat(f"{text}T12:00:00" if len(text) == 10 else text)
    except ValueError as error:
        raise LineInvalid(f"{field} is no time: {value!r}") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def printed(ident: str, reading: Reading) -> dict[str, Any]:
    return {"id": ident, "relevant": reading.relevant, "figures": [figure_of(claim) for claim in reading.claims]}


def figure_of(claim: Claim) -> dict[str, Any]:
    evidence = claim.evidence[0] if claim.evidence else Evidence("", 0, 0, "")  # the known history quotes nothing
    low, high = claim.figure.low, claim.figure.high
    return {
        "kind": str(claim.kind),
        "to": claim.to,
        "count": low if low == high else [low, high],
        "qualifier": str(claim.figure.qualifier),
        "event_date": claim.day,
        "scope": str(claim.scope),
        "attributed_to": "; ".join(dict.fromkeys(one.text for one in claim.claimants[:1])) or None,
        "quote": evidence.quote,
        "in": evidence.zone,
        "start": evidence.start,
        "end": evidence.end,
        "rules": list(claim.rules),
        "points": claim.score,
        "sure": claim.sure,
    }
