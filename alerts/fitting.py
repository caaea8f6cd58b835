"""The text of a message, made to fit what a service takes. Pure.

In: a Message and how much fits. Out: plain text. Only whole paragraphs and whole reports are left out: half a number
is a wrong number, and one side of a conflict without the other is half a conflict.
"""

import html
import json
import re
from collections.abc import Callable

from repwatch.model import Message

Size = Callable[[str], int]

SIGNATURE = "\n-- \n"  # between what is told and why this reader gets it
SHARE = 3  # the signature stays where it needs no more than this part of the room
CUT = "…"
# What would ring everybody who is in a room: quoted sentences come from outside.
_CALL = re.compile(r"@(?=\*{0,2}(?:all|channel|everyone|here|room|stream|topic)\b)|<(?=[!@#]|users/)", re.IGNORECASE)
_BEFORE_PART = re.compile(r"(?=\n\n|\n\[\d+\] )")  # a paragraph, a numbered report
_JOINER = "\u2060"  # takes no room and ends a name


def fitted(message: Message, limit: int, size: Size = len) -> str:
    """The whole text, or its beginning, the way to all of it and, where there is room, why this reader gets it."""
    text = message.text.strip()
    if size(text) <= limit:
        return text
    body, _, signature = text.partition(SIGNATURE)
    short = _around(CUT, message.whole)
    end = f"{short}\n{SIGNATURE}{signature}"
    end = end if signature and size(end) <= limit // SHARE else short
    return _around(_beginning(body, limit - size(end) - 2, size), end)


def quiet(text: str) -> str:
    """The same to read, but it rings nobody."""
    return _CALL.sub(lambda found: found[0] + _JOINER, text)


def as_html(text: str) -> str:
    """What joins nothing keeps an empty line: those who read HTML take several of them for one."""
    lines = html.escape(text, quote=False).split("\n")
    return "<br>".join(line or _JOINER for line in lines)


def narrow(text: str) -> int:
    """Of ntfy, which takes 4,096 bytes of text in 8,192 bytes of JSON, in which a Cyrillic letter has six."""
    return max(2 * len(text.encode()), len(json.dumps(text)))


def _beginning(body: str, room: int, size: Size) -> str:
    parts = _BEFORE_PART.split(body)
    while parts and size("".join(parts).rstrip()) > room:
        parts.pop()
    return "".join(parts)


def _around(*parts: str, between: str = "\n\n") -> str:
    return between.join(part.rstrip().lstrip("\n") for part in parts if part.strip())
