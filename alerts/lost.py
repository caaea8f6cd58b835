"""Messages that were given up, in words for the operator. Pure."""

from collections.abc import Sequence

from alerts.headers import without
from repwatch.model import Delivery

SHOWN = 3  # messages named
WORDS = 50  # characters of the last answer
LETTERS = 8  # of an id, enough to name it at the terminal


def given_up(lost: Sequence[Delivery]) -> str:
    """lost: at least one. No address of a person stands in it, nor of a service, which may hold its password."""
    named = [f"{one.id[:LETTERS]} to {one.subscription} ({_attempts(one)}: {_answer(one)})" for one in lost[:SHOWN]]
    many = "1 message" if len(lost) == 1 else f"{len(lost)} messages"
    return f"{many}: {'; '.join(named)}{'; …' if len(lost) > SHOWN else ''}"


def _attempts(one: Delivery) -> str:
    return f"{one.attempts} attempt" if one.attempts == 1 else f"{one.attempts} attempts"


def _answer(one: Delivery) -> str:
    said = " ".join(without(one.last_error, one.address).replace(one.address, "its address").split())
    return said if len(said) <= WORDS else f"{said[: WORDS - 1]}…"
