"""The bytes of a feed in, entries out: every dialect, the damaged ones, and what feedparser must never be handed."""

import socket
from datetime import UTC, datetime
from time import process_time

import pytest
from builders_crawler import body, rss, source, titles

from crawler.bare import bared
from crawler.entries import FULL_TEXT, LONGEST_FIELD, LONGEST_LINK, LONGEST_TITLE, MOST_ENTRIES
from crawler.feed import parse_feed
from repwatch.model import Outcome

NOON = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
TITLE = "Bodies of 61 soldiers returned"
SUMMARY = "The train came at noon."


def parse(name, **about):
    return parse_feed(body(name), source(**about))


@pytest.mark.parametrize(
    ("name", "guid", "url", "published"),
    [
        ("rss-0.91.xml", "https://gazette.example/61", "https://gazette.example/61", None),
        ("rss-1.0.xml", "https://herald.example/1", "https://herald.example/1", NOON),
        ("atom-1.0.xml", "tag:observer.example,2026:7", "https://observer.example/7", NOON),
        ("json-1.1.json", "7", "https://tribune.example/7", NOON),
    ],
)
def test_every_dialect_gives_the_same_story(name, guid, url, published):
    parsed = parse(name)
    assert parsed.outcome is Outcome.OK
    first = parsed.entries[0]
    assert (first.guid, first.url, first.published) == (guid, url, published)
    assert (first.title, first.summary) == (TITLE, SUMMARY)


def test_rss_2_with_markup_entities_and_missing_fields():
    parsed = parse("rss-2.0.xml")
    first, second, third = parsed.entries
    assert first.title == "Bodies of 61 soldiers & two officers returned"
    assert first.summary == "The train came at noon.\n\nIt left at one."
    assert (first.guid, first.published) == ("courier-7", NOON)
    assert (second.url, second.guid) == ("https://courier.example/6", "https://courier.example/6")
    assert (third.url, len(third.guid)) == (None, 64), "title and date stand in for guid and address"
    assert parsed.ttl == 3600


def test_atom_takes_the_page_not_the_recording_and_updated_for_published():
    first, second = parse("atom-1.0.xml").entries
    assert first.url == "https://observer.example/7"
    assert second.published == datetime(2026, 3, 4, 8, tzinfo=UTC)


def test_json_feed_takes_what_is_text_and_skips_what_is_no_item():
    _, second, third = parse("json-1.1.json").entries
    assert (second.url, second.summary) == ("https://elsewhere.example/6", "Ships sail again.")
    assert (third.guid, third.url, third.title) == ("5", None, "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("damaged-ampersand.xml", ["Bodies of 61 soldiers & 2 officers returned", "Harbour reopens \xa0 today"]),
        ("damaged-cut.xml", [TITLE, "Harbour reopens"]),
        ("damaged-nesting.xml", [TITLE, "Harbour reopens"]),
        ("duplicate-guid.xml", [TITLE, "Harbour reopens", "Told twice, first as this"]),
    ],
)
def test_a_damaged_feed_loses_no_story(name, expected):
    parsed = parse(name)
    assert (parsed.outcome, titles(parsed)) == (Outcome.OK, expected)


def test_stories_that_share_a_guid_by_mistake_keep_apart():
    guids = [one.guid for one in parse("duplicate-guid.xml").entries]
    assert guids == ["same https://gazette.example/1", "same https://gazette.example/2", "other"]


def test_only_http_addresses_are_links_and_the_story_stays():
    parsed = parse("links.xml")
    assert titles(parsed) == list("ABCDEF")
    assert [one.url for one in parsed.entries] == [None, None, "https://gazette.example/news/3", None, None, None]


def test_a_full_text_is_found_under_every_name_and_a_teaser_is_none():
    text = "word " * FULL_TEXT
    parsed = parse_feed(body("full-texts.xml").replace(b"LONG", text.encode()), source())
    texts = {one.guid: one.text for one in parsed.entries}
    assert {name for name, said in texts.items() if said == text.strip()} == texts.keys() - {"short"}
    assert texts["short"] == ""


