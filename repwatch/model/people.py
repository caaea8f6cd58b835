"""Who may enter the desk, with what, and what each of them did there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        ordered = list(Role)
        return ordered.index(self) >= ordered.index(needed)


@dataclass(frozen=True, slots=True)
class Person:
    """password: an Argon2id hash, empty until the one-time link was used. secret: of one-time codes, empty: none asked.

    must_code: has to set up one-time codes before anything else. disabled_at: may not enter since then.
    """

    name: str
    role: Role
    added_by: str
    added_at: datetime
    password: str = ""
    secret: str = ""
    must_code: bool = False
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """key: SHA-256 of what the cookie holds. seen_at: to some minutes."""

    key: str
    person: str
    made_at: datetime
    seen_at: datetime
    ip: str
    agent: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the action log. by: a person, or the user of the terminal. about: what it was done to (R-LOG-1)."""

    at: datetime
    by: str
    role: str
    ip: str
    action: str
    about: str
    before: str = ""
    after: str = ""
    reason: str = ""
    id: int = 0
