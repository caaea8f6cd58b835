"""The feeds as they are served: by language, the newest 200, asked for again, switched off, linked from the pages."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from builders_desk import Answer, Client, configured, filled, publish, served
from builders_review import NAMES, NOW, stored

from alerts.languages import available
from repwatch.model import PUBLIC, Bulletin, Config, Exchange, Reason
from review.app import build
from review.conditional import is_known, validators
from storage import Storage

EXCHANGE = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")
URL = "https://ledger.example"
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"
PATHS = ["/alerts.atom", "/alerts.json"]


@dataclass
class Desk:
    """now: what the pages take for the time."""

    config: Config
    now: datetime = NOW
    client: Client = field(init=False)

    def get(self, path: str, **headers: str) -> Answer:
        return self.client.ask(path, headers={name.replace("_", "-"): text for name, text in headers.items()})

    def add(self, *numbers: int, at: datetime = NOW) -> None:
        """One entry each in each language."""
        with Storage(self.config.database) as storage, storage.transaction():
            for number in numbers:
                self._add(storage, number, at)

    def _add(self, storage: Storage, number: int, at: datetime) -> None:
        row = storage.subscriptions.digest(f"{number}", PUBLIC.id, "urgent", f"{number}", at)
        assert row is not None
        for lang in available():
            id_, title = f"tag:x,2026:{lang}/{number}", f"{lang} {number}"
            storage.bulletins.add([Bulletin(id_, lang, EXCHANGE.id, (Reason.NEW,), title, "Text", at)], row)


def opened(folder: Path, **web: object) -> Iterator[Desk]:
    made = Desk(configured(folder, **{"alert_feeds": True, "public_url": URL, **web}))
    filled(made.config)
    publish(made.config, EXCHANGE, stored(640))
    spoken = dict.fromkeys(available(), NAMES)
    with served(build(made.config.database, made.config, NAMES, NOW, lambda: made.now, spoken=spoken)) as made.client:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from opened(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """For what only reads."""
    yield from opened(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Desk]:
    yield from opened(tmp_path, alert_feeds=False)


def titles(answer: Answer) -> list[str]:
    if answer.headers["Content-Type"] == "application/feed+json; charset=utf-8":
        return [one["title"] for one in json.loads(answer.text)["items"]]
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return [one.findtext(f"{ATOM}title", "") for one in ET.fromstring(answer.text.encode()).findall(f"{ATOM}entry")]


def test_the_newest_200_are_served_newest_first_in_the_language_asked_for(desk: Desk) -> None:
    desk.add(*range(203))
    newest = [f"{number}" for number in range(202, 2, -1)]
    for query, lang in (("", "en"), ("?lang=uk", "uk"), ("?lang=ru", "ru"), ("?lang=de", "en"), ("?lang=", "en")):
        for path in PATHS:
            assert titles(desk.get(path + query, Accept_Language="uk")) == [f"{lang} {number}" for number in newest]


@pytest.mark.parametrize("path", PATHS)
def test_it_says_where_and_in_which_language_it_is(shared: Desk, path: str) -> None:
    assert f'{URL}{path}"' in shared.get(path).text
    assert f'{URL}{path}?lang=uk"' in shared.get(f"{path}?lang=uk").text
    assert "Репатріації тіл загиблих військових: сповіщення" in shared.get(f"{path}?lang=uk").text
    assert "Repatriations of fallen soldiers" in shared.get(path).text


@pytest.mark.parametrize("path", PATHS)
def test_who_comes_back_is_answered_in_full_only_when_there_is_news(desk: Desk, path: str) -> None:
    desk.add(1)
    desk.now = NOW + HOUR
    first = desk.get(path)
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert (first.headers["Cache-Control"], modified) == ("public, max-age=60", "Tue, 06 May 2031 12:00:00 GMT")
    for asked in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_Modified_Since": modified}):
        again = desk.get(path, **asked)
        assert (again.status, again.text) == (304, "")
        assert [again.headers[name] for name in ("ETag", "Last-Modified", "Cache-Control")] == [
            tag, modified, "public, max-age=60",
        ]  # fmt: skip
    head = desk.client.ask(path, "HEAD")
    assert (head.status, head.text, head.headers["ETag"]) == (200, "", tag)
    assert desk.get(f"{path}?lang=uk", If_None_Match=tag).status == 200
    assert desk.get(path, If_None_Match='"x"', If_Modified_Since=modified).status == 200, "the ETag goes first"
    desk.add(2)  # under the same second
    assert desk.get(path, If_None_Match=tag).status == 200
    assert titles(desk.get(path)) == ["en 2", "en 1"]


def test_who_comes_by_date_alone_misses_nothing_of_the_same_second(desk: Desk) -> None:
    desk.add(1)
    desk.now = NOW + timedelta(milliseconds=300)
    modified = desk.get("/alerts.atom").headers["Last-Modified"]
    assert desk.get("/alerts.atom", If_Modified_Since=modified).status == 304
    desk.add(2, at=NOW + timedelta(milliseconds=600))
    desk.now = NOW + HOUR
    assert desk.get("/alerts.atom", If_Modified_Since=modified).status == 200


def test_an_empty_feed_is_one_and_stays_as_it_is(desk: Desk) -> None:
    first = desk.get("/alerts.atom")
    desk.now = NOW + HOUR
    assert titles(first) == []
    assert "Last-Modified" not in first.headers
    assert desk.get("/alerts.atom").text == first.text
    assert desk.get("/alerts.atom", If_None_Match=first.headers["ETag"]).status == 304
    desk.add(1)
    assert desk.get("/alerts.atom", If_None_Match=first.headers["ETag"]).status == 200


LINK = re.compile(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="(/alerts[^"]+)">')


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("/outlets", ""),
        (f"/exchanges/{EXCHANGE.id}", ""),
        ("/privacy", "?lang=en"),
        ("/manage?lang=uk", "?lang=uk"),
    ],
)
def test_every_page_leads_to_them(shared: Desk, path: str, query: str) -> None:
    found = LINK.findall(shared.get(path).text)
    assert found == [
        ("application/atom+xml", f"/alerts.atom{query}"), ("application/feed+json", f"/alerts.json{query}"),
    ]  # fmt: skip
    for _, address in found:
        assert shared.get(address).status == 200


def test_switched_off_there_is_none_and_no_page_speaks_of_it(silent: Desk) -> None:
    silent.add(1)
    for path in PATHS:
        assert silent.get(path).status == 404
    for page in ("/", "/outlets", "/privacy"):
        assert "/alerts." not in silent.get(page).text


def test_they_ask_nobody_to_sign_in_also_where_the_ledger_does(tmp_path: Path) -> None:
    for desk in opened(tmp_path, public=False):
        assert desk.get("/").status == 401
        assert [desk.get(path).status for path in PATHS] == [200, 200]
        assert "no-store" not in desk.get(PATHS[0], Cookie="__Host-sid=x").headers["Cache-Control"]


def test_without_a_database_it_says_so_and_when_to_come_again(desk: Desk) -> None:
    desk.config.database.write_bytes(b"no database")
    for path in PATHS:
        answer = desk.get(path)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")


def test_the_latest_are_found_by_index(shared: Desk) -> None:
    with Storage(shared.config.database) as storage:
        statements: list[str] = []
        storage._db.conn.set_trace_callback(statements.append)
        storage.bulletins.latest("en", 200)
        storage._db.conn.set_trace_callback(None)
        (statement,) = [one for one in statements if one.startswith("SELECT b.")]
        plan = [row[3] for row in storage._db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
    assert len([step for step in plan if "USING INDEX" in step or "USING COVERING INDEX" in step]) == 2, plan
    assert not [step for step in plan if "SCAN" in step or "TEMP" in step], plan


OF = validators(("what",), NOW, NOW + HOUR)
DATE = "Tue, 06 May 2031 12:00:00 GMT"
ANOTHER = format_datetime((NOW + timedelta(seconds=1)).astimezone(UTC), usegmt=True)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        pytest.param({}, False, id="asks for the first time"),
        pytest.param({"if-none-match": OF.etag}, True, id="the same"),
        pytest.param({"if-none-match": f"W/{OF.etag}"}, True, id="weakened by a proxy that packs"),
        pytest.param({"if-none-match": f'"a" , {OF.etag}'}, True, id="one of several"),
        pytest.param({"if-none-match": "*"}, True, id="any"),
        pytest.param({"if-none-match": '"a"'}, False, id="another"),
        pytest.param({"if-none-match": OF.etag.strip('"')}, False, id="without quotes"),
        pytest.param({"if-none-match": ""}, False, id="none"),
        pytest.param({"if-modified-since": DATE}, True, id="the date that was given"),
        pytest.param({"if-modified-since": "Tuesday, 06-May-31 12:00:00 GMT"}, True, id="spelt otherwise"),
        pytest.param({"if-modified-since": ANOTHER}, False, id="a date that was never given"),
        pytest.param({"if-modified-since": "yesterday"}, False, id="no date"),
        pytest.param({"if-none-match": '"a"', "if-modified-since": DATE}, False, id="the date counts beside no ETag"),
    ],
)
def test_what_a_reader_has_already(asked: dict[str, str], known: bool) -> None:
    assert is_known(asked, OF) is known


@pytest.mark.parametrize(
    ("changed", "now", "said"),
    [
        pytest.param(NOW, NOW + HOUR, DATE, id="long ago"),
        pytest.param(NOW + timedelta(microseconds=999_999), NOW + HOUR, DATE, id="within a second"),
        pytest.param(NOW.astimezone(timezone(3 * HOUR)), NOW + HOUR, DATE, id="of another zone"),
        pytest.param(NOW, NOW + timedelta(seconds=59), "Tue, 06 May 2031 11:59:00 GMT", id="more may come under it"),
        pytest.param(NOW, NOW - HOUR, None, id="ahead, since the clock was set back"),
        pytest.param(None, NOW, None, id="never"),
    ],
)
def test_when_it_was_changed(changed: datetime | None, now: datetime, said: str | None) -> None:
    assert validators(("what",), changed, now).headers.get("Last-Modified") == said


def test_every_part_of_what_it_is_made_of_counts() -> None:
    found = {validators(what, None, NOW).etag for what in (("a", "b"), ("ab",), ("a", ""), ("", "a"), ("b", "a"))}
    assert len(found) == 5
    assert replace(OF, modified=None).headers == {"ETag": OF.etag}
