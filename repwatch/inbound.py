"""The command that a mail server hands mails to, one at a time."""

import logging
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from repwatch.model import Purpose
from repwatch.opening import settings_of, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption
from storage import DatabaseTrouble, Storage

LATER = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again
PART = 1 << 16  # bytes


def inbound(
    to: Annotated[
        str,
        typer.Option(
            envvar=["ORIGINAL_RECIPIENT", "RECIPIENT"],
            help="The address it came to. Without it the mail's own X-Original-To, Delivered-To or Envelope-To.",
        ),
    ] = "",
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Take one mail on standard input: a returned mail, a complaint, or somebody who unsubscribes by mail.

    For the mail server, which tries again (exit code 75) until it is taken. Nothing is ever answered.
    """
    try:
        code, words = _take(to, db, config)
    except typer.Exit as error:  # the configuration or the database is not as it must be, and that was said
        raise typer.Exit(LATER) from error
    except (OSError, sqlite3.Error, DatabaseTrouble) as error:
        code, words = LATER, f"4.3.0 it cannot be taken now: {error}"
    except Exception as error:  # noqa: BLE001  the mail server would give it back to its sender, who cannot mend it
        code, words = LATER, f"4.3.0 it cannot be taken now, repwatch has a fault: {type(error).__name__}: {error}"
    typer.echo(words)
    if code:
        raise typer.Exit(code)


def _take(to: str, db: Path | None, config: Path) -> tuple[int, str]:
    from alerts.inbound import take_in
    from alerts.returned import MOST

    data = sys.stdin.buffer.read(MOST)
    while sys.stdin.buffer.read(PART):  # a mail server does not like a closed pipe
        continue
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # what it cannot read is kept, and why
    settings = settings_of(config)
    path = db or settings.database
    if not path.exists():
        stop(f"{path} is not there yet; `repwatch run` makes it", LATER)
    with Storage(path, write=True) as storage:  # another schema is the daemon's to bring up to date, never a mail's
        taken = take_in(storage, settings, data, to, datetime.now(UTC), _unsubscribe)
    return taken.code, taken.words


def _unsubscribe(storage: Storage, token: str, now: datetime) -> bool:
    """As the button behind the link of a mail does."""
    from review import requests

    found = storage.tokens.find(token, Purpose.UNSUBSCRIBE, now)
    if found:
        requests.end(storage, found.subscription, now)
    return found is not None
