"""What went wrong in other programs of this kind, and that it does not here: the list of lessons, and what crawler,
configuration and pinned versions show. The sources are read in test_lessons_sources.py, the pages are asked in
test_lessons_desk.py.
"""

import os
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders_crawler import source
from presshouse import Presshouse
from promises import HERE, named_test_is_there
from scrapy.settings import Settings
from scrapy.spiders import XMLFeedSpider
from scrapy.utils.conf import build_component_list
from test_architecture import FILES, imports, tree_of
from test_crawler_process import report

from crawler.feed import parse_feed
from crawler.process import _settings
from crawler.spider import OutletSpider, ProbeSpider
from demo.newsroom import Fault, Newsroom
from repwatch.config import ConfigError, load
from repwatch.model import Config
from scheduler import checkup

LESSONS = tomllib.loads((HERE / "lessons.toml").read_text(encoding="utf-8"))
NAMED = [(name, test) for name, one in LESSONS.items() for test in one["tests"]]
SETTINGS = Settings(_settings(Config(Path("state"), ("en",), ())))
LOCK = (HERE.parent / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize(("lesson", "test"), NAMED, ids=[f"{name} {test}" for name, test in NAMED])
def test_what_shows_a_lesson_is_there(lesson: str, test: str) -> None:
    assert named_test_is_there(test), f"{lesson}: there is no {test}"


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_says_where_it_was_learnt_what_follows_and_what_shows_it(name: str) -> None:
    lesson = LESSONS[name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert set(lesson) == {"what", "seen", "rule", "tests"}
    assert all(lesson.values())
    assert len(lesson["tests"]) == len(set(lesson["tests"]))


def test_a_test_that_is_not_there_is_missed() -> None:
    assert named_test_is_there("test_lessons.py::a_test_that_is_not_there_is_missed")
    assert not named_test_is_there("test_lessons.py::no_such_function")
    assert not named_test_is_there("test_no_such_file.py::no_such_function")


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("[crawl]\n{}", "crawl"),
        ('[[outlet]]\nid = "a"\nname = "A"\nfeeds = [{{ url = "https://a.example/" }}]\n{}', "outlet[a]"),
        ('[[outlet]]\nid = "a"\nname = "A"\nfeeds = [{{ url = "https://a.example/", {} }}]', "outlet[a].feeds[1]"),
    ],
    ids=["all", "an outlet", "a feed"],
)
def test_nobody_can_send_the_crawler_through_a_proxy(table: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(table.format('proxy = "http://127.0.0.1:3128"'))
    with pytest.raises(ConfigError) as wrong:
        load(file)
    assert f"{place}.proxy: is not known here" in str(wrong.value)


def used(kind: str) -> list[str]:
    """What Scrapy would load, its own defaults among them."""
    return [str(one) for one in build_component_list(SETTINGS.getwithbase(kind))]


def test_of_scrapys_own_parts_only_three_stand_in_the_way_of_an_answer() -> None:
    """None for cookies, credentials, proxies, redirects, packed answers or the referrer: each was a weakness once."""
    theirs = {one.rpartition(".")[2] for one in used("DOWNLOADER_MIDDLEWARES") if one.startswith("scrapy")}
    assert theirs == {"DownloadTimeoutMiddleware", "DefaultHeadersMiddleware", "UserAgentMiddleware"}
    assert used("SPIDER_MIDDLEWARES") == used("EXTENSIONS") == []
    handlers = SETTINGS.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} <= {"http", "https"}


def test_no_feed_is_taken_apart_by_the_regular_expressions_of_scrapy() -> None:
    assert not issubclass(OutletSpider, XMLFeedSpider)
    assert not issubclass(ProbeSpider, XMLFeedSpider)
    reached = {one for file in FILES for one in imports(tree_of(file))}
    assert not [
        one for one in reached if re.search("XMLFeedSpider|scrapy.utils.iterators|xmliter|scrapy.selector", one)
    ]


MARK = "from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\nclass Policy: name = 'no-referrer'\n"
SENT = {"host", "accept", "accept-encoding", "connection", "user-agent"}


