"""The web application over the tools, and its server, inside the daemon's loop or alone."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus

import uvicorn
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from matcher.extract import extract
from repwatch.model import Vitals, WebSettings
from review.app import build
from review.desk import Rules
from review.explain import headline
from review.preview import claims_in
from scheduler.auditing import audit_all
from scheduler.foreseeing import foresee
from scheduler.overlaid import overlaid
from scheduler.speaking import speaker
from scheduler.tools import Tools, reader_names
from scheduler.trying import RulesWrong, examples, files, text_of


class PortTaken(Exception):
    """The web page's address cannot be had; the message says which and what to do."""


class EmbeddedServer(uvicorn.Server):
    """uvicorn's own serve() takes SIGTERM and SIGINT and raises them again; here the daemon has them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Front:
    """The application as it is now; another one may take its place between two requests."""

    def __init__(self) -> None:
        self.app: ASGIApp = Response("not ready", HTTPStatus.SERVICE_UNAVAILABLE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def listen(web: WebSettings) -> socket.socket:
    """Taken before anything else starts. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((web.host, web.port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"{web.host}:{web.port} cannot be used ({error.strerror}); give another port under [web] in config.toml"
        ) from error
    listener.listen(128)
    return listener


def application(tools: Tools, started: datetime, vitals: Callable[[], Vitals] | None = None) -> FastAPI:
    """vitals: of the daemon that it is a part of; None: it serves the pages alone."""
    return build(
        tools.config.database, tools.config, tools.party_names, started,
        audits=lambda storage, most: audit_all(storage, tools, most), series=tools.series,
        spoken=reader_names(tools.names),
        foresee=lambda storage, draft, now: foresee(storage, overlaid(storage, tools), draft, now),
        reads=lambda listed, outlet, now: [
            headline(claim, tools.party_names) for claim in claims_in(listed, outlet, tools.lexicon, now)
        ],
        vitals=vitals,
        rules=_rules(tools),
    )  # fmt: skip


def _rules(tools: Tools) -> Rules:
    config = tools.config

    def look(file: str, text: str) -> tuple[str, Sequence[str]]:
        try:
            return "", examples(config, file, text)
        except RulesWrong as error:
            return str(error), ()

    return Rules(
        lambda article, outlets: extract(article, speaker(article, {one.id: one for one in outlets}), tools.lexicon),
        files(config), lambda file: text_of(config, file), look,
    )  # fmt: skip


def server(app: ASGIApp, web: WebSettings, *, embedded: bool = True) -> uvicorn.Server:
    """No log of who asked for what: addresses of pages hold the tokens of readers."""
    settings = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", server_header=False, proxy_headers=bool(web.proxies),
        forwarded_allow_ips=list(web.proxies), timeout_graceful_shutdown=3, ws="none",
    )  # fmt: skip
    return EmbeddedServer(settings) if embedded else uvicorn.Server(settings)


async def close(running: uvicorn.Server, task: asyncio.Task[None]) -> None:
    """A request in flight is answered first."""
    running.should_exit = True
    await task
