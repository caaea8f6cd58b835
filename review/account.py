"""What somebody may change about themselves: password, one-time codes, where they are signed in (R-AUTH). Edge."""

from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_urlsafe

import pyotp
import segno
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from repwatch.model import Login, Person
from review.desk import Desk
from review.gate import Visitor, visitor_of
from review.hashing import fits, hashed
from review.passwords import address_of, step_of
from review.posting import Form, Routes
from review.signin import BYTES, begin_again, mistake, signed_in
from storage import Storage

RECOVERY = 10  # codes for a lost phone (R-AUTH-2)
SECRET = 32  # characters of base32


@dataclass(frozen=True, slots=True)
class AccountPage:
    person: Person
    logins: tuple[Login, ...]
    own: str
    recovery: int
    wrong: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class CodesPage:
    """picture: a data address of what a phone reads. recovery: shown once, after codes were set up."""

    person: Person
    secret: str
    picture: str
    wrong: str = ""
    recovery: tuple[str, ...] = ()


def me(request: Request) -> Visitor:
    """The gate has let somebody in. Raises HTTPException 401 all the same."""
    visitor = visitor_of(request)
    if visitor is None:
        raise HTTPException(HTTPStatus.UNAUTHORIZED)
    return visitor


def account(desk: Desk, request: Request, form: Form | None) -> Response:
    action = form.get("action", "") if form is not None else ""
    if form is None or action not in _ACTIONS:
        return _shown(desk, request)
    return _ACTIONS[action](desk, request, form)


def _end(desk: Desk, request: Request, form: Form) -> Response:
    visitor, key = me(request), form.get("key", "")
    name = visitor.person.name
    ended = desk.act(desk.deed(request, "ended a login", name), lambda storage: storage.logins.end(name, key))
    return _shown(desk, request, done="That login has ended." if ended else "That login had ended before.")


def _end_others(desk: Desk, request: Request, _: Form) -> Response:
    visitor = me(request)
    token = token_urlsafe(BYTES)

    def ending(storage: Storage) -> None:
        begin_again(storage, visitor.person, token, request, desk.clock())

    desk.act(desk.deed(request, "ended all other logins", visitor.person.name), ending)
    return signed_in(token, "/account")


def _password(desk: Desk, request: Request, form: Form) -> Response:
    visitor = me(request)
    wrong = mistake(form, visitor.person.name, desk)
    if not wrong and not fits(form.get("old", ""), visitor.person.password):
        wrong = "The present password is not right."
    if wrong:
        return _shown(desk, request, wrong=wrong)
    password, token = hashed(form["password"]), token_urlsafe(BYTES)

    def changing(storage: Storage) -> None:
        storage.people.set_password(visitor.person.name, password)
        begin_again(storage, visitor.person, token, request, desk.clock())

    desk.act(desk.deed(request, "changed the password", visitor.person.name), changing)
    return signed_in(token, "/account")


def _codes_off(desk: Desk, request: Request, form: Form) -> Response:
    person = me(request).person
    if person.must_code:
        return _shown(desk, request, wrong="The operator asks for one-time codes; they cannot be switched off.")
    if not fits(form.get("old", ""), person.password):
        return _shown(desk, request, wrong="The present password is not right.")
    deed = desk.deed(request, "switched one-time codes off", person.name)
    desk.act(deed, lambda storage: storage.people.set_codes(person.name, "", ()))
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


_ACTIONS = {"end": _end, "others": _end_others, "password": _password, "codes-off": _codes_off}


def codes(desk: Desk, request: Request, form: Form | None) -> Response:
    """A new secret counts once a code of it was given: until then it stands in the form alone."""
    person = me(request).person
    if form is None:
        return _drawn(desk, request, pyotp.random_base32(SECRET))
    secret = form.get("secret", "")
    if len(secret) != SECRET or not set(secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    step = step_of("".join(form.get("code", "").split()), secret, desk.clock())
    if step is None:
        return _drawn(desk, request, secret, "This is not the code that the phone shows now. Try the next one.")
    recovery = tuple(token_urlsafe(8).lower() for _ in range(RECOVERY))
    deed = desk.deed(request, "set up one-time codes", person.name)
    desk.act(deed, lambda storage: storage.people.set_codes(person.name, secret, recovery, step))
    return desk.page(request, "desk/codes.html", CodesPage(person, "", "", recovery=recovery))


def _drawn(desk: Desk, request: Request, secret: str, wrong: str = "") -> Response:
    person = me(request).person
    picture = segno.make(address_of(secret, person.name), error="m").svg_data_uri(scale=5, light="#fff")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/codes.html", CodesPage(person, secret, picture, wrong), status=status)


def _shown(desk: Desk, request: Request, *, wrong: str = "", done: str = "") -> Response:
    visitor, now = me(request), desk.clock()

    def reading(storage: Storage) -> AccountPage:
        name = visitor.person.name
        logins = tuple(storage.logins.of(name, now))
        return AccountPage(visitor.person, logins, visitor.login.key, storage.people.recovery_left(name), wrong, done)

    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/account.html", desk.read(reading), status=status)


ROUTES: Routes = {"/account": (account, "GET POST"), "/account/codes": (codes, "GET POST")}
