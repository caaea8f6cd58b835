"""What becomes of a listed story: kept whole, fetched, or passed over, with the reason. Pure."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from repwatch.model import Action, Entry, Listed, Outlet

WhyRelevant = Callable[..., str]  # title, summary, … -> which words let it in, empty if none


def listed(entry: Entry, outlet: Outlet, why_relevant: WhyRelevant) -> Listed:
    if entry.text:
        return Listed(entry, Action.STORE, "the feed carries the whole text")
    why = why_relevant(entry.title, entry.summary, unquote(entry.url or ""))
    wanted = outlet.fetch != "never"
    if (
        entry.url and wanted and (why or (outlet.fetch == "all" and entry.title))
    ):  # bare addresses may be a whole archive
        return Listed(entry, Action.FETCH, why or 'the outlet says fetch = "all"')
    if why:
        reason = "it has no address" if wanted else 'the outlet says fetch = "never"'
        return Listed(replace(entry, text=entry.summary or entry.title), Action.STORE, f"{why}; {reason}")
    return Listed(entry, Action.PASS, "no word of an exchange in title, summary or address")
