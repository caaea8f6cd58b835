"""What a command prints of the answers to its probes: answers in, lines out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from matcher.extract import extract
from matcher.words import Lexicon
from repwatch.model import Action, Article, Feed, Listed, Outlet, ProbeResult
from review.explain import headline

_BECOMES = {
    Action.STORE: "the feed has the whole text",
    Action.FETCH: "its page would be fetched",
    Action.PASS: "passed over",
}


@dataclass(frozen=True, slots=True)
class Matcher:
    """What says what it reads in a story. names: party -> display name. now: stands in for dates that are not told."""

    lexicon: Lexicon
    names: dict[str, str]
    now: datetime


def brief(feed: Feed, result: ProbeResult) -> str:
    """In a line: how it answered, and with what."""
    if not result.good:
        return result.error or "no answer"
    dates = [one.entry.published for one in result.listed if one.entry.published]
    newest = f", newest {max(dates):%Y-%m-%d %H:%M}" if dates else ""
    matching = f", {result.matching} may be about an exchange" if result.matching else ""
    moved = f"; it answers from {result.url}" if result.url != feed.url else ""
    return f"{feed.kind}, {stories(result.count)}{newest}{matching}{moved}"


def stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count} stories" if count else "lists nothing"


def verbose(result: ProbeResult) -> Iterator[str]:
    """Every request as it was sent and answered, and what robots.txt says."""
    for hop in result.hops:
        yield f"GET {hop.url}"
        yield from (f"  > {name}: {value}" for name, value in hop.sent)
        yield f"  < {hop.status}, {hop.size:,} bytes" if hop.status else "  < no answer"
        yield from (f"  < {name}: {value}" for name, value in hop.received)
    yield from result.robots


def story(listed: Listed, outlet: Outlet, matcher: Matcher) -> Iterator[str]:
    """When, what, what would become of it, and the figures that are read in what is listed of it."""
    entry = listed.entry
    at = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "no date         "
    yield f"{at}  {entry.title or _beginning(entry.text or entry.summary) or '(no title)'}"
    yield f"    {entry.url or 'no address'}"
    yield f"    {_BECOMES[listed.action]}: {listed.reason}" if listed.reason else f"    {_BECOMES[listed.action]}"
    for line in _figures(listed, outlet, matcher):
        yield f"    reads {line}"


def _figures(listed: Listed, outlet: Outlet, matcher: Matcher) -> Iterator[str]:
    entry = listed.entry
    article = Article(
        entry.url or "", outlet.id, entry.title, entry.text or entry.summary, matcher.now,
        published=entry.published, lang=outlet.lang,
    )  # fmt: skip
    for claim in extract(article, outlet, matcher.lexicon).claims:
        yield headline(claim, matcher.names)


def _beginning(text: str) -> str:
    return " ".join(text.split())[:100]
