"""Every hostile server of the list at once, and one good outlet among them: each costs its own poll, nobody else's."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile import FEED, XML, Hostile, certified, keeps, leads_to, on_and_on, packed, raw, says, silent
from presshouse import Presshouse
from spellings import LOOPBACK

OK = b"HTTP/1.1 200 OK\r\n"
TIMEOUT = 8.0  # seconds for one answer; in them an endless one must reach its bound on a busy machine too
SERVERS = {
    "good": (says(), "ok"),
    "bomb": (says(packed(1), XML + b"Content-Encoding: gzip\r\n"), "too_big"),
    "bomb-twice": (says(packed(2), XML + b"Content-Encoding: gzip, gzip\r\n"), "encoding"),
    "brotli": (says(b"\x8b\x03\x80", XML + b"Content-Encoding: br\r\n"), "encoding"),
    "zstd": (says(b"\x28\xb5\x2f\xfd\x00", XML + b"Content-Encoding: zstd\r\n"), "encoding"),
    "no-gzip": (says(b"not packed", XML + b"Content-Encoding: gzip\r\n"), "encoding"),
    "slow-body": (on_and_on(OK + b"Content-Length: 100000\r\n\r\n", b"a", 0.5), "timeout"),
    "slow-head": (on_and_on(OK, b"X-A: b\r\n", 0.5), "timeout"),
    "endless-body": (on_and_on(OK + b"\r\n", b"a" * 65536), "too_big"),
    "endless-chunks": (
        on_and_on(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        "too_big",
    ),
    "silent": (silent, "timeout"),
    "loop": (leads_to("/feed"), "redirect_loop"),
    "refresh": (says(b'<html><meta http-equiv="refresh" content="0;url=file:///etc/passwd"></html>', b""), "not_feed"),
    "busy": (says(b"", b"Retry-After: 120\r\n", b"429 Too Many Requests"), "http_429"),
    "too-long": (says(length=100_000), "reset"),
    "too-short": (says(FEED + b"\n" * 50, length=len(FEED)), "ok"),
    "old": (raw(FEED), "reset|encoding|not_feed"),
    "hints": (
        raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + OK + XML + b"Connection: close\r\n\r\n"
            + FEED),
        "ok",
    ),
    "wall": (says(b"<!DOCTYPE html><title>Just a moment...</title><h1>Checking your browser</h1>", b""), "challenge"),
    "unasked-304": (says(b"", b"", b"304 Not Modified"), "http_4xx|not_feed"),
    "odd-etag": (says(headers=XML + b'ETag: W/"a"b", "c\r\n'), "ok"),
    "future": (says(headers=XML + b"Date: Fri, 01 Jan 2100 00:00:00 GMT\r\nExpires: -1\r\n"), "ok"),
    "closed": (raw(b""), "reset"),
    "teapot": (says(b"", b"", b"418 I'm a teapot"), "http_4xx"),
    "no-status": (raw(b"HTTP/1.1 abc\r\n\r\n"), "reset"),
    "robots-kept": (keeps(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "http_404"),
    "robots-endless": (on_and_on(OK + b"\r\n", b"Disallow: /x\n" * 1000), "too_big"),
}  # fmt: skip
# By name: for whom it was made, until when in days from now, whether it is trusted, and how the poll ends.
CERTIFICATES = {
    "safe": ("{host}", 1, True, "ok"),
    "expired": ("{host}", -1, True, "tls"),
    "for-another": ("elsewhere.example", 1, True, "tls"),
    "of-nobody": ("{host}", 1, False, "tls"),
}
# Robots.txt and feed; a server that is asked more often was asked twice for one thing.
ASKED = dict.fromkeys((*SERVERS, *CERTIFICATES, "again"), 2) | {"loop": 7, "robots-endless": 1}
ASKED |= dict.fromkeys(("expired", "for-another", "of-nobody"), 0)  # not a word over a line that is not safe
HEADS = {
    "endless-head": on_and_on(OK, b"X-A: " + b"b" * 8000 + b"\r\n"),
    "one-endless-line": on_and_on(OK + b"X-A: ", b"b" * 8000),
}
ELSEWHERE = ("file:///etc/passwd", "data:text/xml,<rss/>", "source:file:///etc/passwd", "javascript:alert(1)")


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as hostile:
        yield hostile


@pytest.mark.slow
def test_no_hostile_server_harms_more_than_its_own_poll(hostile: Hostile, tmp_path: Path) -> None:
    outlets = [(name, hostile.open(name, manner)) for name, (manner, _) in SERVERS.items()]
    outlets += secured(hostile, tmp_path, tmp_path / "trusted")
    outlets.append(("again", hostile.open("again", says())))
    house = Presshouse(tmp_path, *outlets, timeout=TIMEOUT)
    house.environment["SSL_CERT_FILE"] = str(tmp_path / "trusted")
    started = time.monotonic()
    peak = crawled(house)
    took = time.monotonic() - started
    found = house.outcomes()
    wanted = {name: expected for name, (_, expected) in SERVERS.items()} | {"again": "ok"}
    wanted |= {name: expected for name, (*_, expected) in CERTIFICATES.items()}
    assert {name: found[name] for name in wanted if found[name] not in wanted[name].split("|")} == {}
    assert peak < 600 << 20
    assert took < 3 * (TIMEOUT + 2) + 10  # they are asked side by side; the rest is the start, and what is tried again
    for name, health in house.feeds().items():
        assert bool(health.error) == (found[name] != "ok"), "the operator reads what happened"
        assert not re.search(r"127\.|[<{]|Error|Exception|twisted|None", health.error), "in words"
    assert {name: count for name, count in hostile.connections.items() if count != ASKED[name]} == {}


@pytest.mark.slow
def test_endless_heads_end_at_their_limit_and_cost_nobody_else_anything(hostile: Hostile, tmp_path: Path) -> None:
    """Twisted has no limit of its own (heads.py)."""
    outlets = [(name, hostile.open(name, manner)) for name, manner in HEADS.items()]
    good = [(f"good{number}", hostile.open(f"good{number}", says())) for number in range(30)]
    house = Presshouse(tmp_path, *outlets, *good, timeout=TIMEOUT)
    assert crawled(house) < 200 << 20
    found = house.outcomes()
    assert {found[name] for name in HEADS} == {"too_big"}
    assert {found[name] for name, _ in good} == {"ok"}
    assert {house.feeds()[name].error for name in HEADS} == {"the head of the answer is larger than 256 KiB"}
    assert {hostile.connections[name] for name in HEADS} == {2}, "robots.txt, and once the feed"


@pytest.mark.slow
def test_no_spelling_of_an_address_that_is_not_allowed_is_connected_to(hostile: Hostile, tmp_path: Path) -> None:
    """At three of the four entrances: a feed's address, a redirect, the link to an article. For the fourth, a webhook,
    see test_alerts_addresses.py."""
    with listening() as (port, accepted):
        targets = [*(text.format(at=f":{port}") for text in LOOPBACK), *ELSEWHERE]
        leading = {f"leading{n}": leads_to(target) for n, target in enumerate(targets)}
        linking = {f"linking{n}": says(linked(target)) for n, target in enumerate(targets)}
        direct = {f"direct{n}": target for n, target in enumerate(targets) if is_absolute(target)}
        opened = [(name, hostile.open(name, manner)) for name, manner in {**leading, **linking, "last": says()}.items()]
        allowed = '/32", "'.join(url.split("/")[2].split(":")[0] for _, url in opened)
        placed = [(name, f"https://{name}.example/") for name in direct]
        house = Presshouse(tmp_path, *opened, *placed, networks=f"{allowed}/32", timeout=TIMEOUT)
        for name, target in direct.items():
            house.change("UPDATE feeds SET url = ? WHERE outlet = ?", target, name)  # config.toml refuses most
        house.once()
        assert accepted() == 0
    found = house.outcomes()
    assert {found[name] for name in direct} == {"ssrf_blocked"}
    assert {found[name] for name in (*linking, "last")} == {"ok"}
    relative = {name for name in leading if found[name] == "redirect_loop"}
    assert {found[name] for name in leading.keys() - relative} == {"ssrf_blocked"}
    assert len(relative) == 3, "http: without // is a path of the site itself"
    told = {health.error for name, health in house.feeds().items() if found[name] == "ssrf_blocked"}
    assert told == {"address not allowed"}, "the operator reads it without the IP"


def is_absolute(url: str) -> bool:
    """Others do not come so far: config.toml refuses them, and no request can be made of them."""
    try:
        return bool(urlsplit(url).scheme) and "://" in url
    except ValueError:
        return False


@contextmanager
def listening() -> Iterator[tuple[int, Callable[[], int]]]:
    """A port of this machine where nobody may connect, in both versions of IP; and how many did."""
    with ExitStack() as stack:
        first = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port, listeners = first.getsockname()[1], [first]
        with suppress(OSError):  # a machine without IPv6
            listeners.append(stack.enter_context(socket.create_server(("::1", port), family=socket.AF_INET6)))
        for listener in listeners:
            listener.setblocking(False)
        yield port, lambda: sum(map(_waiting, listeners))


def _waiting(listener: socket.socket) -> int:
    count = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def secured(hostile: Hostile, folder: Path, trusted: Path) -> Iterator[tuple[str, str]]:
    """Outlets over TLS. trusted: the file of the certificates that the crawler is to trust."""
    for name, (host, days, known, _) in CERTIFICATES.items():
        made_for = host.format(host=hostile.host)
        context = certified(folder, made_for, days)
        if known:
            with trusted.open("ab") as file:
                file.write((folder / f"{made_for}.{days}.pem").read_bytes())
        yield name, hostile.open(name, says(), context)


def linked(target: str) -> bytes:
    return FEED.replace(b"http://{host}/1", target.replace("&", "&amp;").replace("<", "&lt;").encode())


# A child that is started counts the memory of its parent as its own peak, so a small one stands between it and us.
BETWEEN = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def crawled(house: Presshouse) -> int:
    """The most memory that the crawler or one of its parsers had, in bytes."""
    with (house.folder / "log").open("w") as log:
        done = subprocess.run(
            [sys.executable, "-c", BETWEEN, sys.executable, "-m", "crawler", "--once"],
            cwd=house.folder, env=house.environment, stdout=subprocess.PIPE, stderr=log, text=True, check=True,
        )  # fmt: skip
    code, peak = map(int, done.stdout.split())
    assert code == 0, (house.folder / "log").read_text()
    return peak << 10
