"""`repwatch outlets` as a program, over the real crawler and a newsroom on loopback."""

import json
import re
import shutil
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from presshouse import Presshouse, end_group
from test_commands import on_a_terminal, repwatch
from test_crawler_process import HEADLINE, MORE, TEXT, report

from demo.newsroom import Fault, Newsroom, Paper
from repwatch.asking import ask
from repwatch.config import load
from repwatch.model import Probe, ProbeKind, ProbeResult
from scheduler.lock import Lock
from storage import Storage

pytestmark = pytest.mark.slow  # each starts a crawler or a daemon

TITLE = "A new bridge is opened"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def home(paper: Paper, head: str = "", text: str = "", path: str = "/") -> str:
    """The first page of its site: an answer that stands in for none."""
    html = f'<!doctype html><html lang="en"><head><title>The Site</title>{head}</head><body>{text}</body></html>'
    paper.fail(path, Fault(body=html.encode()))
    return paper.origin + path


def alternate(paper: Paper) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{paper.list_path}">'


def stored(house: Presshouse) -> list[object]:
    tables = ("feeds", "entries", "articles", "robots", "pauses", "probes")
    return [house.rows(f"SELECT * FROM {table}") for table in tables]


def test_check_tells_which_answer_as_what_and_what_is_wrong_and_stores_nothing(newsroom, tmp_path) -> None:
    papers = {name: newsroom.open(name) for name in ("good", "lost", "page", "refused", "dead", "empty")}
    papers["channel"] = newsroom.open("channel", "telegram")
    report(papers["good"])
    papers["good"].publish(TITLE, "It was opened.")
    report(papers["channel"])
    papers["lost"].fail("/feed", Fault(404))
    papers["page"].fail("/feed", Fault(body=b"<!DOCTYPE html><h1>Please accept cookies</h1>"))
    papers["refused"].robots = "User-agent: *\nDisallow: /"
    newsroom.go_down(papers["dead"])
    house = Presshouse(tmp_path, *papers.values(), ("inner", "http://10.0.0.1/feed"))
    before = stored(house)
    done = repwatch("outlets", "check", cwd=tmp_path, code=1)
    told = {line.split()[1]: line for line in done.stdout.splitlines()}
    assert re.search(r"^well .*feed, 2 stories, newest 20.*, 1 may be about an exchange$", told["good"])
    assert re.search(r"^well .*telegram, 1 story, newest", told["channel"])
    assert re.search(r"^well .*feed, lists nothing$", told["empty"])
    for name, words in {
        "lost": "the server answered 404: there is nothing at this address",
        "page": "the answer is a web page, not a feed",
        "refused": "the site's robots.txt does not allow this address",
        "dead": "no connection: the server cannot be reached",
        "inner": "address not allowed: it is not a public address",
    }.items():
        assert told[name].startswith("ILL "), told[name]
        assert told[name].endswith(words), told[name]
    assert stored(house) == before
    assert {asked.headers["user-agent"] for asked in newsroom.log} == {"repwatch/0.1.0 (+https://desk.example/bot)"}
    assert done.stderr == ""


def test_check_of_named_outlets_asks_no_other_and_one_that_is_off_too(newsroom: Newsroom, tmp_path: Path) -> None:
    first, second = newsroom.open("first"), newsroom.open("second")
    house = Presshouse(tmp_path, first, second)
    text = house.config.read_text(encoding="utf-8")
    house.config.write_text(text.replace('id = "first"', 'id = "first"\nenabled = false\nnote = "Not sure."'))
    (line,) = repwatch("outlets", "check", "first", "--json", cwd=tmp_path).stdout.splitlines()
    assert json.loads(line) == {
        "outlet": "first", "url": first.feed_url, "kind": "feed", "well": True, "outcome": "ok", "error": "",
        "answered_from": first.feed_url, "entries": 0, "matching": 0,
    }  # fmt: skip
    assert newsroom.asked(second) == []
    assert '"second"' in repwatch("outlets", "check", "--json", cwd=tmp_path).stdout
    assert len(newsroom.asked(first, "/feed")) == 1
    assert "not in config.toml: third" in repwatch("outlets", "check", "third", cwd=tmp_path, code=2).stderr


def test_who_asked_to_be_left_alone_is_left_alone_by_a_check_too(newsroom: Newsroom, tmp_path: Path) -> None:
    paper = newsroom.open("busy")
    paper.fail("/feed", Fault(429, headers={"Retry-After": "600"}))
    house = Presshouse(tmp_path, paper)
    house.once()
    told = repwatch("outlets", "check", cwd=tmp_path, code=1).stdout
    assert "its host asked to be left alone until 20" in told
    assert len(newsroom.asked(paper, "/feed")) == 1


