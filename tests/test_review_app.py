"""The page over a real database, by a real server: what it says, whom it answers, and what leaves with it."""

import concurrent.futures
import csv
import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders_desk import Client, configured, elsewhere, filled, owed, publish, served, tell
from builders_review import NAMES, NOW, stored

from repwatch.model import Exchange, Question
from review.app import ROUTES, build
from review.protect import HEADERS, refusal
from storage import Storage

DISPUTED = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("empty"))
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield client


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("desk"))
    filled(config)
    ministry = {"outlet": "herald", "lang": "uk", "claimant": "Southern ministry"}
    publish(
        config,
        DISPUTED,
        elsewhere(stored(1245), 1),
        elsewhere(stored(1248, quote="передано 1248 тіл", **ministry), 2),
        elsewhere(stored(51, "south", **ministry), 3),
    )
    hostile = stored(7, day="2031-05-01", quote=HOSTILE, claimant=HOSTILE, title=HOSTILE, url="javascript:alert(3)")
    publish(config, Exchange("north-south-2031-05-01", "north-south", "2031-05-01"), hostile)
    tell(config, DISPUTED.id, owed())
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield client


def text_of(html: str) -> str:
    """What a reader sees: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row_of(html: str, exchange: str) -> str:
    return text_of(next(row for row in html.split("<tr") if f"/exchanges/{exchange}" in row))


def paths() -> list[str]:
    return [path.replace("{exchange_id:path}", DISPUTED.id) for path in ROUTES]


@pytest.mark.parametrize("path", [*paths(), "/static/style.css", "/static/icon.svg"])
def test_every_page_answers_to_get_and_head(desk, path):
    assert desk.ask(path).status == 200
    head = desk.ask(path, "HEAD")
    assert (head.status, head.text) == (200, "")


@pytest.mark.parametrize(
    "path", [*paths(), "/static/style.css", "/nothing", "/exchanges/none", "/docs", "/openapi.json"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "TRACE"])
def test_every_answer_carries_the_guarding_headers(desk, path, method):
    answer = desk.ask(path, method)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Content-Type"].startswith("image/") or "charset=utf-8" in answer.headers["Content-Type"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/nothing", "/static/style.css", "/healthz"])
def test_it_can_only_be_read(desk, path, method):
    answer = desk.ask(path, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", ["/nothing", "/exchanges/none", "/exchanges/", "/docs", "/redoc", "/openapi.json", "/static/"]
)
def test_there_is_nothing_else(desk, path):
    answer = desk.ask(path)
    assert answer.status == 404
    assert "There is no page at this address." in answer.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fpyproject.toml"])
def test_static_files_stay_in_their_folder(desk, path):
    assert desk.ask(path).status == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("127.0.0.1:8080", 200, id="loopback"),
        pytest.param("localhost", 200, id="localhost"),
        pytest.param("LOCALHOST.:80", 200, id="case and final dot"),
        pytest.param("[::1]:8080", 200, id="loopback of IPv6"),
        pytest.param("evil.example", 400, id="a name that was rebound to loopback"),
        pytest.param("localhost.evil.example", 400, id="a name that begins like ours"),
        pytest.param("localhost@evil.example", 400, id="user information"),
        pytest.param("", 400, id="none"),
    ],
)
def test_it_answers_only_to_its_own_names(desk, host, status):
    answer = desk.ask("/", headers={"Host": host})
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_public_address_is_one_of_its_names(tmp_path):
    config = configured(tmp_path, public_url="https://ledger.example.org/x")
    filled(config)
    with served(build(config.database, config, NAMES, NOW)) as client:
        answer = client.ask("/", headers={"Host": "ledger.example.org"})
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_two_hosts_are_none():
    assert refusal("GET", "", {"localhost"}) == 400


def test_the_ledger_shows_both_sides_of_a_dispute_as_a_range(desk):
    row = row_of(desk.ask("/").text, DISPUTED.id)
    assert row.endswith("6 May 2031 1,245–1,248 disputed 51 one origin disputed 3 articles")


def test_the_sides_stand_in_the_order_of_the_names(desk):
    text = text_of(desk.ask("/").text)
    assert text.index("To Northland") < text.index("To Southland")


def test_the_watch_is_told(desk):
    text = text_of(desk.ask("/").text)
    assert "Watching since 6 May 2031, 12:00 UTC" in text
    assert "Next look due now" in text
    assert "Last look 6 May 2031, 09:30 UTC" in text
    assert "1 answering, 1 failing, 1 not asked yet" in text
    assert "Open questions 0" in text


def test_times_are_also_for_machines(desk):
    assert '<time datetime="2031-05-06T12:00:00Z">6 May 2031, 12:00 UTC</time>' in desk.ask("/").text


def test_an_empty_ledger_teaches(empty):
    text = text_of(empty.ask("/").text)
    assert "No exchange has been found yet." in text
    assert "repwatch replay" in text


def test_an_exchange_shows_quotes_claimants_outlets_and_links(desk):
    page = desk.ask(f"/exchanges/{DISPUTED.id}").text
    text = text_of(page)
    assert '<blockquote dir="auto" lang="uk">передано 1248 тіл</blockquote>' in page
    assert '<a href="https://herald.example/2" rel="nofollow noreferrer" lang="uk">' in page
    assert "According to Southern ministry" in text
    assert "Вісник, 6 May 2031, 09:30 UTC" in text
    assert "The difference is 3 ." in text
    assert "en.return.destination" in text


def test_an_exchange_tells_what_happened_to_it(desk):
    assert "disputed: 1,245–1,248 to Northland, 51 to Southland" in text_of(desk.ask(f"/exchanges/{DISPUTED.id}").text)


def test_a_side_without_a_figure_is_said_not_to_be_none(desk):
    assert "Nobody has given a figure for this side yet." in desk.ask("/exchanges/north-south-2031-05-01").text


@pytest.mark.parametrize("path", ["/", "/exchanges/north-south-2031-05-01", "/alerts"])
def test_what_outlets_write_is_shown_as_text(desk, path):
    page = desk.ask(path).text
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in page


def test_hostile_text_can_be_read(desk):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in desk.ask("/exchanges/north-south-2031-05-01").text


def test_outlets_say_how_they_fare(desk):
    text = text_of(desk.ask("/outlets").text)
    assert "well Answered at 6 May 2031, 09:30 UTC" in text
    assert "failing since 6 May 2031, 09:30 UTC : the server did not answer in time. It has not answered yet." in text
    assert "not asked yet" in text
    assert "The Closed : behind a paywall" in text
    assert "No outlet could be read." not in text


def test_alerts_show_what_was_told_and_no_address(desk):
    page = desk.ask("/alerts").text
    text = text_of(page)
    assert "anna@example.org" not in page
    assert "mail, a***@example.org given up 550 no such user a***@example.org" in text
    assert "figures in conflict" in text


def test_json_and_csv_are_the_ledger(desk):
    listed = json.loads(desk.ask("/ledger.json").text)
    assert [each["id"] for each in listed] == [DISPUTED.id, "north-south-2031-05-01"]
    assert listed[0]["received"]["north"]["best"] is None
    rows = list(csv.DictReader(io.StringIO(desk.ask("/ledger.csv").text)))
    assert [(row["date"], row["to"], row["best"]) for row in rows] == [
        ("2031-05-06", "north", ""),
        ("2031-05-06", "south", "51"),
        ("2031-05-01", "north", "7"),
    ]


def test_health_is_well(desk):
    answer = desk.ask("/healthz")
    assert json.loads(answer.text) == {"status": "ok", "failing": []}
    assert answer.headers["Cache-Control"] == "no-store"


def test_health_names_what_is_stuck(tmp_path):
    config = configured(tmp_path)
    filled(config)
    later = NOW + timedelta(minutes=16)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: later)) as client:
        answer = client.ask("/healthz")
    assert (answer.status, json.loads(answer.text)) == (503, {"status": "failing", "failing": ["crawl"]})


def test_after_a_long_sleep_it_has_time_to_catch_up(tmp_path):
    config = configured(tmp_path)
    filled(config)
    later = NOW + timedelta(days=3)
    with served(build(config.database, config, NAMES, later, clock=lambda: later)) as client:
        assert client.ask("/healthz").status == 200


@pytest.mark.parametrize(
    "content", [pytest.param(None, id="no file"), pytest.param(b"no database" * 99, id="not a database")]
)
def test_without_a_database_it_says_so(tmp_path, content):
    config = configured(tmp_path)
    if content:
        config.database.write_bytes(content)
    with served(build(config.database, config, NAMES, NOW)) as client:
        health, page = client.ask("/healthz"), client.ask("/")
    assert (health.status, json.loads(health.text)["failing"]) == (503, ["database"])
    assert (page.status, page.headers["Retry-After"]) == (503, "30")
    assert "cannot be read at the moment" in page.text
    assert page.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_page_that_fails_says_nothing_but_a_number(tmp_path, caplog):
    config = configured(tmp_path)
    filled(config)

    def stopped() -> datetime:
        raise RuntimeError("secret of the machine")

    with served(build(config.database, config, NAMES, NOW, clock=stopped)) as client:
        answer = client.ask("/healthz")
    number = re.search(r"Request ([0-9a-f]{16})", answer.text)
    assert answer.status == 500
    assert number
    assert number[1] in caplog.text
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_templates_trust_nothing():
    """R-WEB-5: no |safe, no Markup, no inline script or style, nothing from elsewhere."""
    review = Path(__file__).parent.parent / "review"
    templates = list((review / "templates").glob("*.html"))
    assert len(templates) >= 6
    for file in [*templates, *review.rglob("*.py")]:
        source = file.read_text()
        assert not re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", source), file
    for file in templates:
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(src|href)=\"(https?:)?//", file.read_text()), file
    assert not re.search(r"url\(|@import", (review / "static" / "style.css").read_text())


def test_a_reader_holds_up_no_other(desk: Client):
    """Each request has a connection of its own: thirty at once are all answered."""
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: desk.ask("/").status, range(60)))
    assert answers == [200] * 60


def test_open_questions_can_be_read(tmp_path):
    config = configured(tmp_path)
    filled(config)
    publish(config, DISPUTED, stored(640))
    question = Question("key", "gate.side", f"Is this right? {HOSTILE}", DISPUTED.id, 1)
    with Storage(config.database) as storage, storage.transaction():
        storage.reviews.ask(DISPUTED.id, [question], NOW)
    with served(build(config.database, config, NAMES, NOW)) as client:
        assert "Open questions 1" in text_of(client.ask("/").text)
        for path in ("/questions", f"/exchanges/{DISPUTED.id}"):
            page = client.ask(path).text
            assert "Is this right? &lt;script&gt;" in page
            assert "<script" not in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_against_its_ground(scheme):
    """WCAG AA: 4.5 to 1."""
    style = (Path(__file__).parent.parent / "review" / "static" / "style.css").read_text()
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in style.split("@media", 2)[:2])
    colours = light if scheme == "light" else dark
    assert set(light) == set(dark)
    pairs = [(text, ground) for text in ("text", "soft", "link") for ground in ("ground", "raised")]
    for text, ground in [*pairs, ("alarm", "alarm-ground"), ("good", "good-ground")]:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
