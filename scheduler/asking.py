"""Questions that wait for the desk -> messages to the editors who asked to be told of them, each question once."""

import logging
from datetime import datetime
from functools import partial

from alerts.minimum import is_quiet
from alerts.questions import compose_questions, issue_of
from repwatch.model import Reason, Report, Subscription
from scheduler.owing import Issue, owe_notice
from scheduler.subscribed import everybody
from scheduler.tools import Tools
from storage import Storage

logger = logging.getLogger(__name__)


def ask_editors(storage: Storage, tools: Tools, now: datetime) -> Report:
    report = Report("ask")
    for one in everybody(storage, tools):
        if Reason.QUESTION not in one.reasons or is_quiet(one, now):
            continue
        try:
            report.done += _ask(storage, tools, one, now)
        except Exception:  # one subscription must not hold up the rest; what waits for it stays
            logger.exception("subscription %s: no message about questions could be made", one.id)
            report.failed += 1
    return report


def _ask(storage: Storage, tools: Tools, one: Subscription, now: datetime) -> int:
    since = storage.subscriptions.since(one.id)
    waiting = storage.reviews.unnoticed(one.id, since) if since else []
    if not since or not waiting:
        return 0
    last_at, last_day = storage.reviews.last_noticed(one.id)
    due = issue_of(waiting, one, last_at, last_day, now, since)
    if due is None:
        return 0
    message = compose_questions(waiting, one, tools.render, tools.config.web.public_url, now)
    return owe_notice(storage, one, Issue(*due, now), message, partial(storage.reviews.notice, one.id, waiting))
