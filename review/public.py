"""The pages that are only read: the ledger for readers, and what the desk looks at. Edge.

It reads the database and renders templates, and decides nothing.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from repwatch.model import Article, Audit, Settlement, StoredClaim
from review import ledger, totals
from review.atom import Press, as_atom
from review.desk import Desk
from review.pages import alerts, article, disputes, exchange, outlets
from review.pages import ledger as front
from review.pages import totals as totals_page
from review.waiting import plans_waiting
from storage import DatabaseTrouble, Storage

logger = logging.getLogger(__name__)

LONGEST_ID = 19  # digits, below what SQLite takes for a whole number
RECENT = 100  # alerts and deliveries, or incidents, on their page


def _ledger(desk: Desk, request: Request) -> Response:
    def reading(storage: Storage) -> front.LedgerPage:
        questions = len(storage.reviews.open_questions())
        watch = front.watch(storage.outlets.health(), storage.meta.first_start, questions)
        plans = plans_waiting(storage, desk.config.conflicts, desk.clock())
        announced = front.announced(plans, desk.names, desk.outlet_names)
        return front.page(storage.exchanges.settlements(), desk.names, watch, storage.totals.many(), announced)

    return desk.page(request, "ledger.html", desk.read(reading), here="/")


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
    return desk.page(request, "exchange.html", exchange.page(found, desk.names, desk.outlet_names))


def _article(desk: Desk, request: Request) -> Response:
    wanted = request.path_params["article_id"]
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < LONGEST_ID):
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def reading(storage: Storage) -> list[tuple[Article, list[StoredClaim]]]:
        return [(one, storage.claims.of_revision(one.revision)) for one in storage.articles.revisions(int(wanted))]

    found = desk.read(reading)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return desk.page(request, "article.html", article.page(found, desk.names, desk.outlet_names))


def _frozen(desk: Desk, request: Request) -> Response:
    """The whole text as it was read, for the desk: it names people. reading: its number; none: the latest."""
    wanted, asked = request.path_params["article_id"], request.query_params.get("reading", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < LONGEST_ID):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    found = desk.read(lambda storage: storage.articles.revisions(int(wanted)))
    shown = next((one for one in found if str(one.number) == asked), found[-1] if found and not asked else None)
    if shown is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    outlet = desk.outlet_names.get(shown.outlet, shown.outlet)
    return desk.page(request, "desk/frozen.html", {"article": shown, "many": len(found), "outlet": outlet})


def _totals(desk: Desk, request: Request) -> Response:
    def reading(storage: Storage) -> tuple[list[Audit], int]:
        return desk.audits(storage, totals_page.READ), storage.totals.many()

    found, stated = desk.read(reading)
    return desk.page(request, "totals.html", totals_page.page(found, stated, desk.names, desk.outlet_names))


def _totals_json(desk: Desk, _: Request) -> Response:
    return Response(
        totals.as_json(desk.read(lambda storage: desk.audits(storage, None))),
        media_type="application/json; charset=utf-8",
    )


def _totals_csv(desk: Desk, _: Request) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="totals.csv"'}
    body = totals.as_csv(desk.read(lambda storage: desk.audits(storage, None))).encode(errors="backslashreplace")
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


def _outlets(desk: Desk, request: Request) -> Response:
    health, happened = desk.read(lambda storage: (storage.outlets.health(), storage.incidents.recent(RECENT)))
    found = outlets.page(desk.config.outlets, health, desk.config.crawl.silent_after, happened)
    return desk.page(request, "outlets.html", found, here="/outlets")


def _alerts(desk: Desk, request: Request) -> Response:
    told, owed = desk.read(lambda storage: (storage.subscriptions.recent(RECENT), storage.outbox.recent(RECENT)))
    return desk.page(request, "alerts.html", alerts.page(told, owed, desk.names), here="/alerts")


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
    "/articles/{article_id}/text": _frozen,
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
