"""When two addresses are one story. Pure."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

TRACKING = (
    "utm_", "fbclid", "gclid", "yclid", "ysclid", "mc_cid", "mc_eid", "igshid", "at_medium", "at_campaign", "at_format",
    "at_link", "at_bbc_team", "at_ptr_name", "rcmclid", "maca",
)  # fmt: skip


def url_key(url: str) -> str:
    """The address without what does not change the story: scheme, www, tracking, fragment, AMP, a final slash."""
    parts = urlsplit(url)
    host = (parts.netloc.lower().removeprefix("www.")).removeprefix("amp.")
    path = parts.path.removesuffix("/amp/").removesuffix("/amp").rstrip("/")
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
             if not name.lower().startswith(TRACKING) and (name.lower(), value) != ("amp", "1")]  # fmt: skip
    return host + path + (f"?{urlencode(query)}" if query else "")


def untracked(url: str) -> str:
    """The address without tracking, else byte for byte: the robots.txt of many a site lets nobody ask with it (RT)."""
    parts = urlsplit(url)
    kept = "&".join(part for part in parts.query.split("&") if not part.lower().startswith(TRACKING))
    return url if kept == parts.query else urlunsplit((*parts[:3], kept, parts.fragment))


def host_of(url: str) -> str:
    """The host and port that one request at a time goes to."""
    return urlsplit(url).netloc.lower()
