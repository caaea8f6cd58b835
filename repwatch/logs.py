"""The program's own log: lines of text or of JSON on standard error, without secrets, each event one line (R-LOG-1)."""

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterable

from repwatch.model import Config, services

QUIET = ("apscheduler", "uvicorn", "scrapy", "charset_normalizer")  # loggers whose warnings alone are worth reading
PLAIN = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
HIDDEN = "***"
SHORTEST = 6  # characters of a secret; a shorter one would take half of every line with it
_MAILBOX = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z])")
_LINK = re.compile(r"/(u|c|m|invite)/[A-Za-z0-9_-]{16,}")
_SIGNING = re.compile(r"whsec_[A-Za-z0-9+/=]+")
_USER = re.compile(r"(\w+://)[^\s/@]+@")
_CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160))} | {9: "\\t", 10: "\\n", 13: "\\r"}


def install(config: Config, worth: Callable[[logging.LogRecord], bool] | None = None) -> None:
    """In the place of what was there. worth: which records are written; without it all."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((AsJson if config.log.format == "json" else AsText)(secrets_of(config)))
    if worth:
        handler.addFilter(worth)
    logging.basicConfig(level=config.log.level.upper(), handlers=[handler], force=True)
    for noisy in QUIET:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def secrets_of(config: Config) -> tuple[str, ...]:
    """All that the configuration holds and nobody shall read; the longest first, since one may hold another."""
    found = {config.mail.password, *(part for one in config.subscriptions for part in one.secret.split())}
    found |= {one.address for one in config.subscriptions if one.channel == services.CHANNEL}
    return tuple(sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True))


def discreet(text: str, secrets: Iterable[str]) -> str:
    """Without passwords and links that are a proof, and with mailboxes as a***@domain."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    text = _USER.sub(rf"\1{HIDDEN}@", _SIGNING.sub(HIDDEN, _LINK.sub(rf"/\1/{HIDDEN}", text)))
    return _MAILBOX.sub(rf"\1{HIDDEN}@\2", text)


class AsText(logging.Formatter):
    """One line an event; what follows of an error is set in, so that nothing from outside looks like an event."""

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(PLAIN)
        self._secrets = tuple(secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = record.message.translate(_CONTROLS)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        told = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join("    " + line.translate(_CONTROLS) for line in told.split("\n"))

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's, with other words
        return discreet(super().format(record), self._secrets)


class AsJson(logging.Formatter):
    """time, level, logger, message; error: with its traceback."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        event = {
            "time": f"{at}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": discreet(record.getMessage(), self._secrets),
        }
        if record.exc_info:
            event["error"] = discreet(self.formatException(record.exc_info), self._secrets)
        return json.dumps(event, ensure_ascii=True)
