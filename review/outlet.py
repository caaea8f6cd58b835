"""One outlet at the desk: how it fares, paused and asked at once. Edge.

Nothing is fetched here: who wants it asked leaves a probe, which the crawler answers.
"""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from repwatch.model import Outlet, Pause, Probe, ProbeKind, Role
from review.account import me
from review.answering import FormWrong, reason_of
from review.desk import Desk
from review.pages.outlet import Known, OutletPage, length_of, page
from review.posting import Form, Routes
from storage import Storage

LIST = "/outlets"
PATH = f"{LIST}/{{outlet_id}}"
INCIDENTS, PAGES, POLLS, PAUSES, ARTICLES = 20, 20, 10, 10, 10  # shown
WAIT = 2  # seconds until a page that waits for an answer looks again


@dataclass(frozen=True, slots=True)
class Shown:
    """form: as it was sent, to be filled in again."""

    outlet: OutletPage
    editor: bool
    form: Form
    wrong: str = ""


def outlet(desk: Desk, request: Request, form: Form | None) -> Response:
    found = next((one for one in desk.outlets if one.id == request.path_params["outlet_id"]), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if form is None:
        return _shown(desk, request, found)
    action = _ACTIONS.get(form.get("action", ""))
    if action is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    try:
        action(desk, request, found, form)
    except FormWrong as error:
        return _shown(desk, request, found, form=form, wrong=str(error))
    return RedirectResponse(LIST if action is _remove else f"{LIST}/{quote(found.id)}", HTTPStatus.SEE_OTHER)


def _pause(desk: Desk, request: Request, found: Outlet, form: Form) -> None:
    """Raises FormWrong. A second click changes nothing."""
    long, reason, now, by = length_of(form.get("for", "")), reason_of(form), desk.clock(), me(request).person.name
    if long is None:
        raise FormWrong("Choose how long it is paused.")
    pause = Pause(found.id, by, reason, now, now + long)
    deed = desk.deed(
        request, "paused an outlet", found.id, after=f"until {pause.until:%Y-%m-%d %H:%M} UTC", reason=reason
    )

    def pausing(storage: Storage) -> None:
        if storage.outlet_pauses.add(pause):
            storage.actions.add(deed)

    desk.write(pausing)


def _resume(desk: Desk, request: Request, found: Outlet, _: Form) -> None:
    now, by = desk.clock(), me(request).person.name
    deed = desk.deed(request, "ended the pause of an outlet", found.id)

    def resuming(storage: Storage) -> None:
        if storage.outlet_pauses.end(found.id, by, now):
            storage.actions.add(deed)

    desk.write(resuming)


def _poll(desk: Desk, request: Request, found: Outlet, _: Form) -> None:
    """Raises FormWrong. What is asked already is not asked twice."""
    now, by = desk.clock(), me(request).person.name
    deed = desk.deed(request, "had an outlet asked at once", found.id)

    def polling(storage: Storage) -> None:
        if storage.outlet_pauses.of(found.id, now):
            raise FormWrong("It is paused; end the pause first.")
        before = storage.probes.waiting()
        for feed in found.feeds:
            storage.probes.request(Probe(ProbeKind.POLL, feed.url, found.id), now, by)
        if storage.probes.waiting() > before:
            storage.actions.add(deed)

    if not found.enabled:
        raise FormWrong("It is switched off in config.toml, so it is not asked.")
    desk.write(polling)


def _remove(desk: Desk, request: Request, found: Outlet, form: Form) -> None:
    """Raises FormWrong. Of those that were added alone; what config.toml has is the operator's."""
    now, by, reason = desk.clock(), me(request).person.name, reason_of(form)
    deed = desk.deed(request, "took an outlet out", found.id, before=found.name, reason=reason)

    def removing(storage: Storage) -> None:
        if storage.added.remove(found.id, by, now):
            storage.outlets.withdraw(found.id)
            storage.actions.add(deed)

    if any(one.id == found.id for one in desk.config.outlets):
        raise FormWrong("It stands in config.toml: it is switched off there, with enabled = false and a note.")
    desk.write(removing)


_ACTIONS = {"pause": _pause, "resume": _resume, "poll": _poll, "remove": _remove}


def known(storage: Storage, found: Outlet) -> Known:
    added = next((one for one in storage.added.all() if one.outlet.id == found.id), None)
    return Known(
        storage.outlets.health(only=found.id), storage.faring.stories(found.id), storage.faring.known_since(found.id),
        storage.incidents.of_outlet(found.id, INCIDENTS), storage.faring.lost_pages(found.id, PAGES),
        storage.faring.polls(found.id, POLLS), storage.outlet_pauses.recent(found.id, PAUSES),
        storage.articles.of_outlet(found.id, ARTICLES), storage.decisions.of_outlet(found.id), added,
    )  # fmt: skip


def _shown(desk: Desk, request: Request, found: Outlet, *, form: Form | None = None, wrong: str = "") -> Response:
    now = desk.clock()
    made = page(
        found, desk.read(lambda storage: known(storage, found)), desk.outlet_names, desk.config.crawl.silent_after, now
    )
    editor = me(request).person.role.covers(Role.EDITOR)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    answer = desk.page(request, "desk/outlet.html", Shown(made, editor, form or {}, wrong), status=status)
    if made.waits and form is None:
        answer.headers["Refresh"] = str(WAIT)
    return answer


ROUTES: Routes = {PATH: (outlet, "GET POST")}
