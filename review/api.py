"""The JSON API for programs of others, read-only: /api/v1. Edge: reads the database, and decides nothing.

What is asked for is checked by its types; what is answered stands in openapi.py.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from repwatch.model import ExchangeStatus
from review import ledger, lines, totals
from review.desk import Desk
from review.files import with_history
from review.fresh import as_known, fresh
from review.openapi import document

ROOT = "/api/v1"
MOST = 100  # of a list, in one answer
DAY = r"^\d{4}(-\d\d(-\d\d)?)?$"
ID = r"^[!-~]{1,100}$"

Day = Annotated[str | None, Query(pattern=DAY, description="A day, a month or a year: 2025-06-14, 2025-06, 2025.")]
Id = Annotated[str | None, Query(pattern=ID)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class Api:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.text = ""  # of the description, made when all addresses are there

    def exchanges(
        self,
        request: Request,
        conflict: Id = None,
        to: Id = None,
        status: Literal["claimed", "confirmed", "disputed"] | None = None,
        since: Day = None,
        until: Day = None,
        after: Id = None,
        limit: Limit = 50,
    ) -> Response:
        desk = self._desk
        found = desk.read(lambda storage: storage.lines.ledger())
        wanted = lines.Wanted(conflict, to, ExchangeStatus(status) if status else None, since, until)

        def made() -> Response:
            chosen = lines.chosen(found.lines, wanted)
            shown = lines.page(chosen, after, limit)
            if shown is None:
                return refused(HTTPStatus.NOT_FOUND, f"after: no exchange {after} is in this list")
            return _json(lines.as_list(shown, len(chosen), desk.series))

        return fresh(desk, request, (found.version,), made)

    def exchange(self, request: Request, id: Annotated[str, Path(pattern=ID)]) -> Response:
        settlements, history = self._desk.read(lambda storage: with_history(storage, [id]))
        if not settlements:
            return refused(HTTPStatus.NOT_FOUND, f"{id}: there is no such exchange")
        found = ledger.as_object(settlements[0], history[id], self._desk.series)
        return as_known(self._desk, request, _json(found))

    def totals(self, request: Request, limit: Limit = 50) -> Response:
        audits = self._desk.read(lambda storage: self._desk.audits(storage, limit))
        return as_known(self._desk, request, _json({"totals": totals.as_objects(audits)[:limit]}))

    def reach(self, request: Request) -> Response:
        """How far the ledger reaches, and where nobody watched."""
        found, since = self._desk.read(lambda storage: (storage.lines.ledger(), storage.meta.first_start))
        return as_known(self._desk, request, _json(lines.reach(found.lines, since, self._desk.names)))

    def openapi(self, request: Request) -> Response:
        return fresh(self._desk, request, (), lambda: Response(self.text, media_type=JSON))


JSON = "application/json; charset=utf-8"


def _json(found: Any) -> Response:
    """A lone surrogate in a quote is escaped, so the text can always be encoded."""
    return Response(json.dumps(found, ensure_ascii=True), media_type=JSON)


def refused(status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": why}, status, {"Cache-Control": "no-store", **(headers or {})})


def add_api(app: FastAPI, desk: Desk) -> None:
    api = Api(desk)
    routes: dict[str, Callable[..., Response]] = {
        "/exchanges": api.exchanges,
        "/exchanges/{id:path}": api.exchange,
        "/totals": api.totals,
        "/reach": api.reach,
        "/openapi.json": api.openapi,
    }
    for path, answer in routes.items():
        app.add_api_route(ROOT + path, answer, methods=["GET", "HEAD"], response_class=Response)
    described = [APIRoute(ROOT + path, answer, response_class=Response) for path, answer in routes.items()]
    api.text = json.dumps(document(described, ROOT), ensure_ascii=False)
    app.add_exception_handler(RequestValidationError, _unfit)


def _unfit(_: Request, error: Exception) -> Response:
    """What of the address is not as it must be."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    why = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in found)
    return refused(HTTPStatus.UNPROCESSABLE_ENTITY, why)