BARE = "<relatedNews><title>999</title><link>https://gazette.example/99</link></relatedNews>"
RELATED = '<x:related_links><link url="https://gazette.example/99" img="https://gazette.example/p">999</link></x:related_links>'


@pytest.mark.parametrize("ending", ["", "<i>", "</rss"], ids=["whole", "with an element never closed", "cut"])
@pytest.mark.parametrize(
    "item",
    [
        pytest.param(f"<link>https://gazette.example/1</link><title>Returned</title>{RELATED}", id="after it"),
        pytest.param(f"<link>https://gazette.example/1</link><title>Returned</title>{BARE}", id="without a prefix"),
        pytest.param(f"{RELATED}<title>Returned</title><link>https://gazette.example/1</link>", id="before it"),
        pytest.param(
            f"<link>https://gazette.example/1</link>{RELATED}<title>Returned</title>{RELATED}<x:related/>", id="twice"
        ),
    ],
)
def test_a_story_beside_the_story_lends_it_neither_address_nor_title(item, ending):
    text = f'<rss version="2.0" xmlns:x="https://x.example"><channel><item>{item}{ending}</item></channel></rss>'
    (one,) = parse_feed(text.encode(), source()).entries
    assert (one.title, one.url) == ("Returned", "https://gazette.example/1")


def test_stories_beside_the_story_that_never_end_cost_no_more_than_others():
    begun = "<x:related>" * 200_000
    text = (
        f'<rss version="2.0" xmlns:x="https://x.example"><channel><item><title>A</title>{begun}</item></channel></rss>'
    )
    started = process_time()
    assert titles(parse_feed(text.encode(), source())) == ["A"]
    assert process_time() - started < 20


