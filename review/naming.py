"""What somebody may be called at the desk, and what an outlet is called by its address. Pure."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from repwatch.model import Lead, Site

_NAME = re.compile(r"[\w][\w.-]{0,31}")
# What a host begins with and what says nothing of whose it is.
_NOBODY = ("www", "rss", "feed", "feeds", "news", "m", "static")


def is_name(text: str) -> bool:
    """Letters of any script, digits, dots, hyphens, underscores; at most 32."""
    return _NAME.fullmatch(text) is not None


def slug(*names: str) -> str:
    """An id from the first of these names that has letters for one; "outlet" if none has."""
    for name in names:
        found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if name.isascii() else ""
        if found:
            return found[:40].strip("-")
    return "outlet"


def host_name(url: str) -> str:
    """What of the host says whose it is: "gazette" of https://www.gazette.example/rss."""
    labels = (urlsplit(url).hostname or "").split(".")
    while len(labels) > 2 and labels[0] in _NOBODY:
        labels = labels[1:]
    return "-".join(labels[:-1]) if len(labels) > 1 and not labels[-1].isdigit() else "-".join(labels)


def suggested(lead: Lead, site: Site) -> tuple[str, str]:
    """Id and name of the outlet of which this is a list: by its channel or its host, and as its page says."""
    channel = lead.url.rpartition("/")[2] if lead.form == "telegram" else ""
    host = host_name(lead.url)
    return slug(channel or host, host), site.name or channel or host


def free(wanted: str, taken: Collection[str]) -> str:
    """The id, with the first number behind it that is not taken."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found
