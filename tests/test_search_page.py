"""The page of results: what it shows, what it keeps back, and that its address holds the whole question."""

import re
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from builders_desk import configured, elsewhere, enter, filled, publish, served, text_of
from builders_review import NAMES, NOW, SAID, stored
from test_search_query import HOSTILE

from repwatch.model import Article, Exchange, Hit, Outlet, Role
from review.app import build
from review.desk import environment
from review.pages.search import Known, result
from review.pages.search import page as search_page
from review.searching import Query, parse
from review.snippets import SHOWN, marker, snippet
from review.stems import stemmer
from scheduler.indexing import index_all
from storage import Storage

EXCHANGE = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")
SCRIPT = "<script>alert(1)</script> & soldiers' <b>bodies</b>"
ALPHABET = ("bond", "havr", "dmytr", "zakhar", "kovale", "lytvyn", "marche", "onyshch", "roman", "stepan", "tkache")
NAMED = "Returned soldiers: Ivan Petrenko, Petro Ivanenko, Oleh Sydorenko and Taras Bondar, the staff said."


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("search"))
    filled(config)
    quote = "1248 тіл загиблих передано"
    publish(
        config, EXCHANGE,
        elsewhere(stored(1245), 1),
        elsewhere(stored(1248, outlet="herald", lang="uk", quote=quote, title="Тіла передано", claimant="Штаб"), 2),
    )  # fmt: skip
    with Storage(config.database) as storage:
        for number in range(25):
            save(storage, f"many-{number}", "Plenty", f"Plenty of words, {number}.")
        save(storage, "script", SCRIPT, SCRIPT)
        save(storage, "names", "Named", NAMED)
        save(storage, "edited", "Edited", "It was 1,200.")
        save(storage, "edited", "Edited", "It was 1,212.")
        index_all(storage)
        save(storage, "late", "Late", "Not indexed.")
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield enter(config, client, Role.VIEWER)


def save(storage: Storage, name: str, title: str, text: str) -> None:
    url = f"https://courier.example/{name}" if name != "script" else "javascript:alert(1)"
    storage.articles.save(Article(url, "courier", title, text, SAID, SAID, lang="en"), NOW)


def page(desk, **values: str):
    return desk.ask(f"/search?{urlencode({name.rstrip('_'): value for name, value in values.items()})}")


def results(html: str) -> list[str]:
    return [text_of(one) for one in re.findall(r"<h3.*?</h3>", html, re.DOTALL)]


def test_a_result_shows_who_said_it_when_and_what(desk):
    html = page(desk, q="тілами").text
    assert '<h3 data-card lang="uk"><a href="/articles/2"><bdi><mark>Тіла</mark> передано</bdi></a></h3>' in html
    assert '<blockquote dir="auto" lang="uk">1248 <mark>тіл</mark> загиблих передано</blockquote>' in html
    text = text_of(html)
    assert "Вісник · 6 May 2031, 09:30 UTC · uk · herald.example · whole text" in text
    assert "1,248 to Northland this exchange, 6 May 2031, according to Штаб the exchange" in text
    assert f'<a href="/exchanges/{EXCHANGE.id}"' in html


def test_figures_are_found_one_by_one(desk):
    html = page(desk, q="soldiers in:figures").text
    assert results(html) == ["Fallen soldiers returned"]
    assert "the bodies of 1245 <mark>soldiers</mark> were returned" in html


def test_the_figure_that_was_searched_for_is_the_first_of_many():
    hit = Hit(1, Article("", "", "", "", NOW), True, tuple(stored(number, id=number) for number in range(1, 9)))
    shown = result(hit, marker(Query(), stemmer()), Known(NAMES, ()), Query(filters={"figure": ("7-8",)}))
    assert ([row.figure for row in shown.figures], shown.more) == (["7", "8", "1", "2", "3"], 3)


