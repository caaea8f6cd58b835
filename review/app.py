"""The web application: the ledger for readers, read-only. Edge: reads the database, renders templates, decides nothing.

Each request opens a connection of its own in a worker thread and closes it before anything is rendered (R-DB-3).
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from matcher.series import NONE, AllSeries
from repwatch.model import Article, Audit, Config, Settlement, StoredClaim
from review import ledger, totals, words
from review.atom import Press, as_atom
from review.pages import alerts, article, disputes, exchange, outlets
from review.pages import ledger as front
from review.pages import totals as totals_page
from review.protect import ALLOWED, Protect
from review.selfserve import Counter, add_pages
from review.waiting import plans_waiting
from storage import DatabaseTrouble, Storage

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
LONGEST_ID = 19  # digits, below what SQLite takes for a whole number
RECENT = 100  # alerts and deliveries, or incidents, on their page
T = TypeVar("T")
Audits = Callable[[Storage, int | None], list[Audit]]  # so many of the latest; None: all


def now_utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page needs. names: of the parties, in the order of the pages. audits: of all stated totals."""

    database: Path
    config: Config
    names: Mapping[str, str]
    started: datetime
    clock: Callable[[], datetime]
    audits: Audits
    series: AllSeries = field(default_factory=lambda: NONE)
    templates: Environment = field(default_factory=lambda: environment())

    def read(self, reading: Callable[[Storage], T]) -> T:
        with closing(Storage(self.database, write=False)) as storage:
            return reading(storage)

    def page(self, template: str, here: str, page: object) -> HTMLResponse:
        """Pages that stand in the menu follow what happens; one that is being read stays as it is."""
        html = self.templates.get_template(template).render(page=page, here=here, now=self.clock())
        follows = {"Refresh": f"{self.config.web.refresh:.0f}"} if here and self.config.web.refresh else {}
        return HTMLResponse(html.encode(errors="replace"), headers=follows)

    def message(self, status: int, request_id: str = "") -> str:
        known = HTTPStatus(status)
        title, text = words.ANSWERS.get(known, (known.phrase, known.description))
        template = self.templates.get_template("message.html")
        return template.render(title=title, text=text, request_id=request_id, here="")

    @property
    def outlet_names(self) -> dict[str, str]:
        return {outlet.id: outlet.name for outlet in self.config.outlets}


def build(
    database: Path,
    config: Config,
    names: Mapping[str, str],
    started: datetime,
    clock: Callable[[], datetime] = now_utc,
    audits: Audits = lambda *_: [],
    series: AllSeries = NONE,
    spoken: Mapping[str, Mapping[str, str]] | None = None,
) -> FastAPI:
    """names: party id -> display name, in the order of the pages. spoken: by language; None: no pages of readers."""
    desk = Desk(database, config, names, started, clock, audits, series)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for path, answer in ROUTES.items():
        app.add_api_route(path, _bound(answer, desk), methods=list(ALLOWED), response_class=Response)
    desk.templates.globals["subscribe"] = bool(spoken and config.web.subscribe)
    if spoken:
        add_pages(app, Counter(database, config, spoken, clock))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_exception_handler(HTTPException, _explained(desk))
    app.add_exception_handler(DatabaseTrouble, _unready(desk))
    app.add_exception_handler(sqlite3.Error, _unready(desk))
    app.add_middleware(Protect, web=config.web, error_page=desk.message)
    return app


