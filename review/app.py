"""The web application: who may do what, and which page answers. Edge."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from matcher.series import NONE, AllSeries
from repwatch.model import Config, Vitals
from review import (
    account,
    admin,
    by_hand,
    health,
    new_outlet,
    outlet,
    public,
    quality,
    queue,
    search,
    signin,
    subscribing,
    trials,
    trying,
    undoing,
)
from review.access import ACCESS
from review.alert_feeds import add_feeds
from review.api import ROOT, add_api, refused
from review.desk import HERE, Audits, Desk, Foresee, Reads, Rules, now_utc
from review.gate import Doors, Gate
from review.posting import add_forms
from review.protect import Protect
from review.selfserve import Counter, add_pages
from review.speaking import BY_LANGUAGE, reader
from storage import DatabaseTrouble

logger = logging.getLogger(__name__)

FORMS = (
    signin.ROUTES, account.ROUTES, admin.ROUTES, queue.ROUTES, undoing.ROUTES, by_hand.ROUTES, outlet.ROUTES,
    new_outlet.ROUTES, quality.ROUTES, trying.ROUTES, trials.ROUTES, subscribing.ROUTES,
)  # fmt: skip


def build(
    database: Path,
    config: Config,
    names: Mapping[str, str],
    started: datetime,
    clock: Callable[[], datetime] = now_utc,
    audits: Audits = lambda *_: [],
    series: AllSeries = NONE,
    spoken: Mapping[str, Mapping[str, str]] | None = None,
    foresee: Foresee | None = None,
    vitals: Callable[[], Vitals] | None = None,
    reads: Reads | None = None,
    rules: Rules | None = None,
) -> FastAPI:
    """names: party id -> display name, in the order of the pages. spoken: by language; None: no pages of readers."""
    desk = Desk(
        database, config, names, started, clock, audits, series, foresee, vitals=vitals, reads=reads, rules=rules,
        spoken=spoken or {},
    )  # fmt: skip
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for path, answer in (*public.ROUTES.items(), *search.ROUTES.items(), *health.ROUTES.items()):
        app.add_api_route(path, _bound(answer, desk), methods=["GET", "HEAD"], response_class=Response)
    add_api(app, desk)
    for table in FORMS:
        add_forms(app, desk, table)
    if spoken:
        counter = Counter(database, config, spoken, clock)
        desk.templates.globals |= {"subscribe": config.web.subscribe, "alert_feeds": config.web.alert_feeds}
        add_pages(app, counter)
        add_feeds(app, counter, started)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_exception_handler(HTTPException, _explained(desk))
    app.add_exception_handler(DatabaseTrouble, _unready(desk))
    app.add_exception_handler(sqlite3.Error, _unready(desk))
    doors = Doors(ACCESS, config.web.public, clock, desk.read, desk.write, signin.refuser(desk))
    app.add_middleware(Gate, routes=app.routes, doors=doors)
    app.add_middleware(Protect, web=config.web, error_page=desk.message)
    return app


def _bound(answer: public.Answer, desk: Desk) -> Callable[[Request], Response]:
    """A plain function: FastAPI runs it in a worker thread, so that no SQL and no template holds up the loop."""

    def answered(request: Request) -> Response:
        return answer(desk, request)

    return answered


def _explained(desk: Desk) -> Callable[[Request, Exception], Response]:
    def explained(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if request.url.path.startswith(f"{ROOT}/"):
            return refused(status, HTTPStatus(status).phrase, headers)
        said = desk.message(status, templates=reader(desk, request).templates)
        return HTMLResponse(said, status, {"Cache-Control": "no-store", "Vary": BY_LANGUAGE, **headers})

    return explained


def _unready(desk: Desk) -> Callable[[Request, Exception], Response]:
    def unready(request: Request, error: Exception) -> Response:
        logger.error("%s cannot be read for %s: %s", desk.database, ascii(request.url.path), error)
        status, later = HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "30"}
        if request.url.path.startswith(f"{ROOT}/"):
            return refused(status, "the ledger cannot be read at the moment", later)
        return HTMLResponse(desk.message(status), status, later)

    return unready
