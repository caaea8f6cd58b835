"""Where a figure stands in its article in, the words around it out. Pure.

The figure is told apart so that a page can mark it. Lists of names are left out: the dead are not named here.
"""

from dataclasses import dataclass

from alerts.quotes import line, without_names
from repwatch.model import Evidence

AROUND = 180  # characters shown on each side of the figure
REACH = 1000  # characters looked at on each side: enough to know a list of names by its beginning
CUT = "…"


@dataclass(frozen=True, slots=True)
class Passage:
    before: str
    figure: str
    after: str


def passage(evidence: Evidence, whole: str) -> Passage:
    """The paragraph around the figure, or the stored quote alone. whole: the title or text that it was read in."""
    start, end = evidence.start, evidence.end
    quote = line(evidence.quote)
    if whole[start:end] != evidence.quote or not quote:
        return Passage("", without_names(quote), "")
    first = max(whole.rfind("\n", 0, start) + 1, start - REACH)
    last = whole.find("\n", end, end + REACH)
    shown = without_names(line(whole[first : last if last >= 0 else end + REACH]))
    at = shown.find(quote, len(without_names(line(whole[first:start]))))
    if at < 0:  # it went with a list of names that it stood in or behind
        return Passage("", without_names(quote), "")
    return Passage(_tail(shown[:at]), quote, _head(shown[at + len(quote) :]))


def _tail(text: str) -> str:
    if len(text) <= AROUND:
        return text
    kept = text[-AROUND:]
    return f"{CUT} {kept.partition(' ')[2] or kept}"


def _head(text: str) -> str:
    if len(text) <= AROUND:
        return text
    kept = text[:AROUND]
    return f"{kept.rpartition(' ')[0] or kept} {CUT}"
