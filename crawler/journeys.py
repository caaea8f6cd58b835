"""A poll that takes more than one answer: an index leads to its sitemaps, a preview to the posts before it. Pure.

What each list says goes in, which address is asked next comes out. All answers of a poll are stored together.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.entries import Parsed
from crawler.schedule import Wishes
from repwatch.model import DueFeed, Entry, Outcome

MOST_CHILDREN = 4  # sitemaps of an index that one poll reads
MOST_PAGES = 10  # older pages of a list that one poll reads; the next poll goes on from there
# Older posts are not looked for: a channel whose last known post was deleted must not be read back to its beginning.
OLDEST = timedelta(days=60)
# An address that ends so will not answer better next time.
_FOR_GOOD = frozenset(
    (Outcome.NOT_FEED, Outcome.PARSE_FATAL, Outcome.HTTP_404, Outcome.HTTP_410, Outcome.HTTP_4XX, Outcome.SSRF_BLOCKED)
)


@dataclass(frozen=True, slots=True)
class Journey:
    """ahead: still to be asked, next first. asked, heard: how many were, and how many lists came of it.

    index: ahead are the children of an index. wishes: of the first answer. pause: what the host wants to be left alone.
    """

    entries: tuple[Entry, ...] = ()
    ahead: tuple[str, ...] = ()
    asked: int = 0
    heard: int = 0
    index: bool = False
    wishes: Wishes = field(default_factory=Wishes)
    pause: timedelta | None = None

    @property
    def next(self) -> str:
        """Empty: this poll asks no further."""
        most = MOST_CHILDREN if self.index else MOST_PAGES
        return self.ahead[0] if self.ahead and self.asked < most else ""

    @property
    def resume(self) -> tuple[str, ...]:
        """What the next poll should go on with."""
        return () if self.index else self.ahead


def begun(feed: DueFeed, parsed: Parsed, known: bool, wishes: Wishes, now: datetime) -> Journey:
    """After the first answer. known: it lists something that an earlier poll has listed."""
    back = _older(parsed, known or feed.first, now)
    ahead = parsed.children or tuple(dict.fromkeys([*back, *feed.resume]))
    return Journey(parsed.entries, ahead, heard=1, index=bool(parsed.children), wishes=wishes)


def gone_on(journey: Journey, parsed: Parsed, known: bool, now: datetime) -> Journey:
    """After the answer to journey.next."""
    further = parsed.children if journey.index else _older(parsed, known, now)
    return replace(
        journey,
        entries=(*journey.entries, *parsed.entries),
        ahead=tuple(dict.fromkeys([*further, *journey.ahead[1:]])),
        asked=journey.asked + 1,
        heard=journey.heard + 1,
    )


def hindered(journey: Journey, outcome: Outcome, pause: timedelta | None) -> Journey:
    """journey.next did not answer. A sitemap is left out, and so is an address that will never answer; of a list the
    rest waits for the next poll. pause: the host asks to be left alone, and nothing more is asked of it."""
    gone = journey.index or outcome in _FOR_GOOD
    asked = journey.asked + 1 if gone and not pause else MOST_PAGES
    return replace(journey, ahead=journey.ahead[1:] if gone else journey.ahead, asked=asked, pause=pause)


def is_single(journey: Journey) -> bool:
    """One answer was all there is to it."""
    return not journey.asked and not journey.ahead and not journey.index


def has_failed(journey: Journey) -> bool:
    """Nothing came of an index: none of its sitemaps answered, and no other will be asked."""
    return journey.index and journey.heard == 1 and not journey.next


def _older(parsed: Parsed, known: bool, now: datetime) -> tuple[str, ...]:
    dates = [entry.published for entry in parsed.entries if entry.published]
    old = bool(dates) and now - min(dates) > OLDEST
    return () if known or old or not parsed.older else (parsed.older,)
