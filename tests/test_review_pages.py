"""The chart and the disputes as a reader gets them: over a real database, by a real server."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from builders_desk import configured, elsewhere, enter, filled, publish, served
from builders_review import NAMES, NOW, SAID, stored
from lxml import etree, html

from repwatch.model import Claimant, Evidence, Exchange, Role
from review.app import build

STYLE = Path(__file__).parent.parent / "review" / "static" / "style.css"
AWKWARD = {"north": 'North & "land" <i>', "south": "South'land"}
TEXT = "Бюро назвало їх: Anna Berg, Carl Dorn, Emil Falk, і передано 1248 тіл <b>, сказало воно."
QUOTE = "1248 тіл"
MINISTRY = (Claimant("Southern ministry", "southern-ministry", "south", official=True),)


def exchange(day: str) -> Exchange:
    return Exchange(f"north-south-{day}", "north-south", day)


def served_with(config, names=NAMES):
    return served(build(config.database, config, names, NOW, clock=lambda: NOW))


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return configured(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def admin(config, desk):
    return enter(config, desk, Role.ADMIN)


@pytest.fixture(scope="module")
def desk(config):
    """A dispute, an exchange that only one side has a figure for, a stated zero, and one of long ago."""
    filled(config)
    start = TEXT.index(QUOTE)
    # The builder prints the first quote as the text of the article: so the whole text is one, and the figure another.
    evidence = (Evidence("title", 0, len(TEXT), TEXT), Evidence("text", start, start + len(QUOTE), QUOTE))
    later = {"claimants": MINISTRY, "said_at": SAID + timedelta(minutes=80)}
    publish(
        config, exchange("2031-05-06"),
        elsewhere(stored(1245), 1),
        elsewhere(stored(1248, outlet="herald", lang="uk", title="Вісник пише", evidence=evidence, **later), 2),
        elsewhere(stored(1248, **later), 3, title="The ministry says 1,248"),
        elsewhere(stored(51, "south", outlet="herald", claimants=MINISTRY), 4),
    )  # fmt: skip
    publish(config, exchange("2031-05-05"), elsewhere(stored(640, day="2031-05-05"), 5))
    publish(config, exchange("2031-05-04"), elsewhere(stored(0, "south", day="2031-05-04"), 6))
    publish(config, exchange("2029-02-01"), elsewhere(stored(91, day="2029-02-01"), 7))
    with served_with(config) as client:
        yield client


def drawings(text: str) -> list[etree._Element]:
    """Every drawing of the page, as strict XML."""
    return [etree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]


def charts(text: str) -> list[html.HtmlElement]:
    return html.fromstring(text).xpath("//figure[@class='chart']")


def titles(chart: html.HtmlElement) -> set[str]:
    return set(chart.xpath(".//svg[@role='img']//g/g/title/text()"))


def spoken(cell: html.HtmlElement) -> str:
    """A cell of the table in the words of the bar: what it adds up, and that it is disputed."""
    return ", ".join(" ".join(part.split()) for part in cell.itertext() if part.strip())


def test_there_are_the_last_weeks_and_all_of_it(desk):
    found = [chart.findtext("figcaption") for chart in charts(desk.ask("/").text)]
    assert found == ["Day by day, 4 May 2031 to 6 May 2031", "By month, February 2029 to May 2031"]


def test_the_table_holds_the_numbers_of_the_chart(desk):
    for chart in charts(desk.ask("/").text):
        rows = chart.xpath(".//tbody/tr")
        said = {
            f"{row.findtext('th')}: {spoken(cell)}"
            for row in rows
            for cell in row.xpath("td[@data-label][contains(@class, 'count')]")
        }
        assert said == titles(chart)
        assert said


def test_the_numbers_are_those_of_the_ledger(desk):
    by_day, by_month = charts(desk.ask("/").text)
    assert titles(by_day) == {
        "4 May 2031: not stated", "4 May 2031: 0", "5 May 2031: 640", "5 May 2031: not stated",
        "6 May 2031: 1,245–1,248, disputed", "6 May 2031: 51",
    }  # fmt: skip
    assert titles(by_month) == {
        "February 2029: 91", "February 2029: not stated",
        "May 2031: 1,885–1,888, disputed, 3 exchanges, 1 of them without a figure",
        "May 2031: 51, 3 exchanges, 1 of them without a figure",
    }  # fmt: skip


def test_every_exchange_of_the_chart_can_be_opened(desk):
    for chart in charts(desk.ask("/").text):
        links = chart.xpath(".//td/a/@href")
        assert links
        assert {desk.ask(link).status for link in links} == {200}


@pytest.mark.parametrize("path", ["/", "/exchanges/north-south-2031-05-06"])
def test_the_policy_of_the_page_is_kept(desk, path):
    """Neither style attributes nor scripts: the browser would refuse them."""
    page = html.fromstring(desk.ask(path).text)
    assert not page.xpath("//@style | //style | //script | //@*[starts-with(name(), 'on')]")
    addresses = page.xpath("//@src | //link[@rel != 'alternate']/@href")  # an alternate is offered, not loaded
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)


@pytest.mark.parametrize(
    ("path", "refresh"),
    [("/", "300"), ("/outlets", "300"), ("/alerts", "300"), ("/exchanges/north-south-2031-05-06", None)],
    ids=["the ledger", "the outlets", "the alerts", "not what somebody reads"],
)
def test_what_is_watched_loads_itself_anew(admin, path, refresh):
    assert admin.ask(path).headers.get("Refresh") == refresh


def test_a_drawing_is_well_formed_and_named(desk):
    text = desk.ask("/").text
    assert len(drawings(text)) > 2
    for chart in charts(text):
        (drawing,) = chart.xpath(".//svg[@role='img']")
        named = drawing.get("aria-labelledby").split()
        assert [element.get("id") for element in drawing.xpath("./title | ./desc")] == named
        assert "Most to Northland: " in drawing.findtext("desc")
        stripes = drawing.xpath(".//*[contains(@class, 'disputed')]/@fill")
        assert set(stripes) == {f"url(#{drawing.find('.//pattern').get('id')})"}
    ids = html.fromstring(text).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_names_cannot_break_the_drawing(tmp_path):
    config = configured(tmp_path)
    filled(config)
    publish(config, exchange("2031-05-06"), stored(640))
    with served_with(config, AWKWARD) as client:
        (chart,) = drawings(client.ask("/").text)[1:2]
    assert 'To North & "land" <i>' in [text.text for text in chart.iter("text")]


def test_an_empty_ledger_has_a_sentence_and_no_chart(tmp_path):
    config = configured(tmp_path)
    filled(config)
    with served_with(config) as client:
        text = client.ask("/").text
    assert "<svg" not in text
    assert "Nothing to draw yet: the ledger has no exchange of a known day." in text


def test_no_text_of_a_chart_is_smaller_than_a_phone_can_show(desk):
    """11 px at least; and nothing scales it: no drawing has a viewBox."""
    sizes = [float(size) for size in re.findall(r"\.plot [^{]*\{[^}]*font-size: ([\d.]+)px", STYLE.read_text())]
    assert sizes
    assert min(sizes) >= 11
    assert "viewBox" not in desk.ask("/").text


def cards(desk) -> list[str]:
    page = html.fromstring(desk.ask("/exchanges/north-south-2031-05-06").text)
    return [
        " ".join(" ".join(card.itertext()).split()) for card in page.xpath("//*[contains(@class, 'sides')]/section")
    ]


def test_both_quotes_of_a_dispute_stand_side_by_side(desk):
    bureau, ministry = cards(desk)
    assert bureau.startswith("1,245 3 fewer than the other figure Bureau of the Fallen the bodies of 1245 soldiers")
    assert "Outlet The Courier Published 6 May 2031, 09:30 UTC , the first of them" in bureau
    assert ministry.startswith("1,248 3 more than the other figure Southern ministry speaks officially for Southland")
    assert "Outlet Вісник Published 6 May 2031, 10:50 UTC , 1 h 20 min later" in ministry
    assert "Language Ukrainian, as it was written Article Вісник пише" in ministry
    assert "1 more article states it The ministry says 1,248 The Courier, 6 May 2031, 10:50 UTC" in ministry


def test_the_figure_is_marked_where_it_stands_and_no_name_is_shown(desk):
    page = desk.ask("/exchanges/north-south-2031-05-06").text
    assert (
        'lang="uk">Бюро назвало їх: […], і передано <mark>1248 тіл</mark> &lt;b&gt;, сказало воно.</blockquote>' in page
    )
    assert "Anna Berg" not in page
    assert '<a href="https://herald.example/2" rel="nofollow noreferrer" lang="uk">' in page


def test_what_follows_from_a_dispute_is_said(desk):
    page = html.fromstring(desk.ask("/exchanges/north-south-2031-05-06").text)
    assert "The difference is 3. They cannot both be right." in page.text_content()
