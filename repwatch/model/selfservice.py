"""What a reader asks for by himself, on a page or by a link in a mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a link is for; with any other purpose it is no link (R-SUB-1)."""

    CONFIRM = "confirm"  # a new subscription
    UNSUBSCRIBE = "unsubscribe"
    MANAGE = "manage"
    ADDRESS = "address"  # confirm a new address


class Wish(StrEnum):
    """What a page was asked for and the next run of the steps does."""

    CONFIRM = "confirm"  # mail a link that confirms
    MANAGE = "manage"  # mail a link to the page where everything can be changed
    ADDRESS = "address"  # mail a link that confirms a new address, to that address
    MOVED = "moved"  # tell the old address
    BEGIN = "begin"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a link. address: the new one, of Purpose.ADDRESS."""

    purpose: Purpose
    subscription: str
    address: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """address: where the mail goes, if it is another than the subscription's."""

    wish: Wish
    subscription: str
    at: datetime
    address: str = ""
    id: int = 0
