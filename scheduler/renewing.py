"""The configuration, read anew while the daemon runs: what of it can change, and what waits for the next start."""

import logging
from dataclasses import replace
from pathlib import Path

from repwatch import logs
from repwatch.config import load
from repwatch.model import Config
from scheduler.tools import Tools, make_tools

logger = logging.getLogger(__name__)


def renewed(path: Path, old: Config) -> Tools:
    """Raises repwatch.config.ConfigError; then nothing has changed."""
    new = load(path)
    web = replace(new.web, host=old.web.host, port=old.web.port, proxies=old.web.proxies)
    kept = replace(new, state=old.state, web=web)
    for name, before, now in (
        ("state", old.state, new.state),
        ("web.host", old.web.host, new.web.host),
        ("web.port", old.web.port, new.web.port),
        ("web.proxies", old.web.proxies, new.web.proxies),
    ):
        if before != now:
            logger.warning("%s: %s has changed; that takes a new start", path, name)
    tools = make_tools(kept)
    logs.install(kept)
    return tools
