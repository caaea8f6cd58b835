"""Article pages of shipped outlets, built as theirs are: the whole story and its figure, nothing of what stands beside.

In the pages 999 stands for whatever is none of the story: counters, tags, other stories. Where an outlet prints a link
to another exchange within the text, the words stay and the figure in them is none of this story.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from score import lexicon

from crawler.entries import Page, Source
from crawler.page import parse_page
from matcher.extract import extract
from repwatch.config import load
from repwatch.model import Article, Kind, Outcome, Scope

ROOT = Path(__file__).parent.parent
PAGES = {path.stem: path for path in sorted((ROOT / "tests" / "data" / "outlet_pages").iterdir())}
NOW = datetime(2026, 3, 5, 18, tzinfo=UTC)
OUTLETS = {outlet.id: outlet for outlet in load(ROOT / "config.toml").outlets}
# How the second and third sentence of the story end, by language.
BODY = {
    "uk": ("стояли мовчки", "тривати місяцями"),
    "ru": ("стояли молча", "занять месяцы"),
    "en": ("a long while", "take months"),
}
each = pytest.mark.parametrize("outlet", PAGES)


def read(outlet: str) -> Page:
    about = OUTLETS[outlet]
    url = PAGES[outlet].read_text("cp1251" if outlet == "interfax" else "utf-8").split('canonical" href="')[1]
    source = Source(url.split('"')[0], NOW, "text/html", "page", about.zone, rules=about.page)
    found = parse_page(PAGES[outlet].read_bytes(), source)
    assert found.outcome is Outcome.OK, found.error
    return found


@each
def test_the_whole_story_is_read(outlet: str) -> None:
    text = read(outlet).text
    assert "61" in text
    assert all(end in text for end in BODY[OUTLETS[outlet].lang]), text


@each
def test_nothing_of_what_stands_beside_the_story_is_read(outlet: str) -> None:
    found = read(outlet)
    assert "999" not in found.text, found.text


@each
def test_it_is_dated_by_its_own_marks(outlet: str) -> None:
    moment = read(outlet).published
    assert moment is not None
    assert moment.at == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


@each
def test_its_one_figure_is_read(outlet: str) -> None:
    found, about = read(outlet), OUTLETS[outlet]
    article = Article(found.url, outlet, found.title, found.text, NOW, NOW, lang=about.lang)
    claims = extract(article, about, lexicon()).claims
    current = {(one.to, one.figure.low) for one in claims if one.kind is Kind.BODIES and one.scope is Scope.CURRENT}
    assert current == {("ukraine", 61)}
