"""What a command prints of the answers to its probes: answers in, lines out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from matcher.words import Lexicon
from repwatch.model import Listed, Outlet, ProbeResult
from review.explain import headline
from review.preview import becomes, brief, claims_in, titled

__all__ = ["Matcher", "brief", "story", "verbose"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """What says what it reads in a story. names: party -> display name. now: stands in for dates that are not told."""

    lexicon: Lexicon
    names: dict[str, str]
    now: datetime


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
    yield f"{at}  {titled(listed)}"
    yield f"    {entry.url or 'no address'}"
    yield f"    {becomes(listed)}"
    for claim in claims_in(listed, outlet, matcher.lexicon, matcher.now):
        yield f"    reads {headline(claim, matcher.names)}"