@pytest.mark.slow
def test_an_answer_names_no_code_that_we_load_and_no_page_learns_where_we_come_from(tmp_path: Path) -> None:
    """And nothing is sent but what says who asks and for what: no cookie, no login, no referrer."""
    (tmp_path / "named_by_an_answer.py").write_text(MARK)
    with Newsroom() as newsroom:
        paper = newsroom.open("paper")
        report(paper)
        named = {"Referrer-Policy": "named_by_an_answer.Policy", "Set-Cookie": "who=you", "WWW-Authenticate": "Basic"}
        paper.fail("/feed", Fault(body=paper.reply("/feed", {}).body, headers=named))
        house = Presshouse(tmp_path, paper)
        house.environment["PYTHONPATH"] = f"{tmp_path}:{os.environ.get('PYTHONPATH', HERE.parent)}"
        assert house.once()["outcomes"] == {"ok": 2}, "the feed and the page"
        asked = newsroom.asked(paper)
    assert {name for one in asked for name in one.headers} <= SENT
    assert not (tmp_path / "named_by_an_answer.ran").exists()


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


@pytest.mark.parametrize(("name", "floor"), [*checkup.FLOORS.items(), ("brotlicffi", (1, 2, 0))])
def test_what_is_pinned_has_none_of_the_known_weaknesses(name: str, floor: tuple[int, ...]) -> None:
    pinned = re.search(rf"^{name}==([\d.]+)", LOCK, re.MULTILINE)
    assert pinned is not None or name.startswith("brotli"), "without it there is nothing to be weak"
    assert pinned is None or numbers(pinned[1]) >= floor


def test_the_floors_are_those_of_the_lessons() -> None:
    assert checkup.FLOORS["scrapy"] >= (2, 14, 2)
    assert checkup.FLOORS["brotli"] >= (1, 2, 0)
    assert checkup.PYTHON >= (3, 11, 15)


def test_a_python_and_a_library_with_known_weaknesses_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "sys", SimpleNamespace(version_info=(3, 11, 7), version="3.11.7 (main)"))
    monkeypatch.setattr(checkup, "version", lambda name: "2.14.1" if name == "scrapy" else "99.0")
    said = {one.words: (one.level, one.do) for one in checkup.of_versions()}
    assert said["scrapy 2.14.1 has known weaknesses"] == (checkup.ILL, "2.14.2 or newer: make setup")
    (python,) = [do for words, (_, do) in said.items() if words.startswith("Python 3.11.7 lacks fixes")]
    assert python.startswith("3.11.15 or newer")


SCRIPTS = (
    "<![CDATA[<scr<![CDATA[ipt>alert(1)</script>]]>", "&lt;![CDATA[&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;",
    "<!-- --!><script>alert(1)</script> -->", "&lt;!--&lt;!-- --&gt;&lt;script&gt;alert(1)&lt;/script&gt;--&gt;",
    "&lt;!&gt;&lt;script&gt;alert(1)&lt;/script&gt;", '&lt;a href="java&amp;#9;script:alert(1)"&gt;x&lt;/a&gt;',
    '&lt;a href=" &amp;#106;avascript:alert(1)"&gt;x&lt;/a&gt;', "&lt;img/src=x/onerror=alert(1)&gt;",
)  # fmt: skip
FEED = """<rss version="2.0"><channel><title>A</title><item><guid>1</guid><title>12 {0}</title>
<link>javascript:alert(1)</link><description>{0}</description></item></channel></rss>"""


@pytest.mark.parametrize("script", SCRIPTS, ids=range(len(SCRIPTS)))
def test_whatever_a_library_lets_through_is_bare_words_here(script: str) -> None:
    """Our own cleaning stands behind that of feedparser, and both readers of feeds end in it."""
    parsed = parse_feed(FEED.format(script).encode(), source())
    for one in parsed.entries:
        assert one.url is None
        assert not re.search(
            r"<\s*(script|img|a)\b|onerror|href", f"{one.title} {one.summary} {one.text}", re.IGNORECASE
        )
