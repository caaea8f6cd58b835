"""What each side received in, where its bars stand out: plain numbers for one panel of a chart. Pure.

x and width are percent of the plot, y and height pixels: so the bars fill any screen and no text is ever scaled.
How a figure is drawn:

read, known    a solid bar up to the lowest count, the share that only the known history states apart from the rest
disputed       striped, on top of it, from the lowest to the highest figure stated
loose          outlined, for a figure that is a range and not in dispute: "about 200", "up to 50"
marks          ↑ no upper end; 0 somebody said none; ? there was an exchange, and nobody stated a figure
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from review.amounts import Amount
from review.slots import Slot
from review.tongue import ENGLISH, Tongue

PLOT, NAME, ROOM, GAP = 96, 20, 20, 14  # pixels: of the plot, above it for its name and for a label, below it
SHARED = 3  # up to this ratio of their scales all panels have the greatest one
WIDEST = 8.0  # percent, of one bar
FILLED = 0.72  # of its period, by one bar
THINNEST = 1.5  # pixels, of a bar that is not zero
STRIPED = 5.0  # pixels, of a dispute: 3 in 1,248 could not be seen otherwise
APART = 14.0  # percent between the middle of a label and the edge, or a taller bar
STEPS = 4  # of a scale, at most


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Bar:
    """title: all of it in words. label: only where it has room."""

    x: float
    width: float
    blocks: tuple[Block, ...]
    mark: Text | None
    label: Text | None
    title: str


@dataclass(frozen=True, slots=True)
class Panel:
    """y: of its name; top, base: of the plot. scale: from zero upwards."""

    side: str
    y: float
    top: float
    base: float
    scale: tuple[Text, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the periods of one chart stand, from the first to the last."""

    first: int
    last: int

    @property
    def pitch(self) -> float:
        return 100 / (self.last - self.first + 1)

    @property
    def width(self) -> float:
        return _round(min(WIDEST, self.pitch * FILLED))

    def start(self, at: int) -> float:
        return _round((at - self.first) * self.pitch)

    def middle(self, at: int) -> float:
        return _round((at - self.first + 0.5) * self.pitch)


def step(peak: int) -> int:
    """Between two ticks: the least of 1, 2, 5, 10, 20, 50 … that reaches the peak in STEPS."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * STEPS >= peak:
                return factor * power
        power *= 10


def scales(peaks: Sequence[int]) -> list[int]:
    """The highest number of each panel's scale: a whole number of steps."""
    tops = [-(-max(peak, 1) // step(peak)) * step(peak) for peak in peaks]
    return [max(tops)] * len(tops) if max(tops) <= SHARED * min(tops) else tops


def panel(
    index: int, side: str, top: int, shown: Sequence[tuple[Slot, Amount]], places: Places, tongue: Tongue = ENGLISH
) -> Panel:
    """index: from the top of the chart. top: of the scale. shown: oldest first."""
    y = index * (NAME + ROOM + PLOT + GAP)
    base = float(y + NAME + ROOM + PLOT)
    disputed = tongue.gettext("disputed")
    bars = [_bar(slot, amount, top, base, places, disputed) for slot, amount in shown]
    labelled = set(_labelled([(places.middle(slot.at), amount) for slot, amount in shown]))
    ticks = range(0, top + 1, step(top))
    return Panel(
        side=side,
        y=y + NAME - 6,
        top=base - PLOT,
        base=base,
        scale=tuple(Text(0, _y(tick, top, base), tongue.number(tick), "end") for tick in ticks),
        bars=tuple(bar if at in labelled else replace(bar, label=None) for at, bar in enumerate(bars)),
    )


def _bar(slot: Slot, amount: Amount, top: int, base: float, places: Places, disputed: str) -> Bar:
    middle, width = places.middle(slot.at), places.width
    said = [f"{slot.name}: {amount.text}", disputed if amount.disputed else "", amount.parts]
    mark = "?" if not amount.stated else "↑" if amount.high is None else "0" if not amount.peak else ""
    above = _y(amount.peak, top, base) - 5
    return Bar(
        x=_round(middle - width / 2),
        width=width,
        blocks=tuple(_blocks(amount, top, base)),
        mark=Text(middle, above if amount.stated else base - 5, mark) if mark else None,
        label=_label(amount, middle, width, above - 12 if mark else above),
        title=", ".join(part for part in said if part),
    )


def _blocks(amount: Amount, top: int, base: float) -> Iterator[Block]:
    """From the bottom to the top. A dispute is never drawn thinner than STRIPED, at the cost of the solid part."""
    solid = _y(amount.low, top, base)
    if amount.low:
        solid = min(solid, base - THINNEST)
    open_end = _y(amount.peak, top, base) if amount.peak > amount.low or amount.disputed else None
    if open_end is not None:
        open_end = min(open_end, base - STRIPED)
        solid = max(solid, min(base, open_end + STRIPED))
    share = amount.known / amount.low if amount.low else 0
    border = _round(base - (base - solid) * share)
    if border < base:
        yield Block("known", border, _round(base - border))
    if _round(solid) < border:
        yield Block("read", _round(solid), _round(border - solid))
    if open_end is not None:
        yield Block("disputed" if amount.disputed else "loose", _round(open_end), _round(solid - open_end))


def _label(amount: Amount, middle: float, width: float, y: float) -> Text:
    if middle < APART:
        return Text(_round(middle - width / 2), y, amount.text, "start")
    if middle > 100 - APART:
        return Text(_round(middle + width / 2), y, amount.text, "end")
    return Text(middle, y, amount.text)


def _labelled(shown: Sequence[tuple[float, Amount]]) -> Iterator[int]:
    """Which bars say their number: the highest one and those in dispute, where nothing higher or labelled is near."""
    order = sorted(range(len(shown)), key=lambda at: -shown[at][1].peak)
    taken: list[float] = []
    for place, at in enumerate(order):
        x, amount = shown[at]
        wanted = amount.peak > 0 and (place == 0 or amount.disputed)
        higher = [shown[other][0] for other in order[:place]]
        if wanted and all(abs(x - one) >= APART for one in higher) and all(abs(x - one) >= 2 * APART for one in taken):
            taken.append(x)
            yield at


def _y(count: int, top: int, base: float) -> float:
    return _round(base - PLOT * count / top)


def _round(number: float) -> float:
    return round(number, 2)