def environment() -> Environment:
    """Templates from files alone, everything escaped, a missing value an error (R-WEB-5)."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spoken = (words.bare, words.count, words.moment, words.number, words.site, words.stamp)
    templates.filters |= {word.__name__: word for word in spoken}
    templates.tests["linkable"] = words.linkable
    templates.globals["subscribe"] = False
    return templates


def _ledger(desk: Desk, _: Request) -> Response:
    def reading(storage: Storage) -> front.LedgerPage:
        questions = len(storage.reviews.open_questions())
        watch = front.watch(storage.outlets.health(), storage.meta.first_start, questions)
        plans = plans_waiting(storage, desk.config.conflicts, desk.clock())
        announced = front.announced(plans, desk.names, desk.outlet_names)
        return front.page(storage.exchanges.settlements(), desk.names, watch, storage.totals.many(), announced)

    return desk.page("ledger.html", "/", desk.read(reading))


def _exchange(desk: Desk, request: Request) -> Response:
    wanted = request.path_params["exchange_id"]

    def reading(storage: Storage) -> exchange.Known | None:
        settlement = storage.exchanges.settlement(wanted)
        if settlement is None:
            return None
        return exchange.Known(
            settlement,
            storage.exchanges.history(wanted),
            storage.reviews.open_questions(),
            _quoted(storage, settlement),
            _edits(storage, wanted, desk),
            storage.decisions.about(settlement.exchange),
        )

    found = desk.read(reading)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return desk.page("exchange.html", "", exchange.page(found, desk.names, desk.outlet_names))


def _article(desk: Desk, request: Request) -> Response:
    wanted = request.path_params["article_id"]
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < LONGEST_ID):
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def reading(storage: Storage) -> list[tuple[Article, list[StoredClaim]]]:
        return [(one, storage.claims.of_revision(one.revision)) for one in storage.articles.revisions(int(wanted))]

    found = desk.read(reading)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return desk.page("article.html", "", article.page(found, desk.names, desk.outlet_names))


def _totals(desk: Desk, _: Request) -> Response:
    def reading(storage: Storage) -> tuple[list[Audit], int]:
        return desk.audits(storage, totals_page.READ), storage.totals.many()

    found, stated = desk.read(reading)
    return desk.page("totals.html", "", totals_page.page(found, stated, desk.names, desk.outlet_names))


def _totals_json(desk: Desk, _: Request) -> Response:
    return Response(
        totals.as_json(desk.read(lambda storage: desk.audits(storage, None))),
        media_type="application/json; charset=utf-8",
    )


def _totals_csv(desk: Desk, _: Request) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="totals.csv"'}
    body = totals.as_csv(desk.read(lambda storage: desk.audits(storage, None))).encode(errors="backslashreplace")
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


def _questions(desk: Desk, _: Request) -> Response:
    return desk.page("questions.html", "", desk.read(lambda storage: storage.reviews.open_questions()))


def _outlets(desk: Desk, _: Request) -> Response:
    health, happened = desk.read(lambda storage: (storage.outlets.health(), storage.incidents.recent(RECENT)))
    found = outlets.page(desk.config.outlets, health, desk.config.crawl.silent_after, happened)
    return desk.page("outlets.html", "/outlets", found)


def _alerts(desk: Desk, _: Request) -> Response:
    told, owed = desk.read(lambda storage: (storage.subscriptions.recent(RECENT), storage.outbox.recent(RECENT)))
    return desk.page("alerts.html", "/alerts", alerts.page(told, owed, desk.names))


def _health(desk: Desk, _: Request) -> Response:
    """200, or 503 with the names of what fails: database, crawl, deliver."""
    now = desk.clock()
    try:
        feeds, owed = desk.read(lambda storage: (storage.outlets.next_due(), storage.outbox.oldest_due(now)))
        failing = outlets.stuck({"crawl": feeds, "deliver": owed}, desk.started, now)
    except (DatabaseTrouble, sqlite3.Error):
        logger.exception("health check of %s failed", desk.database)
        failing = ["database"]
    body = json.dumps({"status": "failing" if failing else "ok", "failing": failing})
    status = HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json; charset=utf-8")


def _ledger_json(desk: Desk, _: Request) -> Response:
    settlements, history = desk.read(_with_history)
    return Response(ledger.as_json(settlements, history, desk.series), media_type="application/json; charset=utf-8")


def _ledger_csv(desk: Desk, _: Request) -> Response:
    settlements = desk.read(lambda storage: storage.exchanges.settlements())
    headers = {"Content-Disposition": 'attachment; filename="ledger.csv"'}
    body = ledger.as_csv(settlements).encode(errors="backslashreplace")
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


def _ledger_atom(desk: Desk, _: Request) -> Response:
    settlements, history = desk.read(lambda storage: _with_history(storage, withdrawn=True))
    press = Press(desk.config.web.public_url, desk.names, desk.outlet_names)
    body = as_atom(settlements, history, press, desk.clock())
    return Response(body, media_type="application/atom+xml; charset=utf-8")


def _quoted(storage: Storage, settlement: Settlement) -> dict[int, Article]:
    """The revisions whose words stand in a dispute, by their id."""
    ids = {stored.article for stored in disputes.quoted(settlement.conflicts)}
    return {article.revision: article for id in sorted(ids) for article in storage.articles.revisions(id)}


def _edits(storage: Storage, exchange_id: str, desk: Desk) -> tuple[article.Edit, ...]:
    claims = storage.claims.of_edited(exchange_id)
    revisions = {one: storage.articles.read_revisions(one) for one in sorted({claim.article for claim in claims})}
    return article.edits(revisions, claims, desk.names, desk.outlet_names)


def _with_history(storage: Storage, *, withdrawn: bool = False) -> tuple[list[Settlement], ledger.History]:
    settlements = storage.exchanges.settlements(withdrawn=withdrawn)
    ids = [settlement.exchange.id for settlement in settlements]
    return settlements, {id: storage.exchanges.history(id) for id in ids}


Answer = Callable[[Desk, Request], Response]
ROUTES: Mapping[str, Answer] = {
    "/": _ledger,
    "/exchanges/{exchange_id:path}": _exchange,
    "/articles/{article_id}": _article,
    "/questions": _questions,
    "/totals": _totals,
    "/totals.json": _totals_json,
    "/totals.csv": _totals_csv,
    "/outlets": _outlets,
    "/alerts": _alerts,
    "/healthz": _health,
    "/ledger.json": _ledger_json,
    "/ledger.csv": _ledger_csv,
    "/ledger.atom": _ledger_atom,
}


def _bound(answer: Answer, desk: Desk) -> Callable[[Request], Response]:
    """A plain function: FastAPI runs it in a worker thread, so that no SQL and no template holds up the loop."""

    def answered(request: Request) -> Response:
        return answer(desk, request)

    return answered


def _explained(desk: Desk) -> Callable[[Request, Exception], Response]:
    def explained(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        return HTMLResponse(desk.message(status), status)

    return explained


def _unready(desk: Desk) -> Callable[[Request, Exception], Response]:
    def unready(request: Request, error: Exception) -> Response:
        logger.error("%s cannot be read for %s: %s", desk.database, ascii(request.url.path), error)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HTMLResponse(desk.message(status), status, {"Retry-After": "30"})

    return unready
