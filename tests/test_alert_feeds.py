"""The feeds as documents: Atom by RFC 4287, JSON by docs/alerts.schema.json, words of mails, hostile text harmless."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import pytest
from alerts_builders import NAMES, NOW, URL, alert, claim, settlement, side
from jsonschema import Draft202012Validator
from lxml import etree
from test_alerts_golden import CASES, RENDER, made
from test_alerts_schema import objects

from alerts.bulletins import Publisher, bulletins
from alerts.languages import available
from repwatch.model import Alert, Bulletin, Claimant, Config, Reason
from review.bulletins import Heading, as_json, as_values
from review.selfserve import Counter

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "alerts.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA)
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
ATOM, THR = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/thread/1.0}"
XHTML = "{http://www.w3.org/1999/xhtml}"
PUBLISHER = Publisher(RENDER, NAMES, URL, available())
BREAK = "\ue000"
ONE_EXCHANGE = [case for case in CASES if case != "digest"]
ODD = (
    "a\r\nb\x00c\x0bd\x1be\x7ff\x85g\u2028h\u2029i", "]]>]]&gt;<![CDATA[", "\u202egnp\u202c\u2066x\u2069\u200f\u061c",
    "\ufeff\ufffe\uffff\U0001fffe", '"><script>alert(1)</script><img src=x onerror=alert(1)>', "&#0;&#xFFFFFFFF;&lol9;",
    "{{ 7 * 7 }}{% raw %}", "https://evil.example/\"onclick='x'", "--><!-- <?xml version='1.0'?>", "نص عربي עברית",
    "Z\u0335\u0321a\u0321lgo\u0300\u0301\u0302", "\U0001f600\U000e0041", "=?utf-8?q?a?=",
)  # fmt: skip
COUNTER = Counter(Path("unused"), Config(Path("unused"), ("en",), ()), {}, lambda: NOW)


def key(number: int) -> str:
    return f"{number:032x}"


def entries(alerts: Sequence[Alert], number: int = 1) -> tuple[Bulletin, ...]:
    return bulletins(alerts, key(number), PUBLISHER, NOW)


def heading(lang: str = "en", **other: Any) -> Heading:
    return replace(Heading("Alerts & <more>", "What is said", lang, available(), URL, NOW), **other)


def atom(shown: Sequence[Bulletin], lang: str = "en") -> str:
    template = COUNTER.environment(lang).get_template("alerts.atom")
    return template.render(as_values(heading(lang), shown, "/alerts.atom"))


def of(lang: str, shown: Sequence[Bulletin]) -> Bulletin:
    return next(one for one in shown if one.lang == lang)


@pytest.fixture(scope="module")
def every() -> list[Bulletin]:
    """An entry of each kind, in English."""
    first = of("en", entries(CASES["new"][0]))
    rest = [of("en", entries(CASES[case][0], number)) for number, case in enumerate(ONE_EXCHANGE, 2)]
    return [*(replace(one, answers=first.id) for one in rest), first]


@pytest.mark.parametrize("lang", available())
@pytest.mark.parametrize("case", ONE_EXCHANGE)
def test_it_says_what_a_mail_says_without_what_concerns_its_recipient(case: str, lang: str) -> None:
    mail, one = made(case, lang), of(lang, entries(CASES[case][0]))
    body = mail.text.partition("\n-- \n")[0].strip().split("\n")
    said = one.text.split("\n")
    differ = [(before, after) for before, after in zip(body, said, strict=True) if before != after]
    assert one.title == mail.subject
    assert len(differ) == 1, "why: you get this, or this is published"
    assert differ[0][0].partition(": ")[2] == differ[0][1].partition(": ")[2]
    assert not re.search(r"\bdesk\b.*подпис|\byou\b|\bви\b|\bвы\b|«desk»|“desk”", one.text.casefold())


def test_every_reason_about_exchanges_is_there(every: list[Bulletin]) -> None:
    wanted = {reason for reason in Reason if reason.value.startswith("exchange.")} - {Reason.REVIEWED}  # no golden one
    assert {reason for one in every for reason in one.reasons} == wanted


def conforms(root: etree._Element) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what must be there, and what may be there once at most."""
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        assert [len(one.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        for name in ("generator", "icon", "logo", "rights", "subtitle", "content", "published", "source", "summary"):
            assert len(one.findall(f"{ATOM}{name}")) <= 1, name
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in one.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert all(re.match("https?://", link.get("href")) for link in one.findall(f"{ATOM}link"))
        assert re.fullmatch(r"tag:ledger\.example,2026:alerts/[\w/]+", one.findtext(f"{ATOM}id"))
        for name in ("updated", "published"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|", one.findtext(f"{ATOM}{name}", ""))
        assert one.findtext(f"{ATOM}title").strip()
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")][:2] == ["self", "alternate"]
    found = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(found)) == len(found)
    for entry in root.findall(f"{ATOM}entry"):
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == [f"{XHTML}div"], "RFC 4287, 3.1.1.3"
        assert not (content.text or "").strip()
        assert all(each.get("term") for each in entry.findall(f"{ATOM}category"))
        assert {each.tag for each in content.iter()} <= {
            f"{ATOM}content", *(f"{XHTML}{name}" for name in ("div", "p", "br", "a")),
        }  # fmt: skip


def read(text: str) -> Any:
    found = feedparser.parse(BytesIO(text.encode()))
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_the_atom_feed_conforms_and_programs_read_all_of_it(every: list[Bulletin]) -> None:
    text = atom(every)
    root = etree.fromstring(text.encode())
    conforms(root)
    found = read(text)
    assert (found.version, found.feed.title, found.feed.link) == ("atom10", "Alerts & <more>", f"{URL}/")
    assert [one.id for one in found.entries] == [one.id for one in every]
    assert [one.title for one in found.entries][1:] == [one.title for one in every][1:]
    assert {one.published for one in found.entries} == {"2025-10-23T12:30:00Z"}
    assert [[each.term for each in one.tags] for one in found.entries] == [list(one.reasons) for one in every]
    replies = [entry.find(f"{THR}in-reply-to") for entry in root.findall(f"{ATOM}entry")]
    assert [None if one is None else one.get("ref") for one in replies] == [one.answers or None for one in every]
    assert len(found.entries) == len(ONE_EXCHANGE) + 1


def text_of(content: etree._Element) -> str:
    """As a reader shows it: lines and paragraphs."""
    return "\n\n".join(
        "\n".join(line.replace("\u00a0", " ", len(line) - len(line.lstrip("\u00a0"))) for line in _lines(each))
        for each in content.iter(f"{XHTML}p")
    )


def _lines(paragraph: etree._Element) -> list[str]:
    copy = etree.fromstring(etree.tostring(paragraph))
    for line in list(copy.iter(f"{XHTML}br")):
        line.tail = f"{BREAK}{(line.tail or '').removeprefix(chr(10))}"
    return "".join(copy.itertext()).rstrip("\n").split(BREAK)


def test_the_lines_of_the_text_stay_lines_and_addresses_become_links(every: list[Bulletin]) -> None:
    root = etree.fromstring(atom(every).encode())
    for one, entry in zip(every, root.findall(f"{ATOM}entry"), strict=True):
        assert text_of(entry.find(f"{ATOM}content")) == one.text
        links = [each.get("href") for each in entry.iter(f"{XHTML}a")]
        page = f"{URL}/exchanges/{one.exchange}"
        assert links == [*re.findall(r"^ +(https?://\S+)$", one.text, re.MULTILINE), page]


def test_both_are_empty_before_anything_is_published() -> None:
    conforms(etree.fromstring(atom([]).encode()))
    assert read(atom([])).feed.updated == "2025-10-23T12:30:00Z"
    VALID.validate(json.loads(as_json(heading(), [], "/alerts.json")))


def test_the_json_feed_says_the_same(every: list[Bulletin]) -> None:
    found = json.loads(as_json(heading(), every, "/alerts.json"))
    VALID.validate(found)
    assert [one["id"] for one in found["items"]] == [one.id for one in every]
    assert [(one["title"], one["content_text"]) for one in found["items"]] == [(one.title, one.text) for one in every]
    assert [one["_repwatch"]["in_reply_to"] for one in found["items"]] == [one.answers or None for one in every]
    assert found["feed_url"] == f"{URL}/alerts.json"
    in_russian = json.loads(as_json(heading("ru"), [], "/alerts.json"))
    assert (in_russian["feed_url"], in_russian["language"]) == (f"{URL}/alerts.json?lang=ru", "ru")


def test_what_lacks_any_field_is_refused(every: list[Bulletin]) -> None:
    whole = as_json(heading(), every[-1:], "/alerts.json")
    for place in range(len(list(objects(json.loads(whole))))):
        for name in list(list(objects(json.loads(whole)))[place]):
            broken = json.loads(whole)
            del list(objects(broken))[place][name]
            assert not VALID.is_valid(broken), (place, name)
    for name in ("image", "banner_image", "attachments"):
        broken = json.loads(whole)
        broken["items"][0][name] = "https://ledger.example/face.jpg"
        assert not VALID.is_valid(broken), name


def test_the_schema_is_one_and_the_page_shows_what_it_holds() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert EXAMPLES
    for text in EXAMPLES:
        VALID.validate(json.loads(text))
    fields = {name for each in objects(SCHEMA) for name in each.get("properties", {})}
    assert [name for name in sorted(fields) if not re.search(rf"`(?:\w+\.)?{name}[`.]", PAGE)] == []


def test_lists_of_names_are_cut_and_an_address_that_nobody_may_open_is_no_link(every: list[Bulletin]) -> None:
    shown = of("en", entries(CASES["hostile"][0]))
    text = atom([shown])
    assert "Petrenko" not in text
    assert "[…]" in text
    assert "javascript:" not in text


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_is_written_stays_text(odd: str) -> None:
    """As claimant, outlet, quote and id of the exchange: well-formed, nothing turned round, no element of its own."""
    who, names = Claimant(f"the Office {odd}"), replace(NAMES, outlets={"courier": f"Courier {odd}"}, spoken={})
    said = claim(1, "north", 12, [who], quote=f"12 bodies {odd} were handed over.")
    told = alert(settlement(side("north", said), id=f"2025-10-23 {odd.encode(errors='replace').decode()}"))
    shown = of("en", bulletins([told], key(1), replace(PUBLISHER, names=names), NOW))
    text = atom([shown])
    conforms(etree.fromstring(text.encode()))
    assert len(read(text).entries) == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]", text)
    item = json.loads(as_json(heading(), [shown], "/alerts.json").encode())
    VALID.validate(item)
    assert "12 bodies" in shown.title
    assert f"{URL}/exchanges/2025-10-23" in text


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_a_title_is_one_line_of_text(odd: str) -> None:
    """Also where a party's own name is odd: it stands in the subject."""
    names = replace(NAMES, parties={"northland-southland": {"north": f"North {odd}", "south": "South"}}, spoken={})
    told = alert(settlement(side("north", claim(1, "north", 12))))
    shown = of("en", bulletins([told], key(1), replace(PUBLISHER, names=names), NOW))
    text = atom([shown])
    conforms(etree.fromstring(text.encode()))
    title = etree.fromstring(text.encode()).findtext(f"{ATOM}entry/{ATOM}title")
    assert title == shown.title
    assert title.startswith("12 bodies to North")
    assert title.isprintable() or all(letter in "\U0001fffe\U000e0041" for letter in title if not letter.isprintable())
    VALID.validate(json.loads(as_json(heading(), [shown], "/alerts.json")))
