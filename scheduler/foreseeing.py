"""What a decision would change and who would be told: done by the real steps, and taken back before anybody sees it.

Only what the decision touches is settled, and only those exchanges are looked at for the subscriptions: it takes the
same few milliseconds in a ledger of decades.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

from repwatch.model import Decision, Draft, Foreseen
from scheduler.deciding import apply
from scheduler.pipeline import settle_these
from scheduler.subscribed import everybody
from scheduler.telling import would_hear
from scheduler.tools import Tools
from storage import Storage
from storage.exchanges import Change

PATIENCE = 0.25  # seconds for another writer: a page is waited for


class _Back(Exception):
    """Ends the transaction, so that nothing of it stays."""


def foresee(storage: Storage, tools: Tools, draft: Draft, now: datetime) -> list[Foreseen]:
    """Writes nothing that stays; holds the write lock for as long as it takes.

    Raises sqlite3.OperationalError where another writer does not let go of it in time.
    """
    storage.be_patient(PATIENCE)
    found: list[Foreseen] = []
    with _taken_back(storage):
        mark = storage.exchanges.last_reconciliation()
        storage.exchanges.pass_over()
        decision = storage.decisions.add(Decision(0, draft.ruling, draft.conflict, draft.about, "", "", now))
        apply(storage, tools, decision, now)
        settle_these(storage, tools, storage.exchanges.unsettled(), now)
        found += [_foreseen(storage, tools, change) for change in storage.exchanges.settled_since(mark)]
    return found


def _foreseen(storage: Storage, tools: Tools, change: Change) -> Foreseen:
    before = storage.exchanges.settlement_at(change.before)
    after = storage.exchanges.settlement(change.exchange)
    everyone = everybody(storage, tools)
    new = {one.id for one in storage.subscriptions.newcomers(everyone)}  # to them all that is known counts as told
    known = [one for one in everyone if one.id not in new]
    told = would_hear(storage, known, after, storage.meta.first_start) if after else {}
    return Foreseen(before, after, tuple(sorted(told.items())))


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
