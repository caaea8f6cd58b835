"""Every decision with who made it and why, and taking one back. Edge."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.responses import Response

from repwatch.model import Decision
from review.account import me
from review.decided import state, what
from review.desk import Desk
from review.numbers import number_in
from review.posting import Form, Routes
from storage import Storage

SHOWN = 100
LAST = "undo-last"


@dataclass(frozen=True, slots=True)
class Row:
    decision: Decision
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    rows: tuple[Row, ...]
    older: int | None
    done: str = ""
    wrong: str = ""


def decisions(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        return _shown(desk, request)
    person, now, given = me(request).person, desk.clock(), number_in(form.get("id", "")) or 0

    def undoing(storage: Storage) -> int:
        last = form.get("action") == LAST
        number = storage.decisions.latest_by(person.name) if last else given
        decision = storage.decisions.by_id(number)
        if decision is None or not storage.decisions.undo(number, person.name, now):
            return 0
        deed = desk.deed(request, "took a decision back", f"decision {number}", before=what(decision, desk.called))
        storage.actions.add(deed)
        return number

    undone = desk.write(undoing)
    if not undone:
        return _shown(desk, request, wrong="There is nothing to take back: it was taken back already, or never made.")
    return _shown(desk, request, done=f"Decision {undone} is taken back; the ledger follows within seconds.")


def _shown(desk: Desk, request: Request, *, done: str = "", wrong: str = "") -> Response:
    before = number_in(request.query_params.get("before", ""))
    found = desk.read(lambda storage: storage.decisions.recent(SHOWN + 1, before))
    rows = tuple(Row(one, what(one, desk.called), state(one)) for one in found[:SHOWN])
    older = rows[-1].decision.id if len(found) > SHOWN else None
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    page = DecisionsPage(rows, older, done, wrong)
    return desk.page(request, "desk/decisions.html", page, status=status)


ROUTES: Routes = {"/decisions": (decisions, "GET POST")}
