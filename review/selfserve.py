"""The pages of readers: subscribe, confirm, change, end, and what is kept about them (R-SUB). Edge.

What is asked for by POST is written at once or left for the next run of the steps; GET changes nothing. A link's token
is the whole proof; no cookie, no login.
"""

import logging
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from alerts.headers import BadAddress, address
from alerts.languages import SOURCE, available, speak
from repwatch.model import Config, Purpose, Standing, Subscriber, Subscription, Token
from repwatch.subscription import SubscriptionWrong, checked
from review import requests
from review.desk import ip_of
from review.forms import TRAP, Wanted, read, values, wanted
from review.posting import form_of, texts
from review.tries import Tries
from storage import DatabaseTrouble, Storage

logger = logging.getLogger(__name__)
T = TypeVar("T")
HERE = Path(__file__).parent
RETRY_AFTER = "60"  # seconds
BLOCK = 8192  # bytes; the largest page behind a link has some 5,000
OFTEN, WITHIN = 60, timedelta(minutes=1)  # tries at one kind of link from one IP (R-SUB-2)
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
ZONES = ("UTC", "Europe/Kyiv", "Europe/Moscow", "Europe/Warsaw", "Europe/Berlin", "Europe/London", "America/New_York")


@dataclass(frozen=True, slots=True)
class Counter:
    """The desk where readers are served. parties: id -> name, in each language; clock: the time."""

    database: Path
    config: Config
    parties: Mapping[str, Mapping[str, str]]
    clock: Callable[[], datetime]
    environments: dict[str, Environment] = field(default_factory=dict)
    tries: Tries = field(default_factory=lambda: Tries(OFTEN, WITHIN))

    def read(self, reading: Callable[[Storage], T]) -> T:
        with closing(Storage(self.database, write=False)) as storage:
            return reading(storage)

    def write(self, writing: Callable[[Storage], T]) -> T:
        with closing(Storage(self.database, write=True)) as storage, storage.transaction():
            return writing(storage)

    def names(self, lang: str) -> Mapping[str, str]:
        return self.parties.get(lang) or self.parties[SOURCE]

    def page(self, request: Request, name: str, status: int = HTTPStatus.OK, **values: object) -> HTMLResponse:
        lang = language(request)
        template = self.environment(lang).get_template(f"self/{name}.html")
        context = {"lang": lang, "languages": available(), "path": request.url.path, "names": self.names(lang)}
        shown = {"zones": ZONES, "trap": TRAP, "alert_feeds": self.config.web.alert_feeds}
        html = template.render({**context, **shown, **values})
        return HTMLResponse(padded(html) if request.path_params else html, status, PRIVATE)

    def environment(self, lang: str) -> Environment:
        if lang not in self.environments:
            made = Environment(
                loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                trim_blocks=True, lstrip_blocks=True, auto_reload=False,
            )  # fmt: skip
            speak(made, lang)
            self.environments[lang] = made
        return self.environments[lang]


def padded(html: str) -> bytes:
    """To a whole number of blocks: its size on the wire does not say whether a link leads anywhere (R-SUB-2)."""
    body = html.encode()
    return body + b"\n" * (-len(body) % BLOCK)


