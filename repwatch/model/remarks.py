"""What `repwatch doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    WELL = "well"
    NOTE = "note"  # it works; something is to be known, or done when it suits
    ILL = "ILL"


@dataclass(frozen=True, slots=True)
class Remark:
    """about: what was looked at, in a word. do: what to do, "" if there is nothing."""

    level: Level
    about: str
    words: str
    do: str = ""
