"""An answer that a reader's cache may hold, and is spared where the reader has it already. Edge: takes the request."""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from fastapi import Request
from starlette.responses import Response

from review.conditional import is_known, validators
from review.desk import Desk
from review.gate import visitor_of

# The address stays and its content changes; for half a minute nobody need ask, after that whoever has it asks again.
CACHED = "public, max-age=30, must-revalidate"
PRIVATE = "no-store"  # what was made for who is signed in is kept by nobody (R-WEB-1)
VARY = "Cookie"


def as_known(desk: Desk, request: Request, made: Response, vary: str = VARY) -> Response:
    """What is made in any case, and need not be sent where the reader has the same."""
    return fresh(desk, request, (sha256(bytes(made.body)).hexdigest(),), lambda: made, vary)


def fresh(
    desk: Desk, request: Request, what: tuple[str, ...], make: Callable[[], Response], vary: str = VARY
) -> Response:
    """what: all that the answer is made of, beside its address. make: called where the reader has another one."""
    if visitor_of(request) or not desk.config.web.public:
        made = make()
        made.headers["Cache-Control"] = PRIVATE
        return made
    address = f"{request.url.path}?{request.url.query}"
    found = validators((desk.started.isoformat(), address, *what), None, desk.clock())
    headers = {"Cache-Control": CACHED, "Vary": vary, **found.headers}
    if is_known(request.headers, found):
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    made = make()
    made.headers.update(headers)
    return made
