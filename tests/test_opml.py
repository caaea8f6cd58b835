"""OPML: a list of ours comes back as it was, a list of others becomes outlets, and a hostile one becomes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from repwatch.config import known_languages, load
from repwatch.model import Feed, Outlet
from repwatch.opml import NoOpml, read, write
from repwatch.stanza import stanza
from review.naming import free, host_name, slug

ROOT = Path(__file__).parent.parent
ODD = Outlet(
    "odd", 'A "name" & <more>\\ "', "uk", "ukraine", "state media", "tass", "Europe/Kyiv",
    (Feed("https://a.example/feed?a=1&b=2", interval=3600), Feed("https://t.me/s/channel", "telegram", 5400)),
    "all", enabled=False, note="Not sure.",
)  # fmt: skip


def opml(*outlines: str, head: str = "") -> bytes:
    return f'{head}<opml version="2.0"><body>{"".join(outlines)}</body></opml>'.encode()


def outline(url: str, **said: str) -> str:
    return "<outline " + " ".join(f'{name}="{value}"' for name, value in {"xmlUrl": url, **said}.items()) + "/>"


def urls(body: bytes, *present: Outlet) -> list[str]:
    return [feed.url for outlet in read(body, present, ("en", "uk")).outlets for feed in outlet.feeds]


def test_the_shipped_outlets_come_back_as_they_were() -> None:
    outlets = [replace(outlet, robots_override="") for outlet in load(ROOT / "config.toml").outlets]
    assert len(outlets) > 20
    assert read(write([*outlets, ODD]).encode(), (), known_languages()).outlets == [*outlets, ODD]


def test_the_shipped_outlets_as_tables_are_read_as_they_were(tmp_path: Path) -> None:
    outlets = [*load(ROOT / "config.toml").outlets, replace(ODD, feeds=(ODD.feeds[0],), name="x\x7f\x01\ty", agency="")]
    (tmp_path / "config.toml").write_text("".join(map(stanza, outlets)), encoding="utf-8")
    assert list(load(tmp_path / "config.toml").outlets) == outlets


def test_nested_lists_of_others_become_outlets_with_ids_of_their_own() -> None:
    nested = f'<outline text="News"><outline text="Deep">{outline("https://www.gazette.example/rss", text="Газета")}'
    nested += outline("https://courier.example/rss", title="The Courier", language="uk-UA") + "</outline></outline>"
    nested += outline("feed://courier.example/sport", text="The Courier", language="xx")
    found = read(opml(nested), (Outlet("gazette", "Gazette"),), ("en", "uk")).outlets
    assert [(one.id, one.name, one.lang, one.feeds[0].url) for one in found] == [
        ("gazette-2", "Газета", "", "https://www.gazette.example/rss"),
        ("the-courier", "The Courier", "uk", "https://courier.example/rss"),
        ("the-courier-2", "The Courier", "", "https://courier.example/sport"),
    ]


def test_what_is_read_already_is_left_out_however_it_is_written() -> None:
    present = Outlet("gazette", "Gazette", feeds=(Feed("https://gazette.example/rss"),))
    listed = opml(*map(outline, ("http://www.gazette.example/rss/", "https://a.example/f", "https://a.example/f#x")))
    assert urls(listed, present) == ["https://a.example/f"]
    assert len(read(listed, (present,), ()).known) == 2


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1/rss", "http://localhost/rss", "javascript:alert(1)", "https://a@b.example/",
     "http://[::1", "https://a.example:22/", "https://10.0.0.1/"],
)  # fmt: skip
def test_addresses_that_may_not_be_asked_are_refused(url: str) -> None:
    found = read(opml(outline(url)), (), ())
    assert (found.outlets, len(found.refused)) == ([], 1)


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE opml [<!ENTITY % f SYSTEM "file:///etc/passwd"> %f;]>'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(opml(outline("https://a.example/&b;"), head=BOMB), "entities", id="entities that grow"),
        pytest.param(opml(head=FILE), "entities", id="a file of ours"),
        pytest.param(opml(head=FILE).decode().encode("utf-16"), "entities", id="in UTF-16"),
        pytest.param(b"<opml>" + b" " * (6 << 20), "larger than 5 MiB", id="too big"),
        pytest.param(b"", "damaged", id="empty"),
        pytest.param(b"<opml><body>", "damaged", id="cut off"),
        pytest.param(b"<rss/>", "no OPML", id="a feed"),
        pytest.param(b"<opml>" + b"<outline>" * 100_000, "damaged", id="nested without end"),
    ],
)
def test_what_is_no_opml_is_said_so(body: bytes, told: str) -> None:
    with pytest.raises(NoOpml, match=told):
        read(body, (), ())


def ours(table: str) -> bytes:
    said = outline("https://a.example/f", **{"repwatch:table": table.replace('"', "&quot;").replace("\n", "&#10;")})
    return opml(said.replace("<outline", '<outline xmlns:repwatch="urn:repwatch:outlet"'))


GOOD = '[[outlet]]\nid = "a"\nname = "A"\nfeeds = [{ url = "https://a.example/f" }]\n'


def test_nobody_can_agree_about_robots_or_smuggle_a_table_in() -> None:
    smuggled = GOOD + 'robots_override = "yes"\n[[subscription]]\nid = "x"\nsecret_file = "/etc/passwd"\n'
    (found,) = read(ours(smuggled), (), ()).outlets
    assert found == Outlet("a", "A", feeds=(Feed("https://a.example/f"),))
    (named,) = read(opml(outline("https://a.example/f", title="x&quot;&#10;[[outlet]]")), (), ()).outlets
    assert named.name == 'x" [[outlet]]'
    assert stanza(named).count("\n[[") == 0


@pytest.mark.parametrize(
    ("table", "told"),
    [
        pytest.param(GOOD + 'side = "nobody"', "side", id="a side that there is not"),
        pytest.param(GOOD + "x = ", "no TOML", id="no TOML"),
        pytest.param("", "", id="nothing is as if it were not there"),
        pytest.param("[web]", "table is not good", id="no outlet"),
        pytest.param(GOOD + GOOD, "more than once", id="two at once"),
        pytest.param(GOOD.replace("https://a.example/f", "http://10.0.0.1/"), "not a public", id="an inner address"),
    ],
)
def test_a_table_of_others_is_checked_as_config_toml_is(table: str, told: str) -> None:
    found = read(ours(table), (), ())
    assert len(found.outlets) == (not told)
    assert told in "".join(found.refused)
    assert len(found.refused) == bool(told)


def test_an_outlet_that_shares_a_feed_brings_the_others() -> None:
    present = Outlet("odd", "Odd", feeds=ODD.feeds[:1])
    (found,) = read(write([ODD]).encode(), (present,), ()).outlets
    assert (found.id, found.feeds) == ("odd-2", ODD.feeds[1:])


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.kyivindependent.com/rss", "kyivindependent"),
        ("https://rss.dw.com/xml", "dw"),
        ("https://news.example", "news"),
        ("http://127.0.0.1:80/x", "127-0-0-1"),
        ("https://suspilne.media/rss", "suspilne"),
    ],
)
def test_what_a_host_is_called(url: str, name: str) -> None:
    assert slug(host_name(url)) == name


def test_an_id_is_made_from_what_can_be_one() -> None:
    assert slug("Газета", "", "A  b_c!") == "a-b-c"
    assert slug("Газета") == "outlet"
    assert free("a", {"a", "a-2"}) == "a-3"
