"""Passwords to hashes and back, at most two at once: each takes 64 MiB for a sixth of a second (R-AUTH-1). Edge."""

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()  # 64 MiB, 3 passes, 4 lanes
_TURN = BoundedSemaphore(2)


def hashed(password: str) -> str:
    with _TURN:
        return _HASHER.hash(password)


def fits(password: str, known: str) -> bool:
    """known empty: there is no such person, which takes as long to say."""
    with _TURN:
        try:
            return _HASHER.verify(known or _nobody(), password) and bool(known)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(known: str) -> bool:
    """Was it made at another cost than today's?"""
    return _HASHER.check_needs_rehash(known)


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))