@pytest.mark.parametrize(
    ("given", "outcome", "error"),
    [
        pytest.param(b"", Outcome.NOT_FEED, "the answer was empty", id="empty"),
        pytest.param(b" \r\n ", Outcome.NOT_FEED, "the answer was empty", id="blank"),
        pytest.param(b"<!DOCTYPE html><p>Hi", Outcome.NOT_FEED, "the answer is a web page, not a feed", id="page"),
        pytest.param(b"  <HTML><p>Hi</p></HTML>", Outcome.NOT_FEED, "a web page", id="page in capitals"),
        pytest.param(b"hello", Outcome.NOT_FEED, "the answer is not a feed", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0", Outcome.NOT_FEED, "not a feed", id="picture"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Outcome.NOT_FEED, "not a feed", id="other XML"),
        pytest.param(b'{"items": []}', Outcome.NOT_FEED, "JSON, but not a JSON Feed", id="other JSON"),
        pytest.param(b'{"version": NaN}', Outcome.PARSE_FATAL, "damaged JSON", id="NaN"),
        pytest.param(b'{"version": "https://json', Outcome.PARSE_FATAL, "damaged JSON", id="cut JSON"),
        pytest.param(b'{"a":' * 100_000, Outcome.PARSE_FATAL, "damaged JSON", id="deep JSON"),
        pytest.param(body("damaged-empty.xml"), Outcome.PARSE_FATAL, "damaged and lists nothing", id="cut at once"),
        pytest.param(body("nothing-listed.xml"), Outcome.OK, "", id="a feed that lists nothing yet"),
    ],
)
def test_what_is_no_feed_gets_its_class_and_plain_words(given, outcome, error):
    parsed = parse_feed(given, source())
    assert (parsed.outcome, parsed.entries) == (outcome, ())
    assert error in parsed.error
    assert bool(error) == bool(parsed.error)


def test_a_body_that_is_a_path_opens_no_file(tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_text(rss(["<title>from the file</title>"]))
    assert parse_feed(str(feed).encode(), source()).outcome is Outcome.NOT_FEED


def test_a_body_that_is_an_address_or_names_one_connects_nowhere():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        entity = f'<!DOCTYPE rss SYSTEM "{url}a.dtd" [<!ENTITY x SYSTEM "{url}b"><!ENTITY % y SYSTEM "{url}c"> %y;]>'
        assert parse_feed(url.encode(), source()).outcome is Outcome.NOT_FEED
        assert titles(parse_feed(rss(["<title>a&x;b</title>"], doctype=entity).encode(), source())) == ["ab"]
        with pytest.raises(TimeoutError):
            listener.accept()


def test_an_entity_reads_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("open sesame")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert titles(parse_feed(rss(["<title>a&x;</title>"], doctype=entity).encode(), source())) == ["a"]


@pytest.mark.parametrize("reference", ["&#xFFFFFFFF;", "&#x110000;", "&#xD800;", "&#55296;", "&#8;", "&#0;"])
def test_a_character_that_does_not_exist_costs_no_neighbour(reference):
    parsed = parse_feed(rss([f"<title>61{reference}bodies</title>", "<title>neighbour</title>"]).encode(), source())
    assert titles(parsed) == ["61 bodies", "neighbour"]


def test_an_entity_with_a_backslash_is_read():
    given = rss(["<title>a&a;</title>"], doctype='<!DOCTYPE rss [<!ENTITY a "b\\q">]>')
    assert titles(parse_feed(given.encode(), source())) == ["ab\\q"]


def test_entities_that_multiply_without_end_are_stopped():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    given = rss(["<title>&a10;</title>"], doctype=f'<!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]>')
    parsed = parse_feed(given.encode(), source())
    assert all(len(one.title) <= LONGEST_TITLE for one in parsed.entries)


CYRILLIC = "Повернуто тіла 61 військового"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        pytest.param("windows-1251", "", "", id="windows-1251 that nobody declares"),
        pytest.param("windows-1251", "windows-1251", "", id="declared inside"),
        pytest.param("windows-1251", "", "text/xml; charset=windows-1251", id="declared by the server"),
        pytest.param("windows-1251", "utf-8", "text/xml; charset=utf-8", id="windows-1251 declared as utf-8"),
        pytest.param("utf-8", "windows-1251", "text/xml; charset=windows-1251", id="utf-8 declared as windows-1251"),
        pytest.param("utf-8", "no-such", "text/xml; charset=none", id="a charset that does not exist"),
        pytest.param("utf-16", "utf-16", "", id="utf-16 with its mark"),
        pytest.param("koi8-u", "koi8-u", "", id="koi8-u"),
    ],
)
def test_a_charset_declared_or_not_reads_the_same(encoding, declared, header):
    declaration = f' encoding="{declared}"' if declared else ""
    given = rss([f"<title>{CYRILLIC}</title>"], declaration).encode(encoding)
    assert titles(parse_feed(given, source(content_type=header))) == [CYRILLIC]


def test_bytes_that_are_no_text_in_any_charset_are_an_encoding_fault():
    given = b'<?xml version="1.0" encoding="utf-8"?><rss>' + bytes([0xFF, 0xFE, 0x98, 0x81]) * 200
    parsed = parse_feed(b"\xef\xbb\xbf" + given, source())
    assert (parsed.outcome, "utf-8 was tried" in parsed.error) == (Outcome.ENCODING, True)


def test_fields_and_entries_are_bounded():
    long = "long " * LONGEST_FIELD
    items = [f"<guid>{n}</guid><title>{n}</title>" for n in range(MOST_ENTRIES + 5)]
    items[0] = (
        f"<guid>0</guid><title>{long}</title><description>{long}</description><link>https://x.example/{long}</link>"
    )
    items[1] = f"<guid>1</guid><title>1</title><link>https://x.example/{'a' * LONGEST_LINK}</link>"
    entries = parse_feed(rss(items).encode(), source()).entries
    assert len(entries) == MOST_ENTRIES
    assert (entries[0].title[-4:], len(entries[0].title)) == ("long", LONGEST_TITLE - 1)
    assert len(entries[0].text) <= LONGEST_FIELD
    assert entries[1].url is None


