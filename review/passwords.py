"""A password or a one-time code in, whether it will do out (R-AUTH-1, R-AUTH-2). Pure."""

import hmac
from datetime import datetime

import pyotp
from zxcvbn.frequency_lists import FREQUENCY_LISTS

SHORTEST, LONGEST = 12, 128  # characters
STEP = 30  # seconds that a code holds
SITE = "repwatch"
COMMON = frozenset(FREQUENCY_LISTS["passwords"])  # 30,000


def weakness(password: str, *names: str) -> str:
    """Why it is refused, in words; empty: it will do. names: of the person and of this site."""
    if len(password) < SHORTEST:
        return f"A password has at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    folded = password.casefold()
    if folded in COMMON or any(folded == word * (len(folded) // len(word)) for word in _starts(folded)):
        return "This password is one of the first that anybody would try."
    if any(name and name.casefold() in folded for name in (SITE, *names)):
        return "A password must not contain your name or the name of this site."
    return ""


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """Which step of 30 s a code belongs to: this one, the one before or the next; None: it is no code of theirs."""
    if not secret:
        return None
    current, totp = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    steps, given = (current, current - 1, current + 1), code.encode()
    return next((step for step in steps if hmac.compare_digest(totp.at(step * STEP).encode(), given)), None)


def address_of(secret: str, name: str) -> str:
    """What a phone reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=SITE)


def _starts(text: str) -> list[str]:
    """What it may be a repetition of: up to four characters."""
    return [text[:length] for length in range(1, 5) if len(text) % length == 0]
