"""The whole ledger and all stated totals as files for programs: JSON, CSV, Atom. Edge.

A ledger of years is sent in pieces: what is read at a time stays small.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from repwatch.model import Settlement
from review import ledger, totals
from review.atom import SHOWN, Press, as_atom
from review.desk import Desk
from review.fresh import as_known, fresh
from review.speaking import reader
from storage import Storage

TOGETHER = 50  # exchanges that are read at a time
LOOKED_AT = 4 * SHOWN  # exchanges, of which those that changed last are in the feed
JSON = "application/json; charset=utf-8"
CSV = "text/csv; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"


def with_history(storage: Storage, ids: Sequence[str]) -> tuple[list[Settlement], ledger.History]:
    settlements = storage.exchanges.by_ids(ids)
    return settlements, {one.exchange.id: storage.exchanges.history(one.exchange.id) for one in settlements}


def _ledger_json(desk: Desk, request: Request) -> Response:
    found = desk.read(lambda storage: storage.lines.ledger())
    ids = [line.exchange.id for line in found.lines]

    def pieces() -> Iterator[str]:
        between = "[\n"
        for start in range(0, len(ids), TOGETHER):
            settlements, history = desk.read(
                lambda storage, start=start: with_history(storage, ids[start : start + TOGETHER])  # type: ignore[misc]
            )
            if objects := ledger.as_objects(settlements, history, desk.series):
                yield between + json.dumps(objects, ensure_ascii=True, indent=1)[2:-2]
                between = ",\n"
        yield "[]" if between == "[\n" else "\n]"

    return fresh(desk, request, (found.version,), lambda: _streamed(request, pieces, JSON))


def _streamed(request: Request, pieces: Callable[[], Iterator[str]], kind: str) -> Response:
    """Who asks for the headers alone has nothing read for them."""
    return Response(media_type=kind) if request.method == "HEAD" else StreamingResponse(pieces(), media_type=kind)


def _ledger_csv(desk: Desk, request: Request) -> Response:
    found = desk.read(lambda storage: storage.lines.ledger())
    return fresh(desk, request, (found.version,), lambda: _csv("ledger", ledger.as_csv(found.lines)))


def _csv(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.encode(errors="backslashreplace"), headers=headers, media_type=CSV)


def _ledger_atom(desk: Desk, request: Request) -> Response:
    def made() -> Response:
        settlements, history = desk.read(_changed)
        press = Press(desk.config.web.public_url, by.names, desk.outlet_names, by.tongue, by.suffix)
        return Response(as_atom(settlements, history, press, desk.clock()), media_type=ATOM)

    by = reader(desk, request, negotiated=False)  # a feed reader goes by the address that it was given
    return fresh(desk, request, (desk.read(lambda storage: storage.lines.version()),), made)


def _changed(storage: Storage) -> tuple[list[Settlement], ledger.History]:
    """Those that say something else since the latest time; one more article that says the same is no change."""
    history = {one: storage.exchanges.history(one) for one in storage.exchanges.latest(LOOKED_AT)}
    latest = sorted(history, key=lambda one: history[one][-1].at, reverse=True)[:SHOWN]
    return storage.exchanges.by_ids(latest), history


def _totals_json(desk: Desk, request: Request) -> Response:
    text = totals.as_json(desk.read(lambda storage: desk.audits(storage, None)))
    return as_known(desk, request, Response(text, media_type=JSON))


def _totals_csv(desk: Desk, request: Request) -> Response:
    return as_known(desk, request, _csv("totals", totals.as_csv(desk.read(lambda storage: desk.audits(storage, None)))))


Answer = Callable[[Desk, Request], Response]
ROUTES: Mapping[str, Answer] = {
    "/totals.json": _totals_json,
    "/totals.csv": _totals_csv,
    "/ledger.json": _ledger_json,
    "/ledger.csv": _ledger_csv,
    "/ledger.atom": _ledger_atom,
}
