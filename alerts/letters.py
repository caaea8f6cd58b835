"""Mails that somebody asked for on a page: a link, or that an address was changed. Pure."""

from dataclasses import dataclass

from alerts.digest import Renderer
from repwatch.model import Message, Subscription, Wish

HOURS = {Wish.CONFIRM: 48, Wish.ADDRESS: 48, Wish.MANAGE: 24}  # how long a link can be used (R-SUB-1)


@dataclass(frozen=True, slots=True)
class Letter:
    """link "": it has none."""

    wish: Wish
    link: str = ""


def compose_letter(letter: Letter, subscription: Subscription, render: Renderer, public_url: str) -> Message:
    """Raises KeyError for a wish that no letter is written for."""
    context = {
        "wish": letter.wish.value,
        "link": letter.link,
        "hours": HOURS[letter.wish] if letter.link else 0,
        "subscription": subscription,
        "public_url": public_url.rstrip("/"),
    }
    lang = subscription.lang
    return Message(
        subject=" ".join(render("letter-subject.txt.j2", context, lang).split()),
        text=render("letter.txt.j2", context, lang),
        html=render("letter.html.j2", context, lang),
        payload="",
    )
