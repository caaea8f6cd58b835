"""How many stories an outlet listed, day by day: counts in, a small chart and its table out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from review import words
from review.panels import scales, step
from review.tongue import ENGLISH

DAYS = 28  # storage keeps as many
TOP, BASE, HEIGHT = 14, 110, 132  # pixels: of the highest bar, of the lowest, of the whole
WIDE = 0.72  # of its day, that a bar takes


@dataclass(frozen=True, slots=True)
class Bar:
    """x, width: percent; y, height: pixels. watched False: nobody counted on that day."""

    title: str
    x: float
    width: float
    y: float
    height: float
    watched: bool


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Volume:
    """gutter: pixels for the numbers of the scale. rows: day and count, the latest first; None: nobody counted."""

    description: str
    gutter: float
    scale: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    axis: tuple[Tick, ...]
    rows: tuple[tuple[str, int | None], ...]
    top: int = TOP
    base: int = BASE
    height: int = HEIGHT


def volume(stories: Mapping[str, int], since: date | None, today: date) -> Volume:
    """since: the first day that is counted; None: none is."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    counts = [stories.get(day.isoformat(), 0) if since and day >= since else None for day in days]
    (most,) = scales([max((count or 0 for count in counts), default=0)])
    return Volume(
        description=_described(days, counts),
        gutter=10 + 7.5 * len(words.number(most)),
        scale=tuple((BASE - (BASE - TOP) * at / most, words.number(at)) for at in range(0, most + 1, step(most))),
        bars=tuple(_bar(place, day, counts[place], most) for place, day in enumerate(days)),
        axis=tuple(_tick(place, days[place]) for place in (0, DAYS // 2, DAYS - 1)),
        rows=tuple(
            (words.day(day.isoformat()), count) for day, count in reversed(list(zip(days, counts, strict=True)))
        ),
    )


def _bar(place: int, day: date, count: int | None, most: int) -> Bar:
    each, height = 100 / DAYS, (BASE - TOP) * (count or 0) / most
    said = "not watched" if count is None else words.count(count, "new story", "new stories")
    return Bar(
        f"{words.day(day.isoformat())}: {said}", round((place + (1 - WIDE) / 2) * each, 3), round(WIDE * each, 3),
        round(BASE - height, 1), round(height, 1), count is not None,
    )  # fmt: skip


def _tick(place: int, day: date) -> Tick:
    x, anchor = {0: (0.0, "start"), DAYS - 1: (100.0, "end")}.get(place, ((place + 0.5) * 100 / DAYS, "middle"))
    return Tick(round(x, 3), ENGLISH.short_day(day), anchor)


def _described(days: list[date], counts: list[int | None]) -> str:
    watched = [(count, day) for count, day in zip(counts, days, strict=True) if count is not None]
    if not watched:
        return "It has not answered so far, so nothing is counted."
    most, day = max(watched)
    total = words.count(sum(count for count, _ in watched), "new story", "new stories")
    busiest = f"; most on {words.day(day.isoformat())}: {words.number(most)}" if most else ""
    return f"{total} on {words.count(len(watched), 'day', 'days')}{busiest}."
