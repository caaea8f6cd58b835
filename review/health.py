"""For who watches the service: is it well, is it ready, and how does it fare in numbers (R-WEB-7, P7). Edge."""

import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from repwatch.model import Vitals, WebSettings
from review.desk import Desk, ip_of
from review.metrics import TYPE, Seen, exposition
from review.pages.outlets import stuck, unanswered
from review.public import Answer
from storage import DatabaseTrouble, Storage

logger = logging.getLogger(__name__)

PARTS = ("crawl", "deliver", "mail")
MAIL_FAILS = timedelta(minutes=30)  # as of a message that is due (P7)
PASSED_ON = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # who sends them speaks for somebody else


def _healthz(desk: Desk, _: Request) -> Response:
    """200, or 503 with the names of what fails (docs/metrics.md)."""
    now = desk.clock()
    try:
        failing = desk.read(lambda storage: _failing(desk, storage, now))
    except (DatabaseTrouble, sqlite3.Error):
        logger.exception("health check of %s failed", desk.database)
        failing = ["database"]
    return _said("failing" if failing else "ok", sorted({*failing, *_own(_vitals(desk))}))


def _readyz(desk: Desk, _: Request) -> Response:
    """200 while pages can be served, and in the daemon while it works: not before it has begun, nor while it ends."""
    vitals = _vitals(desk)
    failing = [] if vitals is None or vitals.ready else ["daemon"]
    try:
        desk.read(lambda storage: storage.meta.first_start)
    except (DatabaseTrouble, sqlite3.Error):
        failing.append("database")
    return _said("not ready" if failing else "ready", failing)


def _metrics(desk: Desk, request: Request) -> Response:
    if not may_watch(desk.config.web, ip_of(request), list(request.headers)):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    now = desk.clock()
    seen = desk.read(lambda storage: _seen(desk, storage, now))
    return Response(exposition(seen, _vitals(desk)), HTTPStatus.OK, {"Cache-Control": "no-store"}, TYPE)


def may_watch(web: WebSettings, ip: str, headers: Sequence[str]) -> bool:
    """From one of the configured networks, and by nobody else's hand: without [web] proxies whoever stands before the
    page has its own address here, whoever it asks for."""
    if not web.proxies and any(name.lower() in PASSED_ON for name in headers):
        return False
    try:
        address = ip_address(ip)
    except ValueError:  # no address at all
        return False
    return any(address in network for network in web.metrics)


def _failing(desk: Desk, storage: Storage, now: datetime) -> list[str]:
    due, owed = storage.outlets.next_due(), storage.outbox.oldest_due(now)
    failing = stuck({"crawl": due, "deliver": owed}, desk.started, now)
    if unanswered(storage.gauges.answered(), desk.started, now):
        failing.append("crawl")
    if storage.gauges.mail_fails_since(now - MAIL_FAILS):
        failing.append("mail")
    return failing


def _own(vitals: Vitals | None) -> list[str]:
    if vitals is None:
        return []
    parts = {"crawler": vitals.crawler, "backup": vitals.backup}
    return [*vitals.stuck, *vitals.failing, *(name for name, words in parts.items() if words)]


def _seen(desk: Desk, storage: Storage, now: datetime) -> Seen:
    answered, found = storage.gauges.answered(), _failing(desk, storage, now)
    return Seen(
        config=desk.config,
        levels=storage.gauges.levels(),
        failing={name: int(name in found) for name in PARTS},
        next_due=storage.outlets.next_due(),
        answered=answered[0] if answered else None,
        oldest_due=storage.outbox.oldest_due(now),
    )


def _vitals(desk: Desk) -> Vitals | None:
    return desk.vitals() if desk.vitals else None


def _said(status: str, failing: Sequence[str]) -> Response:
    body = json.dumps({"status": "failing" if failing and status == "ok" else status, "failing": list(failing)})
    code = HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK
    return Response(body, code, {"Cache-Control": "no-store"}, "application/json; charset=utf-8")


ROUTES: Mapping[str, Answer] = {"/healthz": _healthz, "/readyz": _readyz, "/metrics": _metrics}