@pytest.mark.parametrize(
    ("date", "published"),
    [
        pytest.param("Thu, 05 Mar 2026 12:30:00 EET", NOON, id="a zone feedparser does not know"),
        pytest.param("Thu, 05 Mar 2026 12:30:00", NOON, id="no zone: the outlet's"),
        pytest.param("05.03.2026 12:30", NOON, id="dotted"),
        pytest.param("2026-03-05 12:30", NOON, id="ISO with a blank"),
        pytest.param("Thu, 05 Mar 1926 12:30:00 +0200", None, id="a hundred years ago"),
        pytest.param("Sun, 05 Mar 2028 12:30:00 +0200", None, id="the future"),
        pytest.param("5 березня 2026, 12:30", None, id="a month's name that protocols do not know"),
        pytest.param("yesterday", None, id="a word"),
    ],
)
def test_an_odd_date_is_read_in_the_outlets_zone_or_kept_as_text(date, published):
    given = rss([f"<title>a</title><pubDate>{date}</pubDate>"]).encode()
    (one,) = parse_feed(given, source(zone="Europe/Kyiv")).entries
    assert (one.published, one.published_raw) == (published, date)


def test_an_article_without_a_date_is_kept():
    (one,) = parse_feed(rss(["<title>a</title>"]).encode(), source()).entries
    assert (one.title, one.published, one.published_raw) == ("a", None, "")


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600),
        ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<sy:updatePeriod>fortnightly</sy:updatePeriod>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updateFrequency>x</sy:updateFrequency><ttl>-1</ttl>", 0),
        ("", 0),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(asked, seconds):
    text = rss(["<title>One</title>"]).replace("<title>Gazette</title>", f"<title>Gazette</title>{asked}")
    spaces = 'version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert parse_feed(text.replace('version="2.0"', spaces).encode(), source()).ttl == seconds


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param("<g:posList xmlns:g='http://www.opengis.net/gml'>1 2</g:posList>", id="a place outside its place"),
        pytest.param("<textInput><name>x</name></textInput>", id="a form"),
        pytest.param("<description>&lt;html&gt;&lt;head/&gt;&lt;/html&gt;</description>", id="a page without a body"),
    ],
)
def test_what_is_odd_about_one_story_costs_no_other(odd):
    story = "<title>Bodies of {n} soldiers returned</title><link>https://gazette.example/{n}</link>"
    body = rss([story.format(n=61) + odd, story.format(n=70)]).encode()
    assert titles(parse_feed(body, source())) == ["Bodies of 61 soldiers returned", "Bodies of 70 soldiers returned"]


def test_a_feed_without_what_we_do_not_read_is_the_same_to_us():
    for name in ("rss", "atom", "rdf"):
        full = BARE[name].encode()
        bare = bared(full)
        assert bare is not None
        assert b"somewhere" not in bare
        assert parse_feed(bare, source()).entries == parse_feed(full, source()).entries != ()


PLACE = "<g:point xmlns:g='urn:g'>somewhere</g:point>"
BARE = {
    "rss": f"<rss version='2.0'><channel><title>t</title>{PLACE}<item><title>a</title>{PLACE}"
    "<link>https://a.example/</link><guid>1</guid><pubDate>Thu, 05 Mar 2026 10:30:00 GMT</pubDate>"
    "<description>d</description><c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>e</c:encoded></item></channel></rss>",
    "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'>{PLACE}<entry>{PLACE}<title>a</title><id>1</id>"
    "<link href='https://a.example/'/><updated>2026-03-05T10:30:00Z</updated><content>c</content></entry></feed>",
    "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    f"<channel><title>t</title></channel><item>{PLACE}<title>a</title><link>https://a.example/</link>"
    "<d:date xmlns:d='http://purl.org/dc/elements/1.1/'>2026-03-05T10:30:00Z</d:date></item></rdf:RDF>",
}


def test_of_what_is_no_markup_at_all_nothing_is_left():
    assert bared(b"61 bodies") is None
