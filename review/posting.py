"""Forms: read on the loop with their bounds, held to the login they belong to, answered in a worker thread. Edge."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from review.desk import Desk
from review.gate import is_bound, visitor_of

MOST_FIELDS = 1000  # R-WEB-3
TOKEN = "token"  # noqa: S105  the name of the field
Form = Mapping[str, str]
Answer = Callable[[Desk, Request, Form | None], Response]  # None: it is read; else its form was sent
Routes = Mapping[str, tuple[Answer, str]]  # path -> the answer, and "GET", "POST" or "GET POST"


async def form_of(request: Request) -> FormData:
    """Raises HTTPException: 415 for a body that is no form, 400 for one that cannot be read."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return await request.form(max_files=0, max_fields=MOST_FIELDS)


def texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def add_forms(app: FastAPI, desk: Desk, routes: Routes) -> None:
    for path, (answer, methods) in routes.items():
        allowed = [*methods.split(), *(["HEAD"] if "GET" in methods else [])]
        app.add_api_route(path, _bound(answer, desk), methods=allowed, response_class=Response)


def _bound(answer: Answer, desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        form = await _form(request) if request.method == "POST" else None
        return await run_in_threadpool(answer, desk, request, form)

    return answered


async def _form(request: Request) -> Form:
    """Raises HTTPException 403 where it does not carry the token of the login (R-WEB-3)."""
    visitor = visitor_of(request)
    is_json = request.headers.get("content-type", "").startswith("application/json")
    form = {} if is_json else texts(await form_of(request))
    if visitor and not is_bound(visitor, form.get(TOKEN, "")):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return form
