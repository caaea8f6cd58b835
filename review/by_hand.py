"""What an editor decides unasked: a figure that was seen somewhere, days that are one exchange or two. Edge."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from repwatch.model import Draft, Ruling
from review.account import me
from review.answering import FormWrong, Matter, draft_of, reason_of
from review.desk import Desk
from review.entering import added
from review.filing import foreseen
from review.pages.cards import Change, changes
from review.pages.said import SCOPES
from review.posting import Form, Routes
from review.queue import store
from storage import Storage


@dataclass(frozen=True, slots=True)
class ByHandPage:
    """form: as it was sent, or what the address suggests. changes: what it would change; None: nobody asked."""

    form: Form
    conflicts: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...] | None
    wrong: str


def by_hand(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        asked = {name: request.query_params.get(name, "")[:200] for name in ("day", "conflict")}
        return _shown(desk, request, asked)
    try:
        draft = _draft(desk, form)
        if form.get("action") == "preview":
            return _shown(desk, request, form, draft=draft)
        reason = reason_of(form)
    except FormWrong as error:
        return _shown(desk, request, form, wrong=str(error))

    def deciding(storage: Storage) -> None:
        if not _is_there(storage, draft):  # a second click
            store(storage, desk, request, draft, me(request).person.name, reason)

    desk.write(deciding)
    return RedirectResponse("/decisions", HTTPStatus.SEE_OTHER)


def _draft(desk: Desk, form: Form) -> Draft:
    """Raises FormWrong."""
    conflict = form.get("conflict", "") or desk.config.conflicts[0]
    if conflict not in desk.config.conflicts:
        raise FormWrong("Choose one of the wars that are watched.")
    ruling = form.get("would", "") or form.get("action", "")
    if ruling == Ruling.ADD:
        return Draft(Ruling.ADD, conflict, added(form, tuple(desk.names)))
    draft = draft_of(ruling, form, Matter(None, None, tuple(desk.names)))
    return Draft(draft.ruling, conflict, draft.about)


def _is_there(storage: Storage, draft: Draft) -> bool:
    same = (one for one in storage.decisions.recent(1) if not one.undone_by)
    return any((one.ruling, one.conflict, one.about) == (draft.ruling, draft.conflict, draft.about) for one in same)


def _shown(desk: Desk, request: Request, form: Form, *, draft: Draft | None = None, wrong: str = "") -> Response:
    found, scopes = foreseen(desk, draft), tuple((one.value, said) for one, said in SCOPES.items())
    page = ByHandPage(
        form, desk.config.conflicts, tuple(desk.names.items()), scopes,
        None if found is None else changes(found, desk.names), wrong,
    )  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/by-hand.html", page, status=status)


ROUTES: Routes = {"/decide": (by_hand, "GET POST")}
