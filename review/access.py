"""Who may open which page, and who may send its form. Pure.

A route that does not stand here is refused to everybody (R-AUTH-3, P29).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from repwatch.model import Person, Role


class Reach(StrEnum):
    """READERS: anybody, unless the ledger is not public. MEMBERS: who is signed in, also before codes are set up."""

    OPEN = "open"
    READERS = "readers"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read it, and who may send its form; post None: nobody."""

    get: Reach | Role | None
    post: Reach | Role | None = None


OPEN, READERS, MEMBERS = Reach.OPEN, Reach.READERS, Reach.MEMBERS
VIEWER, EDITOR, ADMIN = Role.VIEWER, Role.EDITOR, Role.ADMIN
ACCESS: dict[str, Access] = {
    "/healthz": Access(OPEN),
    "/readyz": Access(OPEN),
    "/metrics": Access(OPEN),  # to the addresses of [web] metrics alone: review.health
    "/robots.txt": Access(OPEN),
    "/static": Access(OPEN),
    "/subscribe": Access(OPEN, OPEN),
    "/manage": Access(OPEN, OPEN),
    "/c/{token}": Access(OPEN, OPEN),
    "/u/{token}": Access(OPEN, OPEN),
    "/m/{token}": Access(OPEN, OPEN),
    "/privacy": Access(OPEN),
    "/alerts.atom": Access(OPEN),
    "/alerts.json": Access(OPEN),
    "/login": Access(OPEN, OPEN),
    "/invite/{token}": Access(OPEN, OPEN),
    "/": Access(READERS),
    "/years/{year}": Access(READERS),
    "/exchanges/{exchange_id:path}": Access(READERS),
    "/articles/{article_id}": Access(READERS),
    "/outlets": Access(READERS),
    "/new-outlet": Access(EDITOR, EDITOR),
    "/outlets/{outlet_id}": Access(VIEWER, EDITOR),
    "/totals": Access(READERS),
    "/totals.json": Access(READERS),
    "/totals.csv": Access(READERS),
    "/ledger.json": Access(READERS),
    "/ledger.csv": Access(READERS),
    "/ledger.atom": Access(READERS),
    "/api/v1/exchanges": Access(READERS),
    "/api/v1/exchanges/{id:path}": Access(READERS),
    "/api/v1/totals": Access(READERS),
    "/api/v1/reach": Access(READERS),
    "/api/v1/openapi.json": Access(READERS),
    "/logout": Access(None, MEMBERS),
    "/account": Access(MEMBERS, MEMBERS),
    "/account/codes": Access(MEMBERS, MEMBERS),
    "/questions": Access(VIEWER, EDITOR),
    "/questions.json": Access(VIEWER),
    "/questions/{key}": Access(VIEWER, EDITOR),
    "/decisions": Access(VIEWER, EDITOR),
    "/decide": Access(EDITOR, EDITOR),
    "/quality": Access(VIEWER),
    "/try": Access(VIEWER, EDITOR),
    "/try/rules": Access(VIEWER, EDITOR),
    "/try/rules/{trial}": Access(VIEWER, EDITOR),
    "/audit/{sample}": Access(VIEWER, EDITOR),
    "/articles/{article_id}/text": Access(VIEWER),
    "/alerts": Access(VIEWER),
    "/search": Access(VIEWER),
    "/subscribers": Access(EDITOR, EDITOR),
    "/people": Access(ADMIN, ADMIN),
    "/actions": Access(ADMIN),
}

PERSONAL = {"/manage", "/c/{token}", "/u/{token}", "/m/{token}", "/login", "/invite/{token}"}

_FORMS = re.compile("|".join(
    re.sub(r"\\\{\w+(:path)?\\\}", lambda found: ".*" if found[1] else "[^/]*", re.escape(path))
    for path, access in ACCESS.items()
    if access.post
))  # fmt: skip


def robots(*, public: bool) -> str:
    """robots.txt (RFC 9309): what is for readers may be read by machines; not the desk, nor links that are for one."""
    if not public:
        return "User-agent: *\nDisallow: /\n"
    closed = [path for path, access in ACCESS.items() if access.get not in (OPEN, READERS) or path in PERSONAL]
    longer = {path for path in ACCESS if path not in closed}
    patterns = [
        re.sub(r"\{\w+(:path)?\}", "*", path) + ("$" if any(one.startswith(path) for one in longer) else "")
        for path in (*closed, "/api/*")
    ]
    return "\n".join(["User-agent: *", *(f"Disallow: {one}" for one in patterns), ""])


def has_form(path: str) -> bool:
    """Is anything ever sent to that address?"""
    return _FORMS.fullmatch(path) is not None


def may(person: Person | None, needed: Reach | Role | None, *, public: bool) -> bool:
    """public: the ledger can be read without signing in. Who must set up codes first may do that and nothing else."""
    if needed is None:
        return False
    if needed is Reach.OPEN or (needed is Reach.READERS and public):
        return True
    if person is None:
        return False
    if needed is Reach.MEMBERS:
        return True
    role = Role.VIEWER if needed is Reach.READERS else Role(needed)
    return not (person.must_code and not person.secret) and person.role.covers(role)
