"""Signing in and out, and the one-time link that sets a first password (R-AUTH). Edge."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from repwatch.model import Deed, Person
from repwatch.model.settings import LOOPBACK
from review import api
from review.desk import Desk, ip_of
from review.gate import COOKIE, visitor_of
from review.hashing import fits, hashed, is_outdated
from review.passwords import LONGEST, step_of, weakness
from review.posting import Form, Routes
from storage import Storage
from storage.logins import LONGEST as LASTS

logger = logging.getLogger(__name__)

BYTES = 32
WITHIN = timedelta(minutes=15)
BY_NAME, BY_IP = 5, 20  # failures within that time (R-AUTH-2)
LONGEST_NAME, LONGEST_AGENT = 64, 200
HOME = "/"
_OURS = re.compile(r"/(?![/\\])[^\x00-\x20\x7f]*")  # R-WEB-4


def refuser(desk: Desk) -> Callable[[Request, HTTPStatus], Response]:
    """What the gate answers: the sign-in page where nobody is signed in, else a word."""

    def refused(request: Request, status: HTTPStatus) -> Response:
        if request.url.path.startswith(f"{api.ROOT}/"):
            return api.refused(status, "sign in to read the ledger" if status is HTTPStatus.UNAUTHORIZED else "refused")
        if status is HTTPStatus.UNAUTHORIZED and request.method in ("GET", "HEAD"):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return _page(desk, request, wanted, status)
        visitor = visitor_of(request)
        if visitor and visitor.person.must_code and not visitor.person.secret and request.method == "GET":
            return RedirectResponse("/account/codes", HTTPStatus.SEE_OTHER)
        return HTMLResponse(desk.message(status), status, {"Cache-Control": "no-store"})

    return refused


def login(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        return _page(desk, request, request.query_params.get("next", HOME))
    name, now = form.get("name", "").strip()[:LONGEST_NAME], desk.clock()
    if not desk.write(partial(_may_try, name=name, ip=ip_of(request), now=now)):
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(int(WITHIN.total_seconds()))})
    person = desk.read(lambda storage: storage.people.get(name))
    right = fits(form.get("password", "")[:LONGEST], person.password if person and not person.disabled_at else "")
    token = token_urlsafe(BYTES)
    entering = partial(_enter, desk=desk, request=request, code=form.get("code", ""), token=token, now=now)
    if not (person and right and desk.write(partial(entering, person=person))):
        logger.warning("signing in failed from %s", ascii(ip_of(request)))
        return _page(desk, request, form.get("next", HOME), HTTPStatus.FORBIDDEN, wrong=True, name=name)
    _rehash(desk, person, form.get("password", ""))
    return signed_in(token, form.get("next", HOME))


def logout(desk: Desk, request: Request, _: Form | None) -> Response:
    visitor = visitor_of(request)
    if visitor is None:
        raise HTTPException(HTTPStatus.UNAUTHORIZED)
    deed = desk.deed(request, "signed out", visitor.person.name)
    desk.act(deed, lambda storage: storage.logins.end(visitor.person.name, visitor.login.key))
    answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    answer.headers["Set-Cookie"] = f"{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
    return answer


def invite(desk: Desk, request: Request, form: Form | None) -> Response:
    """Opening the link changes nothing: mail programs and chats look at links too."""
    token, now = request.path_params["token"], desk.clock()
    person = desk.read(lambda storage: storage.people.invited(token, now))
    if person is None:
        if not desk.write(lambda storage: storage.asked.count("invite", ip_of(request), now, BY_IP, WITHIN)):
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS)
        return desk.page(request, "desk/invite.html", {"person": None, "weak": ""}, status=HTTPStatus.NOT_FOUND)
    if form is None:
        return desk.page(request, "desk/invite.html", {"person": person, "weak": ""})
    weak = mistake(form, person.name, desk)
    if weak:
        shown = {"person": person, "weak": weak}
        return desk.page(request, "desk/invite.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    password, fresh = hashed(form["password"]), token_urlsafe(BYTES)
    deed = Deed(now, person.name, person.role.value, ip_of(request), "set a password", person.name)

    def entering(storage: Storage) -> bool:
        if storage.people.invited(token, now) is None:
            return False
        storage.people.set_password(person.name, password)
        begin_again(storage, person, fresh, request, now)
        storage.actions.add(deed)
        return True

    if not desk.write(entering):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return signed_in(fresh, HOME)


def mistake(form: Form, name: str, desk: Desk) -> str:
    """What is wrong with a new password; empty: nothing."""
    if form.get("password", "") != form.get("again", ""):
        return "The two passwords are not the same."
    return weakness(form.get("password", ""), name, urlsplit(desk.config.web.public_url).hostname or "")


def begin_again(storage: Storage, person: Person, token: str, request: Request, now: datetime) -> None:
    """End every login of theirs and begin this one (R-AUTH-4)."""
    storage.logins.end_all(person.name)
    begin(storage, person, token, request, now)


def begin(storage: Storage, person: Person, token: str, request: Request, now: datetime) -> None:
    agent = request.headers.get("user-agent", "")[:LONGEST_AGENT]
    storage.logins.begin(token, person.name, now, ip_of(request), agent)


def signed_in(token: str, wanted: str) -> Response:
    """On to the page that was wanted, if it is one of ours."""
    answer = RedirectResponse(wanted if _OURS.fullmatch(wanted) else HOME, HTTPStatus.SEE_OTHER)
    lasts = int(LASTS.total_seconds())
    answer.headers["Set-Cookie"] = f"{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={lasts}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _may_try(storage: Storage, name: str, ip: str, now: datetime) -> bool:
    """Each try counts before it is weighed, so that many at once are no way around; one that was right is forgotten."""
    return storage.asked.count("login ip", ip, now, BY_IP, WITHIN) and storage.asked.count(
        "login name", name, now, BY_NAME, WITHIN
    )


def _enter(
    storage: Storage, desk: Desk, request: Request, code: str, token: str, now: datetime, person: Person
) -> bool:
    if person.secret and not _proves(storage, person, code, now):
        return False
    storage.asked.forget("login name", person.name)
    storage.asked.forget("login ip", ip_of(request), 1)
    begin(storage, person, token, request, now)
    deed = Deed(now, person.name, person.role.value, ip_of(request), "signed in", person.name)
    storage.actions.add(deed)
    return True


def _proves(storage: Storage, person: Person, code: str, now: datetime) -> bool:
    code = "".join(code.split())
    step = step_of(code, person.secret, now)
    if step is not None:
        return storage.people.use_step(person.name, step)
    return storage.people.use_recovery(person.name, code.lower())


def _rehash(desk: Desk, person: Person, password: str) -> None:
    if is_outdated(person.password):
        fresh = hashed(password)
        desk.write(lambda storage: storage.people.rehash(person.name, fresh, person.password))


def _page(
    desk: Desk, request: Request, wanted: str, status: int = HTTPStatus.OK, *, wrong: bool = False, name: str = ""
) -> Response:
    """open: is the way here neither encrypted nor on this machine? Then a browser keeps no login."""
    plain = request.url.scheme != "https" and request.url.hostname not in LOOPBACK
    plain = plain and not desk.config.web.public_url.startswith("https://")
    shown = {"next": wanted, "wrong": wrong, "name": name, "plain": plain}
    answer = desk.page(request, "desk/login.html", shown, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES: Routes = {
    "/login": (login, "GET POST"),
    "/logout": (logout, "POST"),
    "/invite/{token}": (invite, "GET POST"),
}
