"""Two readings of a text in, what stayed, what went and what came out, word by word. Pure.

The words decide: a text that only breaks its lines elsewhere has not changed. What stayed and what came keep the
spacing of the new text, what went that of the old one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from alerts.quotes import BREAK, line, without_names

# A number with its separators, a word with its apostrophes and hyphens, or a single mark, each with the space after it.
_WORD = re.compile(r"(?:\d+(?:[.,\u00a0\u202f'\u2019]\d+)*|[^\W\d_]+(?:['\u2019\u02bc-][^\W\d_]+)*|\S)(?P<space>\s*)")
LIMIT = 2000  # words; beyond it what differs is shown as a whole: the comparison takes their square
OMITTED = " […] "


class Fate(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that fared alike."""

    fate: Fate
    text: str


def changes(before: str, after: str) -> tuple[Run, ...]:
    """Same and added runs together are the new text; same and removed ones are the words of the old one."""
    old, new = _words(before), _words(after)
    found = [run for run in _runs(old, new) if run.text]
    lead = after[: len(after) - len(after.lstrip())]
    return tuple([Run(Fate.SAME, lead), *found] if lead else found)


def differs(runs: Sequence[Run]) -> bool:
    return any(run.fate is not Fate.SAME for run in runs)


def around(runs: Sequence[Run], words: int) -> tuple[Run, ...]:
    """The changes with so many words around each; what lies between is left out."""
    last = len(runs) - 1
    return tuple(
        _shortened(run, words if at else 0, words if at != last else 0) if run.fate is Fate.SAME else run
        for at, run in enumerate(runs)
    )


def readable(text: str) -> str:
    """The text without lists of names, as readers elsewhere see it: they may also stand one to a line."""
    lines = [line(each) for each in text.splitlines()]
    marked = f"{BREAK}\n".join(each for each in lines if each)
    return without_names(marked).replace(BREAK, "")


def _words(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text))


def _bare(word: re.Match[str]) -> str:
    return word.group()[: len(word.group()) - len(word["space"])]


def _runs(old: list[re.Match[str]], new: list[re.Match[str]]) -> Iterator[Run]:
    for tag, i1, i2, j1, j2 in _steps([_bare(word) for word in old], [_bare(word) for word in new]):
        if tag == "equal":
            yield Run(Fate.SAME, _text(new[j1:j2]))
        else:
            yield Run(Fate.REMOVED, _text(old[i1:i2]))
            yield Run(Fate.ADDED, _text(new[j1:j2]))


def _steps(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The common beginning and end aside, which costs nothing and is most of an edited article."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(a), len(b)) > LIMIT:
        middle = [("replace", 0, len(a), 0, len(b))]
    else:
        middle = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    moved = [(tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in middle]
    tail = ("equal", len(old) - end, len(old), len(new) - end, len(new))
    return [("equal", 0, start, 0, start), *moved, tail]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _text(words: Sequence[re.Match[str]]) -> str:
    return "".join(word.group() for word in words)


def _shortened(run: Run, head: int, tail: int) -> Run:
    words = [word.group() for word in _words(run.text)]
    if len(words) <= head + tail + 1:
        return run
    first, last = "".join(words[:head]).rstrip(), "".join(words[len(words) - tail :]) if tail else ""
    return Run(run.fate, f"{first}{OMITTED if first else OMITTED.lstrip()}{last}")
