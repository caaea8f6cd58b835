"""Between nouns and columns: times as UTC text that sorts, nouns as JSON checked against their types."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def stamp(moment: datetime) -> str:
    """Always UTC, always milliseconds: comparing the text compares the times."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(timespec="milliseconds")


def maybe_stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def later(now: datetime, seconds: float) -> str:
    return stamp(now + timedelta(seconds=seconds))


def dump(noun: object) -> str:
    return msgspec.json.encode(noun).decode()


def load(text: str, kind: type[T]) -> T:
    """Raises msgspec.ValidationError when the text is not of that kind."""
    return msgspec.json.decode(text, type=kind)


def first(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return rows[0] if rows else None
