"""Who may enter the desk, and what was done there: for those who run it. Edge."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from secrets import token_urlsafe

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from repwatch.model import Deed, Person, Role
from review.desk import Desk
from review.naming import is_name
from review.numbers import number_in
from review.posting import Form, Routes
from review.signin import BYTES
from storage import Storage

LINK_HOLDS = timedelta(hours=24)  # R-AUTH-3
SHOWN = 100  # rows of the log on a page


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """seen: when each was seen last, by name. link: to give to who was just added; shown once."""

    people: tuple[Person, ...]
    seen: dict[str, datetime]
    link: str = ""
    whose: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ActionsPage:
    deeds: tuple[Deed, ...]
    older: int | None


def people(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        return _shown(desk, request)
    action = _ACTIONS.get(form.get("action", ""))
    if action is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return action(desk, request, form)


def _add(desk: Desk, request: Request, form: Form) -> Response:
    name, role, token, now = form.get("name", "").strip(), _role(form), token_urlsafe(BYTES), desk.clock()
    if not is_name(name):
        return _shown(desk, request, wrong="A name has letters, digits, dots, hyphens or underscores, at most 32.")

    def adding(storage: Storage) -> bool:
        added = storage.people.add(name, role, desk.deed(request, "", "").by, now, must_code="must_code" in form)
        if added:
            storage.people.invite(token, name, now + LINK_HOLDS)
            storage.actions.add(desk.deed(request, "added a person", name, after=role.value))
        return added

    if not desk.write(adding):
        return _shown(desk, request, wrong=f"There is somebody of the name {name} already.")
    return _shown(desk, request, link=f"{desk.config.web.public_url}/invite/{token}", whose=name)


def _link(desk: Desk, request: Request, form: Form) -> Response:
    """For who forgot the password: the old one holds until the new one is set."""
    person, token, now = _whom(desk, form), token_urlsafe(BYTES), desk.clock()
    deed = desk.deed(request, "made a one-time link", person.name)
    desk.act(deed, lambda storage: storage.people.invite(token, person.name, now + LINK_HOLDS))
    return _shown(desk, request, link=f"{desk.config.web.public_url}/invite/{token}", whose=person.name)


def _change_role(desk: Desk, request: Request, form: Form) -> Response:
    person, role = _whom(desk, form), _role(form)

    def changing(storage: Storage) -> None:
        storage.people.set_role(person.name, role)
        storage.logins.end_all(person.name)

    deed = desk.deed(request, "changed a role", person.name, before=person.role.value, after=role.value)
    return _unless_last(desk, request, replace(person, role=role), deed, changing)


def _disable(desk: Desk, request: Request, form: Form) -> Response:
    person, now = _whom(desk, form), desk.clock()

    def disabling(storage: Storage) -> None:
        storage.people.disable(person.name, now)
        storage.logins.end_all(person.name)

    deed = desk.deed(request, "locked a person out", person.name)
    return _unless_last(desk, request, replace(person, disabled_at=now), deed, disabling)


def _enable(desk: Desk, request: Request, form: Form) -> Response:
    person = _whom(desk, form)
    deed = desk.deed(request, "let a person in again", person.name)
    desk.act(deed, lambda storage: storage.people.disable(person.name, None))
    return _shown(desk, request)


def _end(desk: Desk, request: Request, form: Form) -> Response:
    person = _whom(desk, form)
    deed = desk.deed(request, "ended all logins of a person", person.name)
    desk.act(deed, lambda storage: storage.logins.end_all(person.name))
    return _shown(desk, request)


_ACTIONS = {"add": _add, "link": _link, "role": _change_role, "disable": _disable, "enable": _enable, "end": _end}


def _unless_last(
    desk: Desk, request: Request, then: Person, deed: Deed, changing: Callable[[Storage], None]
) -> Response:
    """Somebody must be left who can let others in."""

    def acting(storage: Storage) -> bool:
        others = (one for one in storage.people.all() if one.name != then.name)
        if not any(one.role is Role.ADMIN and one.password and not one.disabled_at for one in (*others, then)):
            return False
        changing(storage)
        storage.actions.add(deed)
        return True

    if not desk.write(acting):
        return _shown(desk, request, wrong="This is the last administrator; make somebody else one first.")
    return _shown(desk, request)


def actions(desk: Desk, request: Request, _: Form | None) -> Response:
    before = number_in(request.query_params.get("before", ""))
    found = desk.read(lambda storage: storage.actions.recent(SHOWN + 1, before))
    older = found[SHOWN - 1].id if len(found) > SHOWN else None
    return desk.page(request, "desk/actions.html", ActionsPage(tuple(found[:SHOWN]), older))


def _whom(desk: Desk, form: Form) -> Person:
    """Raises HTTPException 404."""
    found = desk.read(lambda storage: storage.people.get(form.get("name", "")))
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _role(form: Form) -> Role:
    """Raises HTTPException 400."""
    if form.get("role") not in list(Role):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return Role(form["role"])


def _shown(desk: Desk, request: Request, *, link: str = "", whose: str = "", wrong: str = "") -> Response:
    now = desk.clock()

    def reading(storage: Storage) -> PeoplePage:
        everybody = tuple(storage.people.all())
        logins = {one.name: storage.logins.of(one.name, now) for one in everybody}
        seen = {name: found[0].seen_at for name, found in logins.items() if found}
        return PeoplePage(everybody, seen, link, whose, wrong)

    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/people.html", desk.read(reading), status=status)


ROUTES: Routes = {"/people": (people, "GET POST"), "/actions": (actions, "GET")}
