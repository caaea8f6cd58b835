"""The public feeds of alerts: /alerts.atom and /alerts.json, in the language of ?lang=. Edge.

An entry never changes and entries are only added, so the newest one says whether a reader has them all.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from alerts.languages import SOURCE, available
from repwatch.model import PUBLIC, Bulletin
from review.bulletins import SHOWN, Heading, as_json, as_values
from review.conditional import Validators, is_known, validators
from review.protect import ALLOWED
from review.selfserve import Counter
from storage import Storage

CACHED = "public, max-age=60"  # a minute more or less is nothing to a reader that looks every half hour
WORDS = "self/feed-words.j2"


class Feeds:
    """started: when this program was; it may word what is around the entries in another way than the one before."""

    def __init__(self, counter: Counter, started: datetime) -> None:
        self._counter, self._started = counter, started

    def atom(self, request: Request) -> Response:
        def made(heading: Heading, bulletins: Sequence[Bulletin]) -> str:
            template = self._counter.environment(heading.lang).get_template("alerts.atom")
            return template.render(as_values(heading, bulletins, request.url.path))

        return self._answer(request, made, "application/atom+xml")

    def json(self, request: Request) -> Response:
        def made(heading: Heading, bulletins: Sequence[Bulletin]) -> str:
            return as_json(heading, bulletins, request.url.path)

        return self._answer(request, made, "application/feed+json")

    def _answer(
        self, request: Request, made: Callable[[Heading, Sequence[Bulletin]], str], media_type: str
    ) -> Response:
        if not self._counter.config.web.alert_feeds:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        lang = request.query_params.get("lang", SOURCE)
        lang = lang if lang in available() else SOURCE
        newest = self._counter.read(lambda storage: storage.bulletins.latest(lang, 1))
        found = self._validators(request, lang, newest)
        if is_known(request.headers, found):
            return Response(None, HTTPStatus.NOT_MODIFIED, {"Cache-Control": CACHED, **found.headers})
        bulletins, updated = self._counter.read(lambda storage: self._read(storage, lang))
        headers = {"Cache-Control": CACHED, **self._validators(request, lang, bulletins).headers}
        body = made(self._heading(lang, updated), bulletins)
        return Response(body, headers=headers, media_type=f"{media_type}; charset=utf-8")

    def _validators(self, request: Request, lang: str, bulletins: Sequence[Bulletin]) -> Validators:
        newest = bulletins[0] if bulletins else None
        what = (self._started.isoformat(), request.url.path, lang, newest.id if newest else "")
        return validators(what, newest.published if newest else None, self._counter.clock())

    def _read(self, storage: Storage, lang: str) -> tuple[Sequence[Bulletin], datetime]:
        bulletins = storage.bulletins.latest(lang, SHOWN)
        since = storage.subscriptions.since(PUBLIC.id) or self._started
        return bulletins, bulletins[0].published if bulletins else since

    def _heading(self, lang: str, updated: datetime) -> Heading:
        words = vars(self._counter.environment(lang).get_template(WORDS).module)
        public_url = self._counter.config.web.public_url
        return Heading(words["title"], words["subtitle"], lang, available(), public_url, updated)


Answer = Callable[[Feeds, Request], Response]
ROUTES: Mapping[str, Answer] = {"/alerts.atom": Feeds.atom, "/alerts.json": Feeds.json}


def add_feeds(app: FastAPI, counter: Counter, started: datetime) -> None:
    feeds = Feeds(counter, started)
    for path, answer in ROUTES.items():
        app.add_api_route(path, _bound(answer, feeds), methods=list(ALLOWED), response_class=Response)


def _bound(answer: Answer, feeds: Feeds) -> Callable[[Request], Response]:
    """A plain function: FastAPI runs it in a worker thread."""

    def answered(request: Request) -> Response:
        return answer(feeds, request)

    return answered
