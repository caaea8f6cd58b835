"""Pages of readers: what each answer carries, what it does not give away, and what happens while the disk is full."""

import os
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from builders_desk import Answer
from test_selfservice import FORM, PUBLIC, READER, Service, opened, tools

from repwatch.model import Standing
from review.protect import HEADERS
from review.selfserve import BLOCK, ROUTES
from review.tries import MOST_PLACES, Tries

__all__ = ["tools"]  # a fixture
NOWHERE = "x" * 43
MINUTE = timedelta(minutes=1)
BY_HTTP = "http://ledger.example"


@dataclass(frozen=True, slots=True)
class Links:
    """A page for each kind of link that leads somewhere."""

    end: str
    manage: str
    confirm: str

    def of(self, kind: str) -> str:
        return {"u": self.end, "m": self.manage, "c": self.confirm}[kind]


def links(service: Service) -> Links:
    service.begun()
    service.alert()
    end = service.link()
    service.now += timedelta(hours=25)
    service.post("/manage", {"address": READER})
    service.work()
    manage = service.link()
    service.subscribe("other@people.example")
    service.work()
    return Links(end, manage, service.link())


@pytest.fixture
def service(tmp_path: Path, tools: object) -> Iterator[Service]:
    with opened(tmp_path, tools) as made:  # type: ignore[arg-type]
        yield made


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_no_size_says_whether_a_link_leads_anywhere(service: Service, lang: str) -> None:
    known = links(service)
    for kind in "umc":
        for page in (known.of(kind), f"/{kind}/{NOWHERE}", f"/{kind}/short"):
            answer = service.get(f"{page}?lang={lang}")
            assert answer.status == (200 if page == known.of(kind) else 404)
            assert len(answer.text.encode()) == int(answer.headers["Content-Length"]) == BLOCK


def test_links_that_are_used_over_or_for_something_else_are_as_unknown_ones(service: Service) -> None:
    known = links(service)
    service.post(known.confirm)
    service.work()
    late = service.now + timedelta(hours=25)
    for kind, page, now in (
        ("c", known.confirm, service.now),
        ("c", known.end.replace("/u/", "/c/"), service.now),
        ("m", known.end.replace("/u/", "/m/"), service.now),
        ("u", known.manage.replace("/m/", "/u/"), service.now),
        ("m", known.manage, late),
    ):
        service.now = now
        said, unknown = service.get(page), service.get(f"/{kind}/{NOWHERE}")
        token = page.rpartition("/")[2]
        assert (said.status, said.text.replace(token, NOWHERE)) == (unknown.status, unknown.text) == (404, unknown.text)
        headers = [{name: value for name, value in one.headers.items() if name != "date"} for one in (said, unknown)]
        assert headers[0] == headers[1]


def test_no_time_says_whether_a_link_leads_anywhere(service: Service) -> None:
    """Median of many, in turn, so that what else the machine does falls on both."""
    known = links(service)
    for kind in "umc":
        pages, took = (known.of(kind), f"/{kind}/{NOWHERE}"), ([], [])
        for _ in range(30):
            service.now += MINUTE / 20
            for page, times in zip(pages, took, strict=True):
                began = time.perf_counter()
                service.get(page)
                times.append(time.perf_counter() - began)
        assert abs(statistics.median(took[0]) - statistics.median(took[1])) < 0.010, kind


def test_nobody_makes_us_write_by_trying_links(service: Service) -> None:
    before = service.config.database.with_name("repwatch.db-wal").stat()
    for number in range(50):
        assert service.get(f"/u/{number:043}").status == 404
    after = service.config.database.with_name("repwatch.db-wal").stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def test_tries_are_counted_by_place_and_forgotten_in_time(service: Service) -> None:
    tries, now = Tries(2, MINUTE), service.now
    assert [tries.may("a", now) for _ in range(4)] == [True, True, False, False]
    assert tries.may("b", now)
    assert tries.may("a", now + MINUTE)
    for number in range(MOST_PLACES):
        tries.may(f"place {number}", now)
    assert tries.may("a", now + MINUTE), "it was forgotten, for others tried since"


