"""What a stated figure allows the true count to be: exact digits v..v; round digits and round words half a unit of the
last significant digit, at most 5 %; "about" 5 %; floors and ceilings are open. Values in, values out. Pure.
"""

from repwatch.model import Figure, Precision, Qualifier

TOLERANCE = 0.05  # of a hedged figure, and at most of a rounded one
DIGITS = (Precision.EXACT_DIGITS, Precision.ROUND_DIGITS)

Interval = tuple[float, float | None]


def interval(figure: Figure) -> Interval:
    """None: no upper bound."""
    low, high = figure.low, figure.high
    match figure.qualifier:
        case Qualifier.AT_LEAST:
            return low, None
        case Qualifier.MORE_THAN:
            return low + 1, None
        case Qualifier.UP_TO:
            return 0, high
    slack = TOLERANCE * high if figure.qualifier is Qualifier.ABOUT else _rounding(figure)
    return low - slack, high + slack


def overlap(one: Interval, two: Interval) -> bool:
    return (one[1] is None or two[0] <= one[1]) and (two[1] is None or one[0] <= two[1])


def fit(one: Figure, two: Figure) -> bool:
    """Both may be right."""
    return overlap(interval(one), interval(two))


def is_one(figure: Figure) -> bool:
    """One value, not hedged; in digits or words."""
    return figure.qualifier is Qualifier.EXACT and figure.low == figure.high


def is_exact(figure: Figure) -> bool:
    return is_one(figure) and figure.precision in DIGITS


def rounds(coarse: Figure, fine: Figure) -> bool:
    """Round digits that may stand for these exact ones: 1,000 for 1,003."""
    precise = is_exact(fine) and fine.precision is Precision.EXACT_DIGITS
    return precise and is_one(coarse) and coarse.precision is Precision.ROUND_DIGITS and fit(coarse, fine)


def _rounding(figure: Figure) -> float:
    if figure.precision is Precision.EXACT_DIGITS or not figure.high:
        return 0
    unit = 1
    while figure.high % (unit * 10) == 0:
        unit *= 10
    return min(unit / 2, TOLERANCE * figure.high)
