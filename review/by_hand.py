"""What an editor decides unasked: a figure that was seen somewhere, days that are one exchange or two,
an outlet that reprints another one. Edge."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from repwatch.model import Draft, OfOutlet, Ruling
from review.account import me
from review.answering import FormWrong, Matter, draft_of, reason_of
from review.desk import Desk
from review.entering import added, reprinted
from review.filing import foreseen
from review.numbers import number_in
from review.pages.cards import Change, changes
from review.posting import Form, Routes
from review.queue import store
from review.tongue import SCOPES
from storage import Storage

MOST_AHEAD = 200  # exchanges: looking ahead holds the lock for writing, some milliseconds for each


@dataclass(frozen=True, slots=True)
class ByHandPage:
    """form: as it was sent, or what the address suggests. changes: what it would change; None: nobody asked.

    outlets: id and name, by name. too_many: exchanges to be weighed again, so many that nobody looks ahead.
    """

    form: Form
    conflicts: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]
    outlets: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...] | None
    wrong: str
    too_many: int = 0


def by_hand(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        asked = {name: request.query_params.get(name, "")[:200] for name in ("day", "conflict", "outlet", "of")}
        return _shown(desk, request, asked | _printed(desk, request.query_params.get("article", "")))
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


def _printed(desk: Desk, article: str) -> dict[str, str]:
    """The fields that say where it stands, if it is an article that was read."""
    number = number_in(article)
    found = desk.read(lambda storage: storage.articles.by_id(number)) if number is not None else None
    return {"url": found.url, "title": found.title, "lang": found.lang} if found else {}


def _draft(desk: Desk, form: Form) -> Draft:
    """Raises FormWrong."""
    conflict = form.get("conflict", "") or desk.config.conflicts[0]
    if conflict not in desk.config.conflicts:
        raise FormWrong("Choose one of the wars that are watched.")
    ruling = form.get("would", "") or form.get("action", "")
    if ruling == Ruling.REPRINT:
        holds = desk.read(lambda storage: storage.decisions.reprints())
        return Draft(Ruling.REPRINT, "", reprinted(form, desk.outlet_names, holds))
    if ruling == Ruling.ADD:
        return Draft(Ruling.ADD, conflict, added(form, tuple(desk.names)))
    draft = draft_of(ruling, form, Matter(None, None, tuple(desk.names)))
    return Draft(draft.ruling, conflict, draft.about)


def _is_there(storage: Storage, draft: Draft) -> bool:
    same = (one for one in storage.decisions.recent(1) if not one.undone_by)
    return any((one.ruling, one.conflict, one.about) == (draft.ruling, draft.conflict, draft.about) for one in same)


def _shown(desk: Desk, request: Request, form: Form, *, draft: Draft | None = None, wrong: str = "") -> Response:
    many = _many(desk, draft)
    found = None if many else foreseen(desk, draft)
    scopes = tuple((one.value, said) for one, said in SCOPES.items())
    outlets = tuple(sorted(desk.outlet_names.items(), key=lambda one: one[1].casefold()))
    page = ByHandPage(
        form, desk.config.conflicts, tuple(desk.names.items()), scopes, outlets,
        None if found is None else changes(found, desk.names), wrong, many,
    )  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/by-hand.html", page, status=status)


def _many(desk: Desk, draft: Draft | None) -> int:
    """Exchanges that the word of a whole outlet counts for, where they are too many to look ahead; else 0."""
    if draft is None or not isinstance(draft.about, OfOutlet):
        return 0
    outlet = draft.about.outlet
    many = len(desk.read(lambda storage: storage.claims.exchanges_of_outlet(outlet)))
    return many if many > MOST_AHEAD else 0


ROUTES: Routes = {"/decide": (by_hand, "GET POST")}