def test_test_tells_everything_of_one_poll_and_stores_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    paper, target = newsroom.open("moved"), newsroom.open("target")
    report(target)
    target.publish(TITLE, "It was opened.")
    target.robots = "User-agent: *\nCrawl-delay: 0.1\nDisallow: /private"
    paper.fail("/feed", Fault(302, headers={"Location": target.feed_url, "X-Odd": "\x1b[2J"}))
    house = Presshouse(tmp_path, paper)
    before = stored(house)
    out = repwatch("outlets", "test", "moved", cwd=tmp_path).stdout
    for words in (
        f"GET {paper.feed_url}", "  > User-Agent: repwatch/0.1.0 (+https://desk.example/bot)", "  < 302, 0 bytes",
        f"  < Location: {target.feed_url}", f"GET {target.feed_url}", "  < Content-Encoding: gzip",
        f"{paper.origin}/robots.txt: there is none (404): everything is allowed",
        "this address is allowed; 0.1 s between two requests", f"it answers from {target.feed_url}",
        HEADLINE, "its page would be fetched: death: bodies", "passed over: no word of an exchange",
        "reads 61 bodies to Ukraine",
    ):  # fmt: skip
        assert words in out, words
    assert "\x1b" not in out
    assert stored(house) == before
    assert newsroom.asked(target, "/news/1") == [], "no page is fetched"


def test_add_finds_the_feed_of_a_page_and_prints_its_table_alone(newsroom: Newsroom, tmp_path: Path) -> None:
    paper, other = newsroom.open("gazette"), newsroom.open("other")
    report(paper)
    Presshouse(tmp_path, other)
    url = home(paper, alternate(paper), path="/about/us")
    before = (tmp_path / "config.toml").read_bytes()
    done = repwatch("outlets", "add", url, "--id", "site", "--side", "ukraine", cwd=tmp_path)
    assert (tmp_path / "config.toml").read_bytes() == before
    assert done.stdout.splitlines() == [
        "[[outlet]]", 'id = "site"', 'name = "The Site"', 'lang = "en"', 'side = "ukraine"',
        f'feeds = [{{ url = "{paper.feed_url}" }}]',
    ]  # fmt: skip
    for words in ("works  ", HEADLINE, "reads 61 bodies to Ukraine", "named in the head of the page"):
        assert words in done.stderr, words
    assert {asked.path for asked in newsroom.asked(paper)} == {"/robots.txt", "/about/us", "/feed"}


def test_add_appends_to_the_file_as_it_is_and_only_what_is_good(newsroom: Newsroom, tmp_path: Path) -> None:
    paper, other = newsroom.open("gazette"), newsroom.open("other")
    report(paper)
    house = Presshouse(tmp_path, other)
    url = home(paper, alternate(paper))
    before = b"# A comment.\r\n" + house.config.read_bytes().replace(b"\n", b"\r\n")
    house.config.write_bytes(before)
    house.config.chmod(0o640)
    done = repwatch("outlets", "add", url, "--id", "site", "--write", cwd=tmp_path)
    after = house.config.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert house.config.stat().st_mode & 0o777 == 0o640
    assert "site: appended to config.toml" in done.stdout
    assert [outlet.id for outlet in load(house.config).outlets] == ["other", "site"]
    again = repwatch("outlets", "add", url, "--id", "site2", cwd=tmp_path, code=1)
    assert "it is read already, for site" in again.stderr
    asked = len(newsroom.log)
    taken = repwatch("outlets", "add", url, "--id", "site", "--write", cwd=tmp_path, code=1)
    assert "has site already; give another --id" in taken.stderr
    wrong = repwatch("outlets", "add", url, "--id", "new", "--side", "nobody", "--write", cwd=tmp_path, code=1)
    assert "outlet[new].side: is" in wrong.stderr
    assert len(newsroom.log) == asked, "nobody is asked for what would be refused"
    assert house.config.read_bytes() == after
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "state"]


