"""The page over a real database, by a real server: what it says, whom it answers, and what leaves with it."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from builders_desk import configured, elsewhere, enter, filled, owed, publish, served, tell, text_of
from builders_review import NAMES, NOW, stored

from repwatch.model import Exchange, Question, Role
from review.app import build
from review.protect import HEADERS
from storage import Storage

DISPUTED = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")
OURS = '<script src="/static/desk.js" defer></script>'
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("empty"))
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield client


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return configured(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def desk(config):
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


@pytest.fixture(scope="module")
def editor(config, desk):
    return enter(config, desk)


def row_of(html: str, exchange: str) -> str:
    return text_of(next(row for row in html.split("<tr") if f'class="day"><a href="/exchanges/{exchange}"' in row))


def test_the_ledger_shows_both_sides_of_a_dispute_as_a_range(desk):
    row = row_of(desk.ask("/").text, DISPUTED.id)
    assert row.endswith("6 May 2031 1,245–1,248 disputed 51 one origin, 1 article disputed 3 articles")


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
def test_what_outlets_write_is_shown_as_text(editor, path):
    page = editor.ask(path).text
    assert "<script" not in page.replace(OURS, "")
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
    assert "network has been down" not in text


def test_alerts_show_what_was_told_and_no_address(editor):
    page = editor.ask("/alerts").text
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


def test_open_questions_can_be_read(tmp_path):
    config = configured(tmp_path)
    filled(config)
    publish(config, DISPUTED, stored(640))
    question = Question("key", "gate.side", f"Is this right? {HOSTILE}", DISPUTED.id, 1)
    with Storage(config.database) as storage, storage.transaction():
        storage.reviews.ask(DISPUTED.id, [question], NOW)
    with served(build(config.database, config, NAMES, NOW)) as client:
        assert "Open questions 1" in text_of(client.ask("/").text)
        viewer = enter(config, client, Role.VIEWER)
        for path in ("/questions", f"/exchanges/{DISPUTED.id}"):
            page = viewer.ask(path).text
            assert "Is this right? &lt;script&gt;" in page
            assert "<script" not in page.replace(OURS, "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_against_its_ground(scheme):
    """WCAG AA: 4.5 to 1; 3 to 1 for shapes."""
    style = (Path(__file__).parent.parent / "review" / "static" / "style.css").read_text()
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in style.split("@media", 2)[:2])
    colours = light if scheme == "light" else dark
    assert set(light) == set(dark)
    pairs = [(text, ground) for text in ("text", "soft", "link") for ground in ("ground", "raised")]
    for text, ground in [*pairs, ("alarm", "alarm-ground"), ("good", "good-ground"), ("text", "mark")]:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for shape, ground in [("bar", "ground"), ("bar", "bar-known"), ("alarm", "ground")]:
        assert contrast(colours[shape], colours[ground]) >= 3, (shape, ground)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
