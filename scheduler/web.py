"""The web application over the tools, and its server, inside the daemon's loop or alone."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from datetime import datetime

import uvicorn
from fastapi import FastAPI

from repwatch.model import WebSettings
from review.app import build
from scheduler.auditing import audit_all
from scheduler.foreseeing import foresee
from scheduler.tools import Tools, reader_names


class PortTaken(Exception):
    """The web page's address cannot be had; the message says which and what to do."""


class EmbeddedServer(uvicorn.Server):
    """uvicorn's own serve() takes SIGTERM and SIGINT and raises them again; here the daemon has them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


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


def application(tools: Tools, started: datetime) -> FastAPI:
    return build(
        tools.config.database, tools.config, tools.party_names, started,
        audits=lambda storage, most: audit_all(storage, tools, most), series=tools.series,
        spoken=reader_names(tools.names), foresee=lambda storage, draft, now: foresee(storage, tools, draft, now),
    )  # fmt: skip


def server(app: FastAPI, web: WebSettings, *, embedded: bool = True) -> uvicorn.Server:
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