def test_what_outlets_write_is_shown_as_text(desk):
    html = page(desk, q="script bodies").text
    assert results(html) == [
        "&lt; script &gt;alert(1)&lt;/ script &gt; &amp; soldiers&#39; &lt;b&gt; bodies &lt;/b&gt;"
    ]
    assert re.findall("<script[^>]*>", html) == ['<script src="/static/desk.js" defer>']
    assert "<b>bodies" not in html
    assert "javascript:" not in html


def test_lists_of_names_are_not_shown(desk):
    html = page(desk, q="petrenko").text
    assert results(html) == ["Named"]
    assert "Petrenko" not in html
    assert "Returned soldiers: […], the staff said." in html


@pytest.mark.parametrize("between", [", ", "\n", "; "], ids=["commas", "lines", "semicolons"])
def test_no_name_of_a_long_list_is_shown(between):
    names = [f"{first} {last}enko" for first in ("Ivan", "Petro", "Oleh", "Taras") for last in map(str.title, ALPHABET)]
    for before, after in (("bodies: ", "."), ("", " were the bodies"), ("x " * 300 + "bodies: ", "")):
        got = shown(f"{before}{between.join(names)}{after}", "bodies")
        assert "[bodies]" in got
        assert "enko" not in got


def test_pages_go_on_and_back(desk):
    first = page(desk, q="plenty").text
    assert len(results(first)) == 20
    (older,) = re.findall(r'href="([^"]+)" rel="next"', first)
    assert 'rel="prev"' not in first
    second = desk.ask(older.replace("&amp;", "&")).text
    assert len(results(second)) == 5
    assert 'rel="next"' not in second
    (newer,) = re.findall(r'href="([^"]+)" rel="prev"', second)
    assert results(desk.ask(newer.replace("&amp;", "&")).text) == results(first)


def test_what_a_form_leaves_empty_does_not_stand_in_the_address(desk):
    answer = page(desk, q="plenty", outlet="", lang="en", after=" ", before="", figure="", side="", state="")
    assert (answer.status, answer.headers["Location"]) == (303, "/search?q=plenty&lang=en")


def test_an_address_fills_the_form(desk):
    html = page(
        desk, q='"fallen soldiers"', lang="en", outlet="courier", figure="1245", side="north", after="2031"
    ).text
    assert results(html) == ["Fallen soldiers returned"]
    assert 'value="&#34;fallen soldiers&#34;"' in html
    for chosen in ("en", "courier", "north"):
        assert f'<option value="{chosen}" selected>' in html
    assert 'name="figure" type="text" value="1245"' in html
    assert '<option value="gone" selected>gone</option>' in page(desk, q="a", outlet="gone").text
    assert "<summary>Filters: The Courier, English, after 2031, figure 1245, Northland</summary>" in html
    assert ("<details>" in html, "<details open>" in page(desk, q="zzz", lang="en").text) == (True, True)


def test_an_empty_page_teaches_with_examples_that_work(desk):
    html = desk.ask("/search").text
    assert "How to search" in html
    examples = re.findall(r'<dt><a href="([^"]+)">', html)
    assert len(examples) >= 8
    for address in examples:
        assert desk.ask(address.replace("&amp;", "&")).status == 200, address


@pytest.mark.parametrize(("many", "field"), [(200, "<select"), (201, "<input")])
def test_very_many_outlets_are_not_listed(many, field):
    known = Known(NAMES, tuple(Outlet(f"o{number}", f"O{number}") for number in range(many)))
    shown = search_page(Query(), {"outlet": "o7"}, (None, 0), marker(Query(), stemmer()), known)
    html = environment().get_template("search.html").render(page=shown, here="", now=NOW)
    assert f'{field} id="outlet"' in html
    assert "o7" in html


def test_nothing_found_says_so_and_teaches(desk):
    text = text_of(page(desk, q="zzz").text)
    assert "Nothing is found." in text
    assert "How to search" in text


