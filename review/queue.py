"""The desk's queue: open questions as cards, each decided by a form (R-WEB-3). Edge.

A decision is one transaction: the row of the decision, the row of the log, the card given back, the next one taken.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from repwatch.model import Card, Decision, Draft, Person
from review.account import me
from review.answering import FormWrong, draft_of, reason_of
from review.decided import what
from review.desk import Desk
from review.filing import CLAIM, file_of, matter_of
from review.numbers import number_in
from review.pages import cards
from review.posting import Form, Routes
from review.ranking import next_free, ordered
from review.showing import TWO, show
from storage import Storage

SHOWN = 50  # cards on a page of the list
LIST = "/questions"


class Outrun(Exception):
    """Somebody else was quicker; the message says who and what."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: tuple[cards.Row, ...]
    many: int
    first: int
    left: tuple[Card, ...]


def questions(desk: Desk, request: Request, form: Form | None) -> Response:
    """The list; its form takes the next free card."""
    visitor, now = me(request), desk.clock()
    name = visitor.person.name
    if form is not None:
        deed = desk.deed(request, "took the next card", "")
        return _onward(desk.act(deed, lambda storage: _take_next(storage, name, "", now)))
    first = number_in(request.query_params.get("from", ""), digits=6) or 0

    def reading(storage: Storage) -> QueuePage:
        line = ordered(storage.cards.line(now), name)
        found = storage.cards.by_keys([one.key for one in line[first : first + SHOWN]], now)
        return QueuePage(tuple(map(cards.row, found)), len(line), first, tuple(storage.cards.left(SHOWN)))

    return desk.page(request, "desk/queue.html", desk.read(reading), here=LIST)


def count(desk: Desk, request: Request, _: Form | None) -> Response:
    many = desk.read(lambda storage: storage.cards.many())
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps({"open": many}), headers=headers, media_type="application/json; charset=utf-8")


