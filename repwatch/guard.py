"""Which addresses may be connected to. Pure: every outgoing connection asks here, at the connection and on every hop.

In: an address as text, or an IP address as resolved, and the operator's allow_networks. Out: a reason or a yes or no.
Requirements R-SSRF-1 and R-SSRF-2. The message to a person is NOT_ALLOWED alone: it never shows an IP (R-SSRF-5).
"""

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address

NOT_ALLOWED = "address not allowed"
LONGEST = 2048
PORTS = {"http": 80, "https": 443}

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_PRIVATE_NAMES = ("localhost", "local", "internal", "home.arpa")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# A last label that a resolver may read as a number: 0x7f000001, 2130706433, 0177.1.
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")

_REFUSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


def refusal(url: str, allow: Collection[Network] = ()) -> str:
    """Why this address may not be asked, before it is resolved; empty if it may. For the log, not a person."""
    if len(url) > LONGEST:
        return f"longer than {LONGEST} characters"
    if _FORBIDDEN.search(url):
        return "holds a control character, a space or a backslash"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "cannot be read as an address"
    if parts.scheme not in PORTS:
        return "is neither http nor https"
    return _refused_host(parts, port, allow)


def allowed(address: str | Address, allow: Collection[Network] = ()) -> bool:
    """May this IP be connected to? Whatever is no IP address is refused."""
    ip = _ip(str(address))
    return ip is not None and (_inside(ip, allow) or _public(ip))


def inside(url: str, allow: Collection[Network]) -> bool:
    """Is the host of this address an IP in a network of the operator, where http, other ports and haste are fine?"""
    try:
        ip = _ip(urlsplit(url).hostname or "")
    except ValueError:
        return False
    return ip is not None and _inside(ip, allow)


def _refused_host(parts: SplitResult, port: int | None, allow: Collection[Network]) -> str:
    if "@" in parts.netloc:
        return "holds a user name"
    host = parts.hostname or ""
    if "%" in host:
        return "holds % in its host"
    ip = _ip(host)
    if ip is not None and _inside(ip, allow):
        return ""
    if port not in (None, *PORTS.values()):
        return f"asks for port {port}"
    if ip is not None:
        return "" if _public(ip) else "is not a public address"
    return _refused_name(host)


def _refused_name(host: str) -> str:
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return "has a host that is no name"
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        return "has a host that is no name"
    if _NUMERIC.fullmatch(labels[-1]):
        return "has a number for a host"
    if any(name == private or name.endswith(f".{private}") for private in _PRIVATE_NAMES):
        return "has a private name"
    return ""


@lru_cache(maxsize=1024)
def _ip(text: str) -> Address | None:
    """A strictly written IP address; an IPv4 address inside an IPv6 one comes out as IPv4."""
    try:
        ip = ip_address(text)
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.scope_id is not None:
        return None
    return (isinstance(ip, IPv6Address) and ip.ipv4_mapped) or ip


def _inside(ip: Address, networks: Collection[Network]) -> bool:
    return any(ip in network for network in networks if network.version == ip.version)


def _public(ip: Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not _inside(ip, _REFUSED_V4)
    return ip in _PUBLIC_V6 and not _inside(ip, _REFUSED_V6)
