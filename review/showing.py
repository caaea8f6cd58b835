"""One card as a page, with what a decision about it would change. Edge."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from repwatch.model import Draft, Role, Ruling
from review.account import me
from review.answering import FormWrong, draft_of
from review.desk import Desk
from review.explain import spoken
from review.filing import file_of, foreseen, matter_of
from review.pages import cards
from review.pages.cards import File
from review.posting import Form

TWO = 2  # editors: from so many on a conflict wants a second one
AT_ONCE = 150  # claims of the exchange: looking ahead holds the write lock for 0.35 ms for each (measured with 300)


@dataclass(frozen=True, slots=True)
class OneCard:
    """wrong: what the form lacks. form: as it was sent, to be filled in again. second: it wants a second editor.

    busy: what it would change could not be found out just now. later: it takes long, and nobody asked for it so far.
    """

    card: cards.CardPage
    wrong: str
    form: Form
    editor: bool
    second: bool
    mine: bool
    busy: bool
    later: bool


def show(
    desk: Desk, request: Request, key: str, *, wrong: str = "", form: Form | None = None, status: int = HTTPStatus.OK
) -> Response:
    person, now = me(request).person, desk.clock()
    found, editors = desk.read(lambda storage: (file_of(storage, key, now), storage.people.editors()))
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    editor = person.role.covers(Role.EDITOR)
    draft = _draft(found, form, desk) if editor and found.card.closed_at is None else None
    later = len(found.linked) > AT_ONCE and not form and "ahead" not in request.query_params
    found = found if later else replace(found, changes=foreseen(desk, draft))
    second = found.card.question.kind.startswith("conflict.") and editors >= TWO
    page = cards.page(found, desk.names, desk.outlet_names, spoken)
    mine, busy = found.card.held_by == person.name, draft is not None and found.changes is None and not later
    shown = OneCard(page, wrong, form or {}, editor, second, mine, busy, later and draft is not None)
    return desk.page(request, "desk/card.html", shown, status=status)


def _draft(found: File, form: Form | None, desk: Desk) -> Draft | None:
    """What would be looked ahead to: the form as it was sent, else accepting what was read."""
    try:
        if form:
            return draft_of(form.get("would", "") or form.get("action", ""), form, matter_of(found, desk.names))
        return draft_of(Ruling.ACCEPT, {}, matter_of(found, desk.names)) if found.claim else None
    except FormWrong:
        return None
