"""Letting somebody in to the desk by a link that holds for a day and for one password. Edge."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from repwatch.model import Deed, Role
from storage import Storage

BYTES, HOLDS = 32, timedelta(hours=24)  # R-AUTH-3, R-AUTH-4


def let_in(storage: Storage, name: str, role: Role, by: str, now: datetime, *, must_code: bool = False) -> str:
    """What stands in the link behind /invite/; "" where there is somebody of that name already."""
    with storage.transaction():
        if not storage.people.add(name, role, by, now, must_code=must_code):
            return ""
        storage.actions.add(Deed(now, by, "terminal", "", "added a person", name, after=role.value))
        return _invite(storage, name, now)


def let_in_again(storage: Storage, name: str, by: str, now: datetime) -> str:
    """The same for somebody who is known; their earlier links are void."""
    with storage.transaction():
        storage.actions.add(Deed(now, by, "terminal", "", "made a one-time link", name))
        return _invite(storage, name, now)


def _invite(storage: Storage, name: str, now: datetime) -> str:
    token = token_urlsafe(BYTES)
    storage.people.invite(token, name, now + HOLDS)
    return token
