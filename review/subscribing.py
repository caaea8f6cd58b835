"""Who is told of what, as the desk manages it: added, paused, ended (R-SUB). Edge.

A mail address that has not agreed gets a letter first, as on the readers' own page.
"""

import secrets
from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from alerts.headers import BadAddress, address
from alerts.languages import available
from repwatch.model import Asked, Standing, Subscriber, Subscription, Wish
from repwatch.subscription import SubscriptionWrong, checked
from review import requests, words
from review.account import me
from review.desk import Desk
from review.forms import Wanted, read, values
from review.posting import Form, Routes
from review.selfserve import ZONES
from storage import Storage


@dataclass(frozen=True, slots=True)
class Row:
    """to: as it may be shown, without a secret. own: kept in config.toml, which the operator changes."""

    id: str
    to: str
    channel: str
    what: str
    when: str
    lang: str
    state: str
    added: str
    own: bool


@dataclass(frozen=True, slots=True)
class SubscribersPage:
    rows: tuple[Row, ...]
    form: Wanted
    sides: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    zones: tuple[str, ...]
    can_confirm: bool
    wrong: str = ""
    done: str = ""


def subscribers(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        return _shown(desk, request)
    action = _ACTIONS.get(form.get("action", ""))
    if action is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return action(desk, request, form)


def _add(desk: Desk, request: Request, form: Form) -> Response:
    now, parties = desk.clock(), [name for name in desk.names if f"party-{name}" in form]
    given = read(form, parties, tuple(desk.names))
    try:
        to = address(given.address)
        one = checked({**values(given, ()), "address": to}, tuple(desk.names), available())
    except (BadAddress, SubscriptionWrong) as error:
        return _shown(desk, request, form=given, wrong=str(error))
    agreed = "agreed" in form
    if not agreed and not desk.config.web.is_public:
        return _shown(desk, request, form=given, wrong="The link of the letter would not open; see public_url.")
    new = replace(one, id=f"sub_{secrets.token_hex(8)}")

    def adding(storage: Storage) -> bool:
        if any(each.standing is not Standing.ENDED for each in storage.subscribers.at(to)):
            return False
        storage.subscribers.add(Subscriber(new, Standing.PENDING, now, me(request).person.name))
        storage.asked.add(Asked(Wish.BEGIN if agreed else Wish.CONFIRM, new.id, now))
        storage.actions.add(desk.deed(request, "added a subscription", new.id, after=words.masked(to)))
        return True

    if not desk.write(adding):
        return _shown(desk, request, form=given, wrong=f"{to} has a subscription already and would be told twice.")
    done = "is told what becomes known from now on" if agreed else "gets a letter, and is told once it is confirmed"
    return _shown(desk, request, done=f"{to} {done}.")


def _pause(desk: Desk, request: Request, form: Form) -> Response:
    one = _whom(desk, form, Standing.ACTIVE)
    deed = desk.deed(request, "paused a subscription", one.subscription.id)
    desk.act(deed, lambda storage: storage.subscribers.stand(one.subscription.id, Standing.PAUSED))
    return _shown(desk, request, done=f"{one.subscription.id} is paused.")


def _resume(desk: Desk, request: Request, form: Form) -> Response:
    one, now = _whom(desk, form, Standing.PAUSED), desk.clock()
    deed = desk.deed(request, "resumed a subscription", one.subscription.id)
    desk.act(deed, lambda storage: requests.resume(storage, one.subscription.id, now))
    return _shown(desk, request, done=f"{one.subscription.id} goes on within seconds.")


def _end(desk: Desk, request: Request, form: Form) -> Response:
    one, now = _whom(desk, form, Standing.ACTIVE, Standing.PAUSED, Standing.PENDING), desk.clock()
    deed = desk.deed(request, "ended a subscription", one.subscription.id)
    desk.act(deed, lambda storage: requests.end(storage, one.subscription.id, now))
    return _shown(desk, request, done=f"{one.subscription.id} has ended, and everything about the person is deleted.")


_ACTIONS = {"add": _add, "pause": _pause, "resume": _resume, "end": _end}


def _whom(desk: Desk, form: Form, *standings: Standing) -> Subscriber:
    """Raises HTTPException: 404 for none such, 409 where it does not stand so any more."""
    found = desk.read(lambda storage: storage.subscribers.get(form.get("id", "")))
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if found.standing not in standings:
        raise HTTPException(HTTPStatus.CONFLICT)
    return found


def _shown(desk: Desk, request: Request, *, form: Wanted | None = None, wrong: str = "", done: str = "") -> Response:
    kept = desk.read(lambda storage: storage.subscribers.all())
    rows = [_row(one, desk, "config.toml", own=True) for one in desk.config.subscriptions]
    rows += [
        _row(one.subscription, desk, f"{words.moment(one.created_at)} by {one.created_by}", state=one.standing.value)
        for one in kept
        if one.standing is not Standing.ENDED
    ]
    can_confirm, sides = desk.config.web.is_public, tuple(desk.names.items())
    page = SubscribersPage(tuple(rows), form or Wanted(), sides, available(), ZONES, can_confirm, wrong, done)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/subscribers.html", page, status=status)


def _row(one: Subscription, desk: Desk, added: str, *, own: bool = False, state: str = "") -> Row:
    reasons = ", ".join(reason.value for reason in one.reasons) or "everything"
    sides = ", ".join(desk.names.get(party, party) for party in one.parties)
    what = f"{reasons}{f'; to {sides}' if sides else ''}; {one.minimum.value}"
    when = f"daily at {one.at} ({one.zone})" if one.cadence == "daily" else "at once"
    quiet = f", quiet {one.quiet} ({one.zone})" if one.quiet else ""
    return Row(one.id, one.to, one.channel, what, when + quiet, one.lang, state, added, own)


ROUTES: Routes = {"/subscribers": (subscribers, "GET POST")}
