"""Every hostile server of the list at once, and one good outlet among them: each costs its own poll, nobody else's."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import FEED, XML, Hostile, certified, leads_to, on_and_on, packed, raw, says, silent
from presshouse import Presshouse

OK = b"HTTP/1.1 200 OK\r\n"
TIMEOUT = 2.0  # seconds for one answer
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
    "robots": (on_and_on(OK + b"\r\n", b"Disallow: /x\n" * 1000), "ok|robots_denied|too_big"),
}  # fmt: skip
HEADS = {
    "endless-head": on_and_on(OK, b"X-A: " + b"b" * 8000 + b"\r\n"),
    "one-endless-line": on_and_on(OK + b"X-A: ", b"b" * 8000),
}
REFUSED = (  # 127.0.3.1 is where nobody may connect to
    "file:///etc/passwd", "data:text/xml,<rss/>", "ftp://{host}/", "http://[::1]:{port}/", "http://{host}:{port}/",
    "http://[::ffff:{host}]:{port}/", "http://[::ffff:7f00:301]:{port}/", "http://0x7f000301:{port}/",
    "http://2130707201:{port}/", "http://0177.0.3.1:{port}/", "http://127.769:{port}/", "http://{host}.:{port}/",
    "http://user@{host}:{port}/", "http://localhost.:{port}/", "//{host}:{port}/",
)  # fmt: skip


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as hostile:
        yield hostile


@pytest.mark.slow
def test_no_hostile_server_harms_more_than_its_own_poll(hostile: Hostile, tmp_path: Path) -> None:
    outlets = [(name, hostile.open(name, manner)) for name, (manner, _) in SERVERS.items()]
    outlets.append(("tls", hostile.open("tls", says(), certified(tmp_path, "elsewhere.example"))))
    outlets.append(("again", hostile.open("again", says())))
    house = Presshouse(tmp_path, *outlets, timeout=TIMEOUT)
    started = time.monotonic()
    peak = crawled(house)
    took = time.monotonic() - started
    found = house.outcomes()
    wanted = {name: expected for name, (_, expected) in SERVERS.items()} | {"tls": "tls", "again": "ok"}
    assert {name: found[name] for name in wanted if found[name] not in wanted[name].split("|")} == {}
    assert peak < 600 << 20
    assert took < 3 * (TIMEOUT + 2) + 10  # they are asked side by side; the rest is the start, and what is tried again
    for name, health in house.feeds().items():
        assert bool(health.error) == (found[name] != "ok"), "the operator reads what happened"


@pytest.mark.slow
def test_endless_headers_end_with_the_memory_they_may_have_and_the_others_are_polled(
    hostile: Hostile, tmp_path: Path
) -> None:
    """No setting of the library bounds them, so the address space of the process does; what is under way in that moment
    fails too, and is polled the next time."""
    outlets = [(name, hostile.open(name, manner)) for name, manner in HEADS.items()]
    good = [(f"good{number}", hostile.open(f"good{number}", says())) for number in range(30)]
    house = Presshouse(tmp_path, *outlets, *good, timeout=TIMEOUT)
    assert crawled(house) < 600 << 20
    found = house.outcomes()
    assert {found[name] for name in HEADS} <= {"memory", "reset", "timeout"}
    assert sum(found[name] == "ok" for name, _ in good) >= 20
    house.once(*(name for name, _ in good))
    assert {house.outcomes()[name] for name, _ in good} <= {"ok", "same_body"}


@pytest.mark.slow
def test_no_spelling_of_an_address_that_is_not_allowed_is_connected_to(hostile: Hostile, tmp_path: Path) -> None:
    """At three of the four entrances: a feed's address, a redirect, the link to an article."""
    secret = hostile.open("secret", says())
    port = secret.split(":")[2].split("/")[0]
    targets = [target.format(port=port, host=secret.split("/")[2].split(":")[0]) for target in REFUSED]
    leading = [(f"leading{number}", hostile.open(f"leading{number}", leads_to(target)))
               for number, target in enumerate(targets)]  # fmt: skip
    linking = [(f"linking{number}", hostile.open(f"linking{number}", says(linked(target))))
               for number, target in enumerate(targets)]  # fmt: skip
    direct = [
        (f"direct{number}", target)
        for number, target in enumerate(targets)
        if target.startswith("http") and "@" not in target
    ]
    allowed = [url.split("/")[2].split(":")[0] for _, url in (*leading, *linking)]
    house = Presshouse(tmp_path, *leading, *linking, *direct, networks='/32", "'.join(allowed) + "/32", timeout=TIMEOUT)
    house.once()
    found = house.outcomes()
    assert {found[name] for name, _ in (*leading, *direct)} == {"ssrf_blocked"}
    assert {found[name] for name, _ in linking} == {"ok"}
    assert hostile.connections["secret"] == 0
    assert "127." not in "".join(health.error for health in house.feeds().values())


def linked(target: str) -> bytes:
    return FEED.replace(b"http://{host}/1", target.replace("&", "&amp;").replace("<", "&lt;").encode())


def crawled(house: Presshouse) -> int:
    """The most memory that the crawler or one of its parsers had, in bytes."""
    with (house.folder / "log").open("w") as log:
        crawler = subprocess.Popen(
            [sys.executable, "-m", "crawler", "--once"], cwd=house.folder, env=house.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
        _, status, used = os.wait4(crawler.pid, 0)
    crawler.returncode = os.waitstatus_to_exitcode(status)
    assert crawler.returncode == 0, (house.folder / "log").read_text()
    return used.ru_maxrss << 10
