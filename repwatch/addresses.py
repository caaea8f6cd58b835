"""When two addresses are one story. Pure.

Most addresses are plain, and to take them apart as any may be written costs a list of stories as much as its reading.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

TRACKING = (
    "utm_", "fbclid", "gclid", "yclid", "ysclid", "mc_cid", "mc_eid", "igshid", "at_medium", "at_campaign", "at_format",
    "at_link", "at_bbc_team", "at_ptr_name", "rcmclid", "maca",
)  # fmt: skip
# Nothing to be taken out, unquoted or made lower: no query, no fragment, no user, no sign that is written in two ways.
_PLAIN = re.compile(r"https?://([a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?)((?:/[A-Za-z0-9._~%+@!,=:/-]*)?)")


def is_plain(url: str) -> bool:
    """Whole, http or https, and as it stands the same address for everybody."""
    return _PLAIN.fullmatch(url) is not None


def url_key(url: str) -> str:
    """The address without what does not change the story: scheme, www, tracking, fragment, AMP, a final slash."""
    if plain := _PLAIN.fullmatch(url):
        return _place(plain[1], plain[2])
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
             if not name.lower().startswith(TRACKING) and (name.lower(), value) != ("amp", "1")]  # fmt: skip
    return _place(parts.netloc.lower(), parts.path) + (f"?{urlencode(query)}" if query else "")


def _place(host: str, path: str) -> str:
    host = host.removeprefix("www.").removeprefix("amp.")
    return host + path.removesuffix("/amp/").removesuffix("/amp").rstrip("/")


def untracked(url: str) -> str:
    """The address without tracking, else byte for byte: the robots.txt of many a site lets nobody ask with it (RT)."""
    if is_plain(url):
        return url
    parts = urlsplit(url)
    kept = "&".join(part for part in parts.query.split("&") if not part.lower().startswith(TRACKING))
    return url if kept == parts.query else urlunsplit((*parts[:3], kept, parts.fragment))


def host_of(url: str) -> str:
    """The host and port that one request at a time goes to."""
    plain = _PLAIN.fullmatch(url)
    return plain[1] if plain else urlsplit(url).netloc.lower()
