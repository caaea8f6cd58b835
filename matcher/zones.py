"""Folded text in, its lines with what each is: headline, lead, body, list, caption, teaser or furniture. Pure.

A line is the unit: pages arrive as one paragraph a line. Teasers and furniture are not read for figures; their words
come from the language's lines.toml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_BULLET = re.compile(r"\s*(?:[\u2022\u25cf\u25aa\u2023\u00b7*]|[-\u2013](?=\s)|\d{1,2}[.)](?=\s))\s*")
_LETTER = re.compile(r"[^\W\d_]")
_ENTRY_LENGTH = 90  # of a line in a list without bullets
_REMINDER_LENGTH = 30
_TEASER_LENGTH = 160  # a longer line, or one that ends as a sentence after a blank stretch, is news text again


class Zone(StrEnum):
    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    LIST = "list"
    CAPTION = "caption"
    TEASER = "teaser"
    FURNITURE = "furniture"


READ = frozenset({Zone.HEADLINE, Zone.LEAD, Zone.BODY, Zone.LIST})


@dataclass(frozen=True, slots=True)
class Line:
    """start, end: folded offsets. header: the line ends with a colon, so a list may follow."""

    start: int
    end: int
    zone: Zone
    header: bool


def lines(text: str, cues: Mapping[str, tuple[str, ...]], titled: bool) -> list[Line]:
    """titled: the article has a title of its own, so the first line is no headline unless it is short and unended."""
    found: list[Line] = []
    in_teaser = lead_seen = False
    for start, end in _spans(text):
        line = text[start:end]
        zone, in_teaser = _zone(line, cues, in_teaser)
        listed = bool(found) and (found[-1].header or found[-1].zone is Zone.LIST) and _is_entry(line)
        zone = Zone.LIST if zone is Zone.BODY and listed else zone
        if zone is Zone.BODY and not found and not titled and not _is_sentence(line):
            zone = Zone.HEADLINE
        elif zone is Zone.BODY and not lead_seen and _is_sentence(line):
            zone, lead_seen = Zone.LEAD, True
        elif zone is Zone.BODY and lead_seen and _is_heading(line) and not _stays(line, cues):
            zone = Zone.TEASER
        found.append(Line(start, end, zone, line.rstrip().endswith(":")))
    return found


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split("\n"):
        if part.strip():
            yield start, start + len(part)
        start += len(part) + 1


def _zone(line: str, cues: Mapping[str, tuple[str, ...]], in_teaser: bool) -> tuple[Zone, bool]:
    """The zone of one line, and whether the lines after it are teasers."""
    plain = line.strip().lower().lstrip("#*\u2022\u25cf\u25aa>| ")
    if _begins(plain, cues.get("teaser", ())) and len(plain) < _TEASER_LENGTH:
        return Zone.TEASER, _opens_teasers(plain, cues["teaser"])
    if in_teaser and not (len(line) > _TEASER_LENGTH and _is_sentence(line)):
        return Zone.TEASER, True
    if _begins(plain, cues.get("caption", ())):
        return Zone.CAPTION, False
    if line.lstrip().startswith("#") or (_begins(plain, cues.get("furniture", ())) and len(plain) < 250):
        return Zone.FURNITURE, False
    if not _LETTER.search(line):
        return Zone.FURNITURE, False
    return (Zone.LIST if _BULLET.match(line) else Zone.BODY), False


def _stays(line: str, cues: Mapping[str, tuple[str, ...]]) -> bool:
    """A heading of one or two words over what happened before: the text below it is read, as of earlier times; or a
    line that names the source of what stands above it."""
    if _begins(line.strip().lower(), cues.get("author", ())):
        return True
    return len(line) < _REMINDER_LENGTH and _begins(line.strip().lower().lstrip("#*> "), cues.get("reminder", ()))


def _opens_teasers(plain: str, cues: tuple[str, ...]) -> bool:
    """A bare "read also" line opens a list of teasers; one that goes on is a teaser by itself."""
    longest = max((cue for cue in cues if plain.startswith(cue)), key=len)
    return len(plain) - len(longest) <= 12 or plain.endswith(":")


def _begins(plain: str, cues: tuple[str, ...]) -> bool:
    if not plain.startswith(cues):
        return False
    return any(plain.startswith(cue) and not plain[len(cue) : len(cue) + 1].isalpha() for cue in cues)


def _is_heading(line: str) -> bool:
    """After the lead, a short line that ends without a mark is a heading, a link to another story or a caption."""
    return len(line) < _TEASER_LENGTH and line.rstrip().rstrip("\"')]")[-1:].isalnum()


def _is_entry(line: str) -> bool:
    """A short line with a number that is no sentence: after a line that ends with a colon, one of its list."""
    return len(line) < _ENTRY_LENGTH and any(map(str.isdigit, line)) and not _is_sentence(line[:-1])


def _is_sentence(line: str) -> bool:
    return line.rstrip().rstrip("\"')]").endswith((".", "!", "?", "\u2026", ":"))
