"""What the outlets print besides the news: the weather and the like, so that only one outlet falls silent. Pure.

In: a story and the texts for each language. Out: its events, and one of each living outlet every second day.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from demo.story import Event, Publish, Story
from repwatch.model import Outlet

EVERY = timedelta(days=2)
RARELY = timedelta(days=4)  # of an official channel, which prints no weather
EARLIEST = timedelta(hours=6)  # of its day, before the day's news

Texts = Sequence[Sequence[str]]  # a title and a paragraph each


def with_fillers(story: Story, texts: Mapping[str, Mapping[str, Texts]]) -> list[Event]:
    """The outlet that falls silent prints them only until its last story; each begins before the story does."""
    first = story.events[0].at.replace(hour=0, minute=0, second=0, microsecond=0) + EARLIEST
    made = (_of(outlet, texts[outlet.lang], number, first, story) for number, outlet in enumerate(story.outlets))
    wanted = (one for one in chain.from_iterable(made) if one.outlet != story.silent or one.at < story.silent_since)
    return sorted((*story.events, *wanted), key=lambda event: event.at)


def filler(outlet: Outlet, texts: Mapping[str, Texts], number: int, at: datetime) -> Publish:
    chosen = texts["notices" if outlet.kind == "official" else "fillers"]
    title, text = chosen[number % len(chosen)]
    return Publish(f"filler {outlet.id} {number}", at, outlet.id, f"{title} ({at:%d.%m.})", (text,))


def _of(outlet: Outlet, texts: Mapping[str, Texts], place: int, first: datetime, story: Story) -> Iterator[Publish]:
    """Outlets take turns, so that no day carries them all."""
    every = RARELY if outlet.kind == "official" else EVERY
    at = first - EVERY / 2 * (1 + place % 2) + timedelta(minutes=place)
    number = 0
    while at < story.events[-1].at:
        yield filler(outlet, texts, number, at)
        number, at = number + 1, at + every
