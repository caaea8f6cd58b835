"""Short texts in any language, read as an article of a given outlet and day: for the tests of the matcher."""

from datetime import UTC, datetime

from score import lexicon

from matcher.extract import extract
from repwatch.model import Article, Claim, Kind, Outlet

THURSDAY = datetime(2026, 1, 29, 12, tzinfo=UTC)
Figures = set[tuple[str | None, int, str]]
UP, DOWN = ("ukraine", 640, "current"), ("russia", 22, "current")


def claims(lang: str, text: str, title: str = "", outlet: Outlet | None = None) -> tuple[Claim, ...]:
    article = Article("https://a.example/1", "a", title, text, THURSDAY, THURSDAY, lang=lang)
    return extract(article, outlet, lexicon()).claims


def figures(lang: str, text: str, title: str = "") -> Figures:
    return {(one.to, one.figure.low, one.scope.value) for one in claims(lang, text, title) if one.kind is Kind.BODIES}


def days(lang: str, text: str, title: str = "") -> set[tuple[int, str | None, str]]:
    return {(one.figure.low, one.day, one.scope.value) for one in claims(lang, text, title) if one.kind is Kind.BODIES}


def voices(lang: str, text: str, title: str = "") -> set[tuple[str | None, int, str]]:
    """Side, count, and who says it: an id, else the words; empty where it is the outlet's own voice."""
    return {
        (one.to, one.figure.low, (one.claimants[0].id or one.claimants[0].text) if one.claimants else "")
        for one in claims(lang, text, title)
        if one.kind is Kind.BODIES
    }