def test_add_takes_a_sitemap_that_robots_names_and_guesses_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    paper, bare, other = newsroom.open("mapped"), newsroom.open("bare"), newsroom.open("other")
    Presshouse(tmp_path, other)
    sitemap = (Path(__file__).parent / "data" / "crawler" / "sitemap-news.xml").read_bytes()
    paper.robots = "User-agent: *\nDisallow: /x\nSitemap: /lost-news.xml\nSitemap: /round.xml\nSitemap: /news.xml"
    paper.fail("/march.xml", Fault(body=sitemap, content_type="application/xml"))
    index = f"<sitemapindex><sitemap><loc>{paper.origin}/march.xml</loc></sitemap></sitemapindex>"
    paper.fail("/news.xml", Fault(body=index.encode(), content_type="application/xml"))
    paper.fail("/round.xml", Fault(body=index.replace("march", "round").encode(), content_type="application/xml"))
    done = repwatch("outlets", "add", home(paper), "--id", "mapped", cwd=tmp_path)
    assert f'feeds = [{{ url = "{paper.origin}/news.xml", kind = "sitemap" }}]' in done.stdout
    assert f"it answers from {paper.origin}/march.xml" in done.stderr, "the index leads on to it"
    assert "no     " in done.stderr
    assert "there is nothing at this address" in done.stderr
    assert "an index of sitemaps leads on and on" in done.stderr
    report(bare)
    home(bare)
    none = repwatch("outlets", "add", home(bare, path="/a/b"), cwd=tmp_path, code=1)
    assert "It names no feed, no news sitemap and no Telegram channel, and none is guessed" in none.stderr
    assert {asked.path for asked in newsroom.asked(bare)} == {"/robots.txt", "/a/b", "/"}, "its first page too"


def test_why_an_address_is_not_asked_is_told(newsroom: Newsroom, tmp_path: Path) -> None:
    house = Presshouse(tmp_path, newsroom.open("other"))
    why = {
        "http://192.168.1.1/": "it is not a public address",
        "ftp://gazette.example/": "it is neither http nor https",
        "http://[::1": "it cannot be read as an address",
        "https://user@gazette.example/": "it holds a user name",
        "https://localhost": "it has a private name",
        "file:///etc/passwd": "it is neither http nor https",
    }
    probes = [Probe(kind, url) for url in why for kind in (ProbeKind.FIND, ProbeKind.PAGE, ProbeKind.LIST)]
    results = ask(probes, house.config, load(house.config))
    assert [result.error for result in results] == [f"address not allowed: {why[probe.url]}" for probe in probes]
    assert {str(result.outcome) for result in results} == {"ssrf_blocked"}
    told = repwatch("outlets", "add", "http://[::1", cwd=tmp_path, code=1)
    assert told.stderr == "http://[::1: address not allowed: it cannot be read as an address\n"
    told = repwatch("outlets", "add", "localhost", cwd=tmp_path, code=1)
    assert "https://localhost: address not allowed: it has a private name" in told.stderr


def test_no_probe_is_led_to_an_address_that_is_not_allowed(newsroom: Newsroom, tmp_path: Path) -> None:
    paper = newsroom.open("lure")
    with socket.create_server(("127.0.2.1", 0)) as listener:
        listener.settimeout(0.05)
        inner = f"http://127.0.2.1:{listener.getsockname()[1]}"
        paper.fail("/feed", Fault(302, headers={"Location": f"{inner}/feed"}))
        paper.robots = f"Sitemap: {inner}/news.xml"
        url = home(paper, f'<link rel="alternate" type="application/rss+xml" href="{inner}/rss">')
        house = Presshouse(tmp_path, networks="127.0.1.0/24")
        probes = [Probe(kind, paper.feed_url) for kind in (ProbeKind.FIND, ProbeKind.PAGE, ProbeKind.LIST)]
        results = ask(probes, house.config, load(house.config))
        told = repwatch("outlets", "add", url, cwd=tmp_path, code=1).stderr
        with pytest.raises(TimeoutError):
            listener.accept()
    assert {(str(result.outcome), result.error) for result in results} == {("ssrf_blocked", "address not allowed")}
    assert told.count("address not allowed") == 2


def test_the_running_crawler_answers_beside_its_rounds(newsroom: Newsroom, tmp_path: Path) -> None:
    paper, other = newsroom.open("paper"), newsroom.open("other")
    page = report(paper)
    house = Presshouse(tmp_path, paper, spacing=0.05)
    house.config.write_text(house.config.read_text(encoding="utf-8").replace("interval = 0.3", "interval = 3600"))
    house.once()
    paper.publish("Russia hands over 70 bodies of fallen soldiers", TEXT, MORE)
    process = house.start()
    try:
        with Lock(tmp_path / "state" / "daemon.lock"):
            assert ": 1 new" in repwatch("outlets", "poll", "paper", cwd=tmp_path).stdout
            newsroom.go_down(paper)
            assert "no connection" in repwatch("outlets", "poll", "paper", cwd=tmp_path, code=1).stdout
            newsroom.come_back(paper)
        with Storage(tmp_path / "state" / "repwatch.db") as storage:
            read = answer(storage, Probe(ProbeKind.PAGE, page))
            found = answer(storage, Probe(ProbeKind.FIND, home(other, alternate(other))))
            refused = answer(storage, Probe(ProbeKind.PAGE, "http://10.0.0.1/"))
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
        end_group(process.pid)
    assert read.article
    assert (read.article.title, read.article.url) == (HEADLINE, page)
    assert found.site
    assert [lead.url for lead in found.site.leads] == [other.feed_url]
    assert (str(refused.outcome), refused.error) == ("ssrf_blocked", "address not allowed: it is not a public address")