def card(desk: Desk, request: Request, form: Form | None) -> Response:
    key = request.path_params["key"]
    if form is None:
        return show(desk, request, key)
    action = form.get("action", "")
    try:
        if action == "preview":
            return show(desk, request, key, form=form)
        done = _ACTIONS.get(action, _decide)
        return done(desk, request, key, form)
    except FormWrong as error:
        return show(desk, request, key, wrong=str(error), form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Outrun as error:
        return show(desk, request, key, wrong=str(error), form=form, status=HTTPStatus.CONFLICT)


Action = Callable[[Desk, Request, str, Form], Response]


def _decide(desk: Desk, request: Request, key: str, form: Form) -> Response:
    """Raises FormWrong, Outrun."""
    person, now = me(request).person, desk.clock()

    def deciding(storage: Storage) -> str | None:
        if _is_repeated(storage, key, person, form, desk):
            return _take_next(storage, person.name, key, now)
        found = _open_card(storage, key, person, form, desk)
        draft = draft_of(form.get("action", ""), form, matter_of(found, desk.names))
        reason = reason_of(form)
        if _wants_second(storage, found.card):
            storage.cards.propose(key, draft, person.name, reason, now)
            said = what(Decision(0, draft.ruling, draft.conflict, draft.about, person.name, reason, now), desk.called)
            storage.actions.add(desk.deed(request, "proposed", said, reason=reason))
        else:
            store(storage, desk, request, draft, person.name, reason)
        return _take_next(storage, person.name, key, now)

    return _onward(desk.write(deciding))


def _second(desk: Desk, request: Request, key: str, form: Form) -> Response:
    person, now = me(request).person, desk.clock()

    def seconding(storage: Storage) -> str | None:
        found = _open_card(storage, key, person, form, desk)
        proposal = found.card.proposal
        if proposal is None or proposal.by == person.name:
            raise FormWrong("There is nothing here that waits for your word.")
        outcome = "agreed" if form.get("action") == "second" else "declined"
        storage.cards.close_proposal(proposal.id, person.name, outcome, now)
        if outcome == "agreed":
            store(storage, desk, request, proposal.draft, f"{proposal.by} and {person.name}", proposal.reason)
        else:
            deed = desk.deed(request, "declined a proposal", found.card.question.text, reason=reason_of(form))
            storage.actions.add(deed)
        return _take_next(storage, person.name, key, now)

    return _onward(desk.write(seconding))


def _withdraw(desk: Desk, request: Request, key: str, form: Form) -> Response:
    person, now = me(request).person, desk.clock()

    def withdrawing(storage: Storage) -> None:
        found = _open_card(storage, key, person, form, desk)
        if found.card.proposal and found.card.proposal.by == person.name:
            storage.cards.close_proposal(found.card.proposal.id, person.name, "withdrawn", now)
            storage.actions.add(desk.deed(request, "withdrew a proposal", found.card.question.text))

    desk.write(withdrawing)
    return RedirectResponse(f"{LIST}/{key}", HTTPStatus.SEE_OTHER)


def _hold(desk: Desk, request: Request, key: str, _: Form) -> Response:
    """Asked for by the page itself while it is open: no row of the log, for nothing is decided."""
    person, now = me(request).person, desk.clock()

    def holding(storage: Storage) -> str:
        found = storage.cards.get(key, now)
        return storage.cards.hold(key, person.name, now) if found and found.closed_at is None else ""

    held = desk.write(holding)
    headers = {"Cache-Control": "no-store"}
    body = json.dumps({"held_by": held, "mine": held == person.name}, ensure_ascii=False)
    return Response(body, headers=headers, media_type="application/json; charset=utf-8")


def _unsure(desk: Desk, request: Request, key: str, form: Form) -> Response:
    person, now = me(request).person, desk.clock()

    def passing(storage: Storage) -> str | None:
        found = _open_card(storage, key, person, form, desk)
        reason = " ".join(form.get("reason", "").split())
        storage.cards.is_unsure(key, person.name, now, reason)
        storage.actions.add(desk.deed(request, "was not sure", found.card.question.text, reason=reason))
        return _take_next(storage, person.name, key, now)

    return _onward(desk.write(passing))


def _leave(desk: Desk, request: Request, key: str, form: Form) -> Response:
    person, now = me(request).person, desk.clock()

    def leaving(storage: Storage) -> str | None:
        found, reason = _open_card(storage, key, person, form, desk), reason_of(form)
        storage.cards.leave(key, person.name, now, reason)
        storage.actions.add(desk.deed(request, "left as it is", found.card.question.text, reason=reason))
        return _take_next(storage, person.name, key, now)

    return _onward(desk.write(leaving))


def _ask_again(desk: Desk, request: Request, key: str, _: Form) -> Response:
    def asking(storage: Storage) -> None:
        found = storage.cards.get(key, desk.clock())
        if found and storage.cards.ask_again(key):
            if found.question.exchange:
                storage.exchanges.touch([found.question.exchange])  # it closes again if its cause is gone
            storage.actions.add(desk.deed(request, "asked again", found.question.text))

    desk.write(asking)
    return RedirectResponse(f"{LIST}/{key}", HTTPStatus.SEE_OTHER)


_ACTIONS: dict[str, Action] = {
    "second": _second,
    "decline": _second,
    "withdraw": _withdraw,
    "hold": _hold,
    "unsure": _unsure,
    "leave": _leave,
    "again": _ask_again,
}


def store(storage: Storage, desk: Desk, request: Request, draft: Draft, by: str, reason: str) -> Decision:
    decision = Decision(0, draft.ruling, draft.conflict, draft.about, by, reason, desk.clock())
    kept = storage.decisions.add(decision)
    deed = desk.deed(request, f"decided: {draft.ruling.value}", f"decision {kept.id}", reason=reason)
    storage.actions.add(replace(deed, after=what(kept, desk.called)))
    return kept


def _is_repeated(storage: Storage, key: str, person: Person, form: Form, desk: Desk) -> bool:
    """The same form again, by a second click: the last word about it is theirs, and says the same."""
    found = file_of(storage, key, desk.clock())
    last = found.decisions[-1] if found and found.decisions else None
    if found is None or last is None or last.by != person.name or str(last.id) in form.get("seen", "").split(","):
        return False
    try:
        draft = draft_of(form.get("action", ""), form, matter_of(found, desk.names))
    except FormWrong:
        return False
    return (draft.ruling, draft.about) == (last.ruling, last.about)


def _open_card(storage: Storage, key: str, person: Person, form: Form, desk: Desk) -> cards.File:
    """Raises Outrun where another editor has it, or something was decided since the form was made; 404."""
    found = file_of(storage, key, desk.clock())
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if found.card.held_by not in ("", person.name):
        raise Outrun(f"{found.card.held_by} has this card at the moment; nothing of yours was stored.")
    now_seen = cards.seen(found.decisions)
    if form.get("seen", "") != now_seen or found.card.closed_at is not None:
        latest = found.decisions[-1] if found.decisions else None
        told = f"{latest.by} decided meanwhile: {what(latest, desk.called)}." if latest else "It was settled meanwhile."
        raise Outrun(f"{told} Nothing of yours was stored; look again.")
    return found


def _wants_second(storage: Storage, found: Card) -> bool:
    return found.question.kind.startswith("conflict.") and storage.people.editors() >= TWO


def _take_next(storage: Storage, name: str, after: str, now: datetime) -> str | None:
    """Give back what they have and take the next free card; its key, None: nothing is left."""
    storage.cards.release(name)
    if after.startswith(CLAIM):
        return after
    free = next_free(storage.cards.line(now), name, after)
    if free is None:
        return None
    storage.cards.hold(free.key, name, now)
    return free.key


def _onward(key: str | None) -> Response:
    return RedirectResponse(f"{LIST}/{key}" if key else LIST, HTTPStatus.SEE_OTHER)


ROUTES: Routes = {
    LIST: (questions, "GET POST"),
    "/questions.json": (count, "GET"),
    "/questions/{key}": (card, "GET POST"),
}
