"""What a decision would change and who would be told: done by the real steps, and taken back before anybody sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

from repwatch.model import Decision, Draft, Foreseen
from scheduler.deciding import decide
from scheduler.pipeline import alert, reconcile
from scheduler.tools import Tools
from storage import Storage

MOST = 1000  # alerts that are looked at


class _Back(Exception):
    """Ends the transaction, so that nothing of it stays."""


def foresee(storage: Storage, tools: Tools, draft: Draft, now: datetime) -> list[Foreseen]:
    """Writes nothing that stays; holds the write lock for as long as it takes."""
    found: list[Foreseen] = []
    with _taken_back(storage):
        mark = storage.exchanges.last_reconciliation()
        storage.decisions.add(Decision(0, draft.ruling, draft.conflict, draft.about, "", "", now))
        decide(storage, tools, now)
        reconcile(storage, tools, now)
        alert(storage, tools, now)
        told = [one for one in storage.subscriptions.recent(MOST) if one.created_at == now]
        for change in storage.exchanges.settled_since(mark):
            before = storage.exchanges.settlement_at(change.before)
            after = storage.exchanges.settlement(change.exchange)
            whom = {one.subscription: one.reason for one in told if one.exchange == change.exchange}
            found.append(Foreseen(before, after, tuple(sorted(whom.items()))))
    return found


@contextmanager
def _taken_back(storage: Storage) -> Iterator[None]:
    try:
        with storage.transaction():
            yield
            _go_back()
    except _Back:
        return


def _go_back() -> NoReturn:
    raise _Back
