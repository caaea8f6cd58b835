"""Alerts about one exchange -> what is published of them, in every language: title and text as in a mail. Pure.

Without what concerns the recipient of a mail, and so that it can stand in any document: no control characters, and
nothing that changes the direction of what follows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.digest import MAIL_QUOTE, Renderer, sections, subject_line
from alerts.sections import Names
from repwatch.model import Alert, Bulletin, tag

# Control characters but line breaks, halves of characters, what XML 1.0 does not have, marks of direction.
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and in which languages."""

    render: Renderer
    names: Names
    public_url: str
    languages: Sequence[str]


def bulletins(alerts: Sequence[Alert], key: str, publisher: Publisher, now: datetime) -> tuple[Bulletin, ...]:
    """alerts: about one exchange, oldest first. key: of this news, for ever. now: when it is published."""
    return tuple(_bulletin(alerts, key, publisher, lang, now) for lang in publisher.languages)


def _bulletin(alerts: Sequence[Alert], key: str, publisher: Publisher, lang: str, now: datetime) -> Bulletin:
    (section,) = found = sections([alerts], publisher.names.in_language(lang), publisher.public_url, MAIL_QUOTE)
    context = {"sections": found, "subscription": None}
    return Bulletin(
        id=tag(publisher.public_url, f"alerts/{lang}/{key}"),
        lang=lang,
        exchange=alerts[-1].exchange,
        reasons=tuple(dict.fromkeys(why.reason for why in section.whys)),
        title=plain(subject_line(publisher.render("subject.txt.j2", context, lang))),
        text=plain(publisher.render("bulletin.txt.j2", context, lang)),
        published=now,
    )


def plain(text: str) -> str:
    return _ODD.sub("", text).strip()
