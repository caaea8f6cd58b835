"""What an editor decides, stored and applied: by the daemon where one runs, else here and now."""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from matcher.decided import RULE
from repwatch.model import About, Config, Decision, OfDays, OfFigure, OfSide, Right, Ruling, StoredClaim
from repwatch.opening import opened, stop
from repwatch.showing import table
from review import words
from review.answering import FormWrong
from review.answering import values as stated
from review.decided import printed, told
from review.entering import reprinted
from scheduler.deciding import decide
from scheduler.lock import AlreadyRunning, Lock
from scheduler.overlaid import overlaid
from scheduler.pipeline import reconcile
from scheduler.tools import make_tools
from storage import Storage

NOWHERE = Right()


@dataclass(frozen=True, slots=True)
class Desk:
    """db: another database than the daemon's."""

    config: Config
    db: Path | None
    by: str
    reason: str

    def claim(self, number: int, ruling: Ruling, right: Right = NOWHERE) -> None:
        with self._open() as storage:
            claim = storage.claims.by_ids([number]).get(number)
            if claim is None or claim.id < 0:
                stop(f"there is no claim {number} that was read in an article; `repwatch questions` lists them", 1)
            if RULE in claim.claim.rules:
                stop(f"claim {number} is what an editor made of it; `repwatch decide undo` takes that back first", 1)
            self._require_party(claim.claim.conflict, right.to)
            self._decide(storage, ruling, claim.claim.conflict, _of_figure(claim, right))

    def side(self, exchange: str, to: str, count: int) -> None:
        with self._open() as storage:
            settlement = storage.exchanges.settlement(exchange)
            if settlement is None:
                stop(f"there is no exchange {exchange}; `repwatch ledger --format json` has the ids", 1)
            values = stated(settlement, to)
            if count not in values:
                said = ", ".join(words.number(value) for value in values) or "none"
                stop(f"{count} is none of the figures in question for {to} ({said}); correct a claim instead", 1)
            about = OfSide(settlement.exchange.date or "", to, count, values)
            self._decide(storage, Ruling.BEST, settlement.exchange.conflict, about)

    def days(self, ruling: Ruling, day: str, into: str, conflict: str) -> None:
        conflict = conflict or (self.config.conflicts[0] if len(self.config.conflicts) == 1 else "")
        if conflict not in self.config.conflicts:
            stop(f"--conflict is one of {', '.join(self.config.conflicts)}", 2)
        if day == into:
            stop("these are one and the same day", 2)
        with self._open() as storage:
            known = [one for one in storage.exchanges.near(conflict, day, day) if one.known and one.date == day]
            if ruling is Ruling.MERGE and known:
                stop(f"{day} is in the known history, which keeps its days; merge the other day into it", 1)
            self._decide(storage, ruling, conflict, OfDays(day, into))

    def reprint(self, outlet: str, of: str) -> None:
        with self._open() as storage:
            known = {one.id for one in storage.added.beside(self.config.outlets)} | storage.articles.outlets()
            try:
                about = reprinted({"outlet": outlet, "of": of}, known, storage.decisions.reprints())
            except FormWrong as error:
                stop(f"{outlet}, {of}: {error} `repwatch outlets list` has the ids.", 1)
            self._decide(storage, Ruling.REPRINT, "", about)

    def undo(self, number: int) -> None:
        now = datetime.now(UTC)
        with self._open() as storage:
            with storage.transaction():
                undone = storage.decisions.undo(number, self.by, now)
            if not undone:
                stop(f"there is no decision {number} that holds; `repwatch decide list` lists them", 1)
            typer.echo(f"decision {number} is taken back; {self._apply(storage, now)}")

    def decisions(self, *, as_json: bool) -> str:
        with opened(self.config, self.db) as storage:
            found = storage.decisions.all()
        if as_json:
            return "".join(json.dumps(printed(one), ensure_ascii=False) + "\n" for one in reversed(found))
        header = ("no", "decision", "by", "when", "why", "state")
        return table(header, [(str(one.id), *told(one)) for one in found])

    def questions(self, *, as_json: bool) -> str:
        with opened(self.config, self.db) as storage:
            found = storage.reviews.open_questions()
        if as_json:
            keys = ("key", "kind", "claim", "exchange", "text")
            rows = [{key: getattr(one, key) for key in keys} for one in found]
            return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
        header = ("claim", "exchange", "question")
        return table(header, [(str(one.claim or "-"), one.exchange or "-", one.text) for one in found])

    def _open(self) -> Storage:
        opened(self.config, self.db).close()  # says what to do where there is none yet
        return opened(self.config, self.db, write=True)

    def _require_party(self, conflict: str, to: str | None) -> None:
        parties = make_tools(self.config).parties.get(conflict, ())
        if to is not None and to not in parties:
            stop(f"--to is {to}; allowed is one of {', '.join(parties)}", 2)

    def _decide(self, storage: Storage, ruling: Ruling, conflict: str, about: About) -> None:
        now = datetime.now(UTC)
        decision = Decision(0, ruling, conflict, about, self.by, self.reason, now)
        with storage.transaction():
            decision = storage.decisions.add(decision)
        typer.echo(f"decision {decision.id} is stored; {self._apply(storage, now)}")

    def _apply(self, storage: Storage, now: datetime) -> str:
        """The daemon does it where one runs; two at once would do it twice."""
        with ExitStack() as stack:
            if self.db is None:
                try:
                    stack.enter_context(Lock(self.config.state / "daemon.lock"))
                except AlreadyRunning:
                    return "the daemon follows within seconds"
            tools = overlaid(storage, make_tools(self.config))
            decide(storage, tools, now)
            changed = reconcile(storage, tools, now).done
            return f"the ledger follows ({words.count(changed, 'exchange', 'exchanges')} weighed again)"


def _of_figure(claim: StoredClaim, right: Right) -> OfFigure:
    figure = claim.claim.figure
    return OfFigure(claim.url, figure.low, figure.high, claim.claim.evidence[0].shown, right)
