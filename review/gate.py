"""Before every page: which route it is, who asks, and whether he may. Edge: reads the login, and notes that it is used.

What is found stands in request.state.visitor; None: nobody is signed in.
"""

import hmac
import logging
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from repwatch.model import Login, Person, Role
from review.access import Access, Reach, may
from storage import DatabaseTrouble, Storage
from storage.logins import LOOKED

logger = logging.getLogger(__name__)

COOKIE = "__Host-sid"
LONGEST_COOKIE = 64  # characters of it that are looked at; ours has 43


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in. token: what every form of this login carries."""

    person: Person
    login: Login
    token: str


def form_token(cookie: str) -> str:
    """Bound to the login, and not to be guessed from anything that is stored: 43 characters."""
    return urlsafe_b64encode(sha256(b"form\0" + cookie.encode()).digest()).decode().rstrip("=")


def visitor_of(request: Request) -> Visitor | None:
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


def is_bound(visitor: Visitor, token: str) -> bool:
    return hmac.compare_digest(visitor.token.encode(), token.encode())


@dataclass(frozen=True, slots=True)
class Doors:
    """read, write: run something over the database. refuse: the answer to who may not, by status."""

    access: Mapping[str, Access]
    public: bool
    clock: Callable[[], datetime]
    read: Callable[[Callable[[Storage], "Visitor | None"]], "Visitor | None"]
    write: Callable[[Callable[[Storage], None]], None]
    refuse: Callable[[Request, HTTPStatus], Response]


class Gate:
    """ASGI middleware. routes: of the app that it stands before."""

    def __init__(self, app: ASGIApp, routes: list[BaseRoute], doors: Doors) -> None:
        self._app, self._routes, self._doors = app, routes, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found, needed = self._needed(scope)
        if not found or needed is Reach.OPEN:
            await self._app(scope, receive, send)  # what is not there is answered by the app: 404, 405
            return
        request = Request(scope, receive)
        cookie = request.cookies.get(COOKIE, "")
        try:
            visitor = await run_in_threadpool(self._visitor, cookie) if cookie else None
        except (DatabaseTrouble, sqlite3.Error):
            logger.exception("it could not be read who asks for %s", ascii(request.url.path))
            await self._doors.refuse(request, HTTPStatus.SERVICE_UNAVAILABLE)(scope, receive, send)
            return
        request.state.visitor = visitor
        if may(visitor.person if visitor else None, needed, public=self._doors.public):
            await self._app(scope, receive, send)
            return
        status = HTTPStatus.FORBIDDEN if visitor or needed is None else HTTPStatus.UNAUTHORIZED
        await self._doors.refuse(request, status)(scope, receive, send)

    def _needed(self, scope: Scope) -> tuple[bool, Reach | Role | None]:
        """Whether there is such a page, and who may open it, or send its form."""
        for route in self._routes:
            match, _ = route.matches(scope)
            if match is Match.FULL and isinstance(route, (Route, Mount)):
                rule = self._doors.access.get(route.path)
                post = scope["method"] == "POST"
                return True, (rule.post if post else rule.get) if rule else None
        return False, None

    def _visitor(self, cookie: str) -> Visitor | None:
        if len(cookie) > LONGEST_COOKIE:
            return None
        now = self._doors.clock()

        def looking(storage: Storage) -> Visitor | None:
            login = storage.logins.find(cookie, now)
            person = storage.people.get(login.person) if login else None
            return Visitor(person, login, form_token(cookie)) if login and person else None

        found = self._doors.read(looking)
        if found and now - found.login.seen_at > LOOKED:
            self._note(found.login.key, now)
        return found

    def _note(self, key: str, now: datetime) -> None:
        """That it is used. Where it cannot be written, the page can still be read (P14)."""
        try:
            self._doors.write(lambda storage: storage.logins.see(key, now))
        except (DatabaseTrouble, sqlite3.Error) as error:
            logger.warning("it could not be noted that a login is used: %s", error)
