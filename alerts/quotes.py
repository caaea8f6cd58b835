"""A stored sentence as a message may show it: one line, short, with its figure, without lists of names. Pure."""

import re
from unicodedata import category

OMITTED = "[…]"
SHORT = 3  # letters of a word that may stand between two names: "and", "та", "и"

_NUMBER = re.compile(r"\d[\d\s.,'\u2019]*")  # \s holds the narrow and the no-break space
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc-][^\W\d_]+)*\.?|\d+|\S")
# Three or more names in a row, in the letters of _kind: names of the dead never leave the desk.
_NAMES = re.compile(r"C{2,4}n{0,3}(?:(?:,w?|w)C{2,4}n{0,3}){2,}")
# A name with an age is one of the dead or of their families: who speaks for a side is not told by age.
_AGED = re.compile(r"C{2,4}(?:nnn|,n(?=[,.]|$))")
_AGES = range(16, 100)
BREAK = "¶"  # where a line ended, for a text of several lines
_MARKS = {",": ",", ";": ",", "•": ",", BREAK: ",", ".": "."}


def shown(quote: str, figure: int, limit: int) -> str:
    """At most limit characters (and the marks of the cuts) around the figure, cut between words."""
    return _cut(without_names(line(quote)), figure, limit)


def line(text: str) -> str:
    """One line without control characters, direction marks and halves of characters."""
    kept = "".join(" " if category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    return " ".join("".join(letter for letter in kept if category(letter) not in ("Cf", "Cs")).split())


def without_names(text: str) -> str:
    """Three or more full names one after the other become […], and one with an age does.

    A few agencies in a row may share that fate.
    """
    text = _without(_NAMES, text)
    return _without(_AGED, text)


def _without(pattern: re.Pattern[str], text: str) -> str:
    tokens = list(_TOKEN.finditer(text))
    kinds = "".join(_kind(token.group()) for token in tokens)
    for match in reversed(list(pattern.finditer(kinds))):
        cut = tokens[match.start() : match.end()]
        numbers = [int(token.group()) for token in cut if token.group().isdigit()]
        if pattern is _NAMES or any(number in _AGES for number in numbers):
            text = f"{text[: cut[0].start()]}{OMITTED}{text[cut[-1].end() :]}"
    return text


def _kind(token: str) -> str:
    """C: a word with a capital, w: a short word, comma: what separates, n: an age in brackets, x: anything else."""
    word = token.removesuffix(".")
    if word[:1].isupper() and (len(word) == 1 or not word.isupper()):
        return "C"
    if token in _MARKS:
        return _MARKS[token]
    if token.isdigit() or token in ("(", ")"):
        return "n"
    return "w" if token.islower() and len(token) <= SHORT else "x"


def _cut(text: str, figure: int, limit: int) -> str:
    if len(text) <= limit:
        return text
    start = max(0, min(_place(text, figure) - limit // 2, len(text) - limit))
    end = start + limit
    words = text[start:end]
    if start and not text[start - 1].isspace():
        words = words.partition(" ")[2] or words
    if end < len(text) and not text[end].isspace():
        words = words.rpartition(" ")[0] or words
    return f"{'… ' if start else ''}{words.strip()}{' …' if end < len(text) else ''}"


def _place(text: str, figure: int) -> int:
    """Where the figure stands in digits; 0 if it is written in words."""
    for match in _NUMBER.finditer(text):
        if "".join(letter for letter in match.group() if letter.isdigit()) == str(figure):
            return match.start()
    return 0