def test_what_is_wrong_is_said_and_the_query_stays(desk):
    answer = page(desk, q='"open', lang="uk")
    assert answer.status == 422
    assert "A phrase begins with &#34; and does not end." in answer.text
    assert 'value="&#34;open"' in answer.text


def test_what_is_not_indexed_yet_is_counted(desk):
    assert "1 article is not searchable yet." in text_of(desk.ask("/search").text)
    assert results(page(desk, q="late").text) == []


def test_a_replaced_reading_leads_to_itself(desk):
    html = page(desk, q="1200 readings:all").text
    assert "#reading-1" in html
    assert "reading 1, replaced since" in html
    (whole,) = re.findall(r'href="(/articles/[0-9]+/text[^"]*)"', html)
    assert "It was 1,200." in desk.ask(whole).text


def test_a_place_that_is_none_shows_the_newest(desk):
    for place in ("x", "-1", "9" * 30, "１"):
        answer = page(desk, q="plenty", older=place)
        assert (answer.status, len(results(answer.text))) == (200, 20)
        assert "The address does not say where in the results to go on." in answer.text


def test_it_is_for_who_is_signed_in_and_kept_by_nobody_else(desk):
    assert replace(desk, cookie="").ask("/search?q=plenty").status == 401
    assert '<a href="/search" data-key="/">Search</a>' in desk.ask("/").text
    assert '<a href="/search" aria-current="page">Search</a>' in desk.ask("/search").text
    assert 'href="/search"' not in replace(desk, cookie="").ask("/").text
    for address in ("/search?q=plenty", "/search?q=plenty&lang="):
        assert desk.ask(address).headers["Cache-Control"] == "no-store"


def test_it_can_only_be_read(desk):
    assert desk.ask("/search?q=a", "HEAD").status == 200
    assert desk.ask("/search", "POST").status == 405


@pytest.mark.parametrize("text", [one for one in HOSTILE if one.isprintable() and one.strip()], ids=ascii)
def test_hostile_addresses_get_a_page(desk, text):
    answer = desk.ask(f"/search?q={quote(text)}&after={quote(text)}&older={quote(text)}")
    assert answer.status in (200, 422)
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%00", "q=%ED%A0%80", "q&q&q", "=&=", "q=a&q=b", "%", "q=" + "%22" * 3000]
)
def test_addresses_that_are_no_text_get_a_page(desk, query):
    assert desk.ask(f"/search?{query}").status in (200, 303, 422)


def shown(text: str, query: str) -> str:
    found = snippet(text, marker(parse(query, {}, stemmer(), ()), stemmer()))
    return "".join(f"[{one.text}]" if one.marked else one.text for one in found)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        pytest.param("A soldier. Soldiers!", "soldiers", "A [soldier]. [Soldiers]!", id="in every form"),
        pytest.param("A repatriation", "repatr*", "A [repatriation]", id="by its beginning"),
        pytest.param("1\u202f212 тіл", "1,212", "[1 212] тіл", id="a number however it is written"),
        pytest.param("one two", "-one two", "one [two]", id="not what is excluded"),
        pytest.param("one two", "lang:en", "one two", id="nothing where no word is asked for"),
        pytest.param("x " * 300 + "body " + "y " * 300, "bodies", None, id="far in the text"),
        pytest.param(
            "a body. " + "x " * 900 + "the body of a soldier " + "y " * 300, "soldier body", None, id="densest"
        ),
        pytest.param("", "word", "", id="no text"),
        pytest.param("tab\tand\x00control\u202e body", "body", "tab and control [body]", id="controls are left out"),
    ],
)
def test_snippets(text: str, query: str, found: str | None) -> None:
    got = shown(text, query)
    if found is not None:
        assert got == found
        return
    assert got.startswith("… ")
    assert got.endswith(" …")
    assert "[body]" in got
    assert ("[soldier]" in got) == ("soldier" in query)
    assert len(got) <= SHOWN + 20
