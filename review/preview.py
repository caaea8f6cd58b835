"""What would become of the stories that an address lists, and what is read in them: for page and terminal. Pure."""

from datetime import datetime

from matcher.extract import extract
from matcher.words import Lexicon
from repwatch.model import Action, Article, Claim, Feed, Listed, Outlet, ProbeResult

_BECOMES = {
    Action.STORE: "the feed has the whole text",
    Action.FETCH: "its page would be fetched",
    Action.PASS: "passed over",
}


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


def titled(listed: Listed) -> str:
    entry = listed.entry
    return entry.title or " ".join((entry.text or entry.summary).split())[:100] or "(no title)"


def becomes(listed: Listed) -> str:
    return f"{_BECOMES[listed.action]}: {listed.reason}" if listed.reason else _BECOMES[listed.action]


def claims_in(listed: Listed, outlet: Outlet, lexicon: Lexicon, now: datetime) -> tuple[Claim, ...]:
    """What is read in what the list says of it. now: stands in for a date that is not told."""
    entry = listed.entry
    article = Article(
        entry.url or "", outlet.id, entry.title, entry.text or entry.summary, now, published=entry.published,
        lang=outlet.lang,
    )  # fmt: skip
    return extract(article, outlet, lexicon).claims