POST = {"Content-Type": FORM}
ANSWERS = [
    ("GET", "/privacy", {}, b"", 200),
    ("GET", "/subscribe", {}, b"", 200),
    ("HEAD", "/manage", {}, b"", 200),
    ("GET", "/u/none", {}, b"", 404),
    ("GET", "/nothing", {}, b"", 404),
    ("POST", "/manage", POST, b"address=a@b.example", 202),
    ("POST", "/subscribe", POST, b"address=none", 422),
    ("POST", "/subscribe", {**POST, "Origin": "https://evil.example"}, b"", 403),
    ("POST", "/m/none", POST, b"x" * 2_097_152, 413),
    ("POST", "/c/none", {"Content-Type": "application/json"}, b"{}", 415),
    ("POST", "/privacy", POST, b"", 405),
    ("TRACE", "/u/none", {}, b"", 405),
    ("GET", "/subscribe", {"Host": "evil.example"}, b"", 400),
]


@pytest.mark.parametrize("public_url", [PUBLIC, BY_HTTP], ids=["https", "http"])
def test_every_answer_carries_the_guarding_headers(tmp_path: Path, tools: object, public_url: str) -> None:
    """R-WEB-1. That readers must come by https is said only where they can."""
    tls = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if public_url == PUBLIC else {}
    wanted = HEADERS | tls
    with opened(tmp_path, tools, public_url) as service:  # type: ignore[arg-type]
        for method, path, headers, body, status in ANSWERS:
            answer = service.client.ask(path, method, headers, body or None)
            assert answer.status == status, path
            _guarded(answer, wanted)
        _guarded(service.get("/static/style.css"), wanted)
        for number in range(60):
            service.get(f"/c/{number}")
        answer = service.get("/c/one-too-many")
        assert answer.status == 429
        _guarded(answer, wanted)
        service.config.database.unlink()
        answer = service.get("/u/none")
        assert answer.status == 503
        _guarded(answer, wanted)
    assert {path.split("/")[1] for _, path, *_ in ANSWERS} >= {path.split("/")[1] for path in ROUTES}


def _guarded(answer: Answer, wanted: dict[str, str]) -> None:
    named = {*HEADERS, "Strict-Transport-Security"}
    assert {name: answer.headers[name] for name in named if name in answer.headers} == wanted
    assert "charset=utf-8" in answer.headers["Content-Type"]
    assert "Set-Cookie" not in answer.headers


@contextmanager
def small_disk(folder: Path) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """How to fill the disk that the folder is on, and how to make room again. Without the right to mount one: a limit
    on the size of files, which the database meets as a disk that takes no more.
    """
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], check=False, capture_output=True
        ).returncode
    )

    def fill() -> None:
        if not mounted:
            largest = (folder / "repwatch.db-wal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
            return
        with (folder / "filler").open("wb", buffering=0) as file:
            while shutil.disk_usage(folder).free:
                file.write(b"x" * min(65536, shutil.disk_usage(folder).free))

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        (folder / "filler").unlink(missing_ok=True)

    try:
        yield fill, free
    finally:
        free()
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)


def test_while_the_disk_is_full_pages_can_be_read_and_nothing_is_half_done(tmp_path: Path, tools: object) -> None:
    with small_disk(tmp_path) as (fill, free), opened(tmp_path, tools) as service:  # type: ignore[arg-type]
        known = links(service)
        before = service.dump()
        wishes: list[tuple[str, dict[str, str]]] = [
            ("/subscribe", {"address": "third@people.example", "what": "all"}),
            ("/manage", {"address": "other@people.example"}),
            (known.confirm, {}),
            (known.manage, {"action": "save", "address": READER, "what": "key", "lang": "uk"}),
            (known.manage, {"action": "pause"}),
            (known.manage, {"action": "end"}),
            (known.end, {"List-Unsubscribe": "One-Click"}),
        ]
        service.now += timedelta(hours=2)
        fill()
        for page in (*(known.of(kind) for kind in "umc"), "/subscribe", "/privacy"):
            assert service.get(page).status == 200, page
        for path, fields in wishes:
            answer = service.post(path, fields, **{"Accept-Language": "uk"})
            assert (answer.status, answer.headers["Retry-After"]) == (503, "60"), path
            assert "Нічого не змінено і нічого не втрачено" in answer.text
            _guarded(answer, HEADERS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"})
        assert service.dump() == before
        free()
        for path, fields in wishes[:5]:
            assert service.post(path, fields).status in (200, 202), path
        service.work()
        assert sorted(service.standings()) == sorted((Standing.PAUSED, Standing.ACTIVE, Standing.PENDING))
        assert service.post(known.end, {"List-Unsubscribe": "One-Click"}).status == 200
        assert Standing.ENDED in service.standings()