def language(request: Request) -> str:
    """As chosen on the page, else the first that the reader's browser asks for and that there is."""
    asked = [request.query_params.get("lang", "")]
    asked += [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((lang for lang in asked if lang in available()), SOURCE)


def privacy(counter: Counter, request: Request, _: FormData | None) -> Response:
    return counter.page(request, "privacy")


def subscribe(counter: Counter, request: Request, form: FormData | None) -> Response:
    if not counter.config.web.subscribe:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if form is None:
        return counter.page(request, "subscribe", form=Wanted(lang=language(request)), wrong=())
    given = read(texts(form), _ticked(form), tuple(counter.names(SOURCE)))
    if texts(form).get(TRAP):
        return counter.page(request, "sent", HTTPStatus.ACCEPTED)
    one, wrong = _checked(counter, given, ())
    if one is None:
        return counter.page(request, "subscribe", HTTPStatus.UNPROCESSABLE_ENTITY, form=given, wrong=wrong)
    new, now = replace(one, id=f"sub_{secrets.token_hex(8)}"), counter.clock()
    counter.write(lambda storage: requests.subscribe(storage, new, ip_of(request), now))
    return counter.page(request, "sent", HTTPStatus.ACCEPTED)


def ask_for_link(counter: Counter, request: Request, form: FormData | None) -> Response:
    if form is None:
        return counter.page(request, "ask", wrong=False)
    try:
        to = address(texts(form).get("address", "").strip())
    except BadAddress:
        return counter.page(request, "ask", HTTPStatus.UNPROCESSABLE_ENTITY, wrong=True)
    now = counter.clock()
    if not texts(form).get(TRAP):
        counter.write(lambda storage: requests.send_link(storage, to, ip_of(request), now))
    return counter.page(request, "sent", HTTPStatus.ACCEPTED)


def confirm(counter: Counter, request: Request, form: FormData | None) -> Response:
    token, now = request.path_params["token"], counter.clock()
    found = _found(counter, request, token, (Purpose.CONFIRM, Purpose.ADDRESS), now)
    if found is None or found.used:
        return counter.page(request, "gone", HTTPStatus.NOT_FOUND)
    if form is None:
        return counter.page(request, "confirm", purpose=found.purpose.value)
    done = counter.write(lambda storage: requests.confirm(storage, token, found, now))
    if not done:
        return counter.page(request, "gone", HTTPStatus.NOT_FOUND)
    return counter.page(request, "confirmed", purpose=found.purpose.value)


def unsubscribe(counter: Counter, request: Request, form: FormData | None) -> Response:
    now = counter.clock()
    found = _found(counter, request, request.path_params["token"], (Purpose.UNSUBSCRIBE,), now)
    if found is None:
        return counter.page(request, "gone", HTTPStatus.NOT_FOUND)
    if form is None:
        return counter.page(request, "unsubscribe")
    counter.write(lambda storage: requests.end(storage, found.subscription, now))
    return counter.page(request, "ended")


def manage(counter: Counter, request: Request, form: FormData | None) -> Response:
    now = counter.clock()
    found = _found(counter, request, request.path_params["token"], (Purpose.MANAGE,), now)
    one = counter.read(lambda storage: storage.subscribers.get(found.subscription)) if found else None
    if one is None or one.standing is Standing.ENDED:
        return counter.page(request, "gone", HTTPStatus.NOT_FOUND)
    if form is None:
        return _managed(counter, request, one)
    return _ACTIONS.get(texts(form).get("action", ""), _save)(counter, request, one, form)


Action = Callable[[Counter, Request, Subscriber, FormData], Response]


def _save(counter: Counter, request: Request, one: Subscriber, form: FormData) -> Response:
    given, now = read(texts(form), _ticked(form), tuple(counter.names(SOURCE))), counter.clock()
    new, wrong = _checked(counter, given, one.subscription.reasons)
    if new is None:
        return _managed(counter, request, one, HTTPStatus.UNPROCESSABLE_ENTITY, form=given, wrong=wrong)
    moving = counter.write(lambda storage: requests.change(storage, one, new, now))
    return _managed(counter, request, _again(counter, one), saved=True, moving=given.address if moving else "")


def _pause(counter: Counter, request: Request, one: Subscriber, _: FormData) -> Response:
    if one.standing is Standing.ACTIVE:
        counter.write(lambda storage: storage.subscribers.stand(one.subscription.id, Standing.PAUSED))
    return _managed(counter, request, _again(counter, one), saved=True)


def _resume(counter: Counter, request: Request, one: Subscriber, _: FormData) -> Response:
    now = counter.clock()
    counter.write(lambda storage: requests.resume(storage, one.subscription.id, now))
    return _managed(counter, request, replace(one, standing=Standing.ACTIVE), saved=True)


def _end(counter: Counter, request: Request, one: Subscriber, _: FormData) -> Response:
    now = counter.clock()
    counter.write(lambda storage: requests.end(storage, one.subscription.id, now))
    return counter.page(request, "ended")


_ACTIONS: Mapping[str, Action] = {"save": _save, "pause": _pause, "resume": _resume, "end": _end}


def _managed(
    counter: Counter, request: Request, one: Subscriber, status: int = HTTPStatus.OK, **values: object
) -> HTMLResponse:
    shown = {"form": wanted(one.subscription), "wrong": (), "saved": False, "moving": "", **values}
    return counter.page(request, "manage", status, standing=one.standing.value, **shown)


def _again(counter: Counter, one: Subscriber) -> Subscriber:
    return counter.read(lambda storage: storage.subscribers.get(one.subscription.id)) or one


def _ticked(form: FormData) -> Collection[str]:
    return [value for value in form.getlist("party") if isinstance(value, str)]


def _checked(
    counter: Counter, given: Wanted, reasons: tuple[object, ...]
) -> tuple[Subscription | None, tuple[str, ...]]:
    """The subscription, or which fields are wrong."""
    try:
        to = address(given.address)
    except BadAddress:
        return None, ("address",)
    try:
        one = checked({**values(given, reasons), "address": to}, tuple(counter.names(SOURCE)), available())  # type: ignore[arg-type]
    except SubscriptionWrong as error:
        return None, tuple(mistake.partition(":")[0] for mistake in error.mistakes)
    return one, ()


def _found(
    counter: Counter, request: Request, token: str, purposes: tuple[Purpose, ...], now: datetime
) -> Token | None:
    """Raises HTTPException 429 where links are tried one after the other."""

    def looking(storage: Storage) -> Token | None:
        return next((found for one in purposes if (found := storage.tokens.find(token, one, now))), None)

    found = counter.read(looking)
    if found is None and not counter.tries.may(ip_of(request), now):
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS)
    return found


Answer = Callable[[Counter, Request, FormData | None], Response]
ROUTES: Mapping[str, tuple[Answer, bool]] = {  # and whether POST is answered
    "/subscribe": (subscribe, True),
    "/manage": (ask_for_link, True),
    "/c/{token}": (confirm, True),
    "/u/{token}": (unsubscribe, True),
    "/m/{token}": (manage, True),
    "/privacy": (privacy, False),
}


def add_pages(app: FastAPI, counter: Counter) -> None:
    for path, (answer, posts) in ROUTES.items():
        methods = ["GET", "HEAD", *(["POST"] if posts else [])]
        app.add_api_route(path, _bound(answer, counter), methods=methods, response_class=Response)


def _bound(answer: Answer, counter: Counter) -> Callable[[Request], Awaitable[Response]]:
    """The form is read on the loop; everything else in a worker thread, where SQL and templates hold up nobody."""

    async def answered(request: Request) -> Response:
        form = await form_of(request) if request.method == "POST" else None
        return await run_in_threadpool(_answered, answer, counter, request, form)

    return answered


def _answered(answer: Answer, counter: Counter, request: Request, form: FormData | None) -> Response:
    """A database that cannot be written, a full disk, has written nothing: what was asked for can be asked again."""
    try:
        return answer(counter, request, form)
    except (DatabaseTrouble, sqlite3.Error):
        logger.exception("%s cannot be used for a page of readers", counter.database)
        found = counter.page(request, "unready", HTTPStatus.SERVICE_UNAVAILABLE)
        found.headers["Retry-After"] = RETRY_AFTER
        return found
