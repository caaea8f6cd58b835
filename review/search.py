"""The page /search: articles and figures by words and filters. Edge: reads the database, decides nothing.

It only reads, by GET: an address holds the whole question, so that it can be kept and passed on.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from repwatch.model import Hits, Slice
from review.desk import Desk
from review.pages.search import SHARED, Known, address, page
from review.searching import Problem, Query, parse, wanted
from review.snippets import marker
from review.stems import stemmer
from storage import Storage

LONGEST_PLACE = 18  # digits, below what SQLite takes for a whole number


def ask(storage: Storage, query: Query, part: Slice) -> Hits | None:
    """None: there is nothing to search for, or it could not be understood."""
    return None if query.empty or query.problems else storage.search.find(wanted(query, stemmer()), part)


def search(desk: Desk, request: Request) -> Response:
    values = {name: request.query_params.get(name, "").strip() for name in SHARED}
    places = {name: value for name in ("older", "newer") if (value := request.query_params.get(name))}
    if _has_blanks(request.query_params):  # as forms send them: none of them belongs into an address to keep
        return RedirectResponse(address(values, **places), HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    query, part = parse(values["q"], values, stemmer(), tuple(desk.names)), _slice(places)
    found, missing = desk.read(lambda storage: (ask(storage, query, part or Slice()), storage.search.missing()))
    if part is None:
        query = replace(query, problems=(*query.problems, Problem("place")))
    known = Known(desk.names, desk.outlets)
    shown = page(query, values, (found, missing), marker(query, stemmer()), known)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if query.problems and found is None else HTTPStatus.OK
    return desk.page(request, "search.html", shown, status=status)


def _has_blanks(given: QueryParams) -> bool:
    return any(not value.strip() for _, value in given.multi_items())


def _slice(places: Mapping[str, str]) -> Slice | None:
    """None: what the address says is no place."""
    if not all(one.isascii() and one.isdigit() and len(one) <= LONGEST_PLACE for one in places.values()):
        return None
    older, newer = (int(places[name]) if name in places else None for name in ("older", "newer"))
    return Slice(older=older, newer=None if older is not None else newer)


Answer = Callable[[Desk, Request], Response]
ROUTES: Mapping[str, Answer] = {"/search": search}