def answer(storage: Storage, probe: Probe) -> ProbeResult:
    number, until = storage.probes.request(probe, datetime.now(UTC)), time.monotonic() + 20
    while (result := storage.probes.result(number)) is None and time.monotonic() < until:
        time.sleep(0.05)
    assert result
    return result


def test_list_has_a_line_for_each_outlet(newsroom: Newsroom, tmp_path: Path) -> None:
    papers = {name: newsroom.open(name) for name in ("good", "lost", "later")}
    report(papers["good"])
    papers["good"].publish(TITLE, "It was opened.")
    papers["lost"].fail("/feed", Fault(404))
    house = Presshouse(tmp_path, *papers.values(), ("off", "https://gazette.example/feed"))
    house.once("good", "lost")
    text = house.config.read_text(encoding="utf-8")
    house.config.write_text(text.replace('id = "off"', 'id = "off"\nenabled = false\nnote = "Not sure."'))
    lines = repwatch("outlets", "list", cwd=tmp_path).stdout.splitlines()
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines]
    told = {row[0]: row[1:] for row in rows}
    assert told["good"][1] in ("well", "ok")
    assert told["good"][-2:] == ["2", "1"], "stories, read"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", told["good"][2])
    assert told["lost"][1].startswith("failing: the server answered 404")
    assert (told["later"][1], told["later"][2]) == ("waiting", "-")
    assert told["off"][1] == "off: Not sure."
    objects = json.loads(repwatch("outlets", "list", "--json", cwd=tmp_path).stdout)
    assert {one["outlet"]: one["outcome"] for one in objects} == {
        "good": "ok", "lost": "http_404", "later": None, "off": None,
    }  # fmt: skip


def test_a_crawl_on_a_terminal_counts_and_its_log_has_lines_of_its_own(newsroom: Newsroom, tmp_path: Path) -> None:
    good, lost = newsroom.open("good"), newsroom.open("lost")
    lost.fail("/feed", Fault(404))
    Presshouse(tmp_path, good, lost)
    rows = re.split(r"\r\n|\r\x1b\[2K", on_a_terminal(tmp_path, "crawl", stdout=None))
    assert any(row.startswith("polled ") and "/2" in row for row in rows)
    assert any(re.match(r"20\d\d-\d\d-\d\d .* WARNING .*feed http://127", row) for row in rows)
    assert json.loads(rows[-2][rows[-2].index("{") :])["outcomes"] == {"http_404": 1, "ok": 1}
    checked = on_a_terminal(tmp_path, "outlets", "check", "good", stdout=None)
    assert re.search(r"asked .*0/1", checked)
    assert re.search(r"\nwell  good  .*\r\n$|\x1b\[2Kwell  good  .*\r\n$", checked)


def test_poll_without_a_daemon_says_so(newsroom: Newsroom, tmp_path: Path) -> None:
    Presshouse(tmp_path, newsroom.open("paper"))
    assert "no daemon works here" in repwatch("outlets", "poll", "paper", cwd=tmp_path, code=1).stderr


def test_what_is_exported_here_can_be_imported_there(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    shutil.copy(Path(__file__).parent.parent / "config.toml", here)
    (there / "config.toml").write_text("", encoding="utf-8")
    repwatch("outlets", "export", "all.opml", cwd=here)
    assert (here / "all.opml").read_text() == repwatch("outlets", "export", cwd=here).stdout
    printed = repwatch("outlets", "import", "../here/all.opml", cwd=there).stdout
    done = repwatch("outlets", "import", "../here/all.opml", "--write", cwd=there)
    assert (there / "config.toml").read_text(encoding="utf-8") == printed
    ours, theirs = (load(folder / "config.toml").outlets for folder in (here, there))
    assert theirs == ours
    assert "appended" in done.stdout
    again = repwatch("outlets", "import", "../here/all.opml", "--write", cwd=there)
    assert (again.stdout, again.stderr.startswith("0 new, ")) == ("", True)
    (there / "bad.opml").write_text("<rss/>")
    assert "it is no OPML" in repwatch("outlets", "import", "bad.opml", cwd=there, code=1).stderr
    assert "No such file" in repwatch("outlets", "import", "none.opml", cwd=there, code=1).stderr
