"""Floors under what the matcher reads in the labelled articles; the scores of the day stand in docs/matcher.md.

The third called unseen (by event) was not read until the rules were done; see score.py and docs/matcher.md.
"""

from pathlib import Path

import pytest
from score import articles, read, score, table, unseen

from repwatch.config import known_languages

# language, part: least F1 of current and of all figures, of relevance, and most false alarms.
FLOORS = {
    ("en", "tuned"): (0.98, 0.97, 1.0, 0),
    ("en", "unseen"): (0.94, 0.75, 0.95, 0),
    ("ru", "tuned"): (0.99, 0.99, 1.0, 0),
    ("ru", "unseen"): (0.98, 0.87, 0.99, 0),
    ("uk", "tuned"): (0.99, 0.99, 1.0, 0),
    ("uk", "unseen"): (0.98, 0.89, 0.99, 0),
}


@pytest.mark.parametrize(("language", "part"), FLOORS, ids=" ".join)
def test_scores_never_fall_below_their_floor(language: str, part: str) -> None:
    found = score(row for row in articles(language) if unseen(row) == (part == "unseen"))
    current, every, relevant, alarms = FLOORS[language, part]
    assert found.current.f1 >= current, found
    assert found.all.f1 >= every, found
    assert found.relevant.f1 >= relevant, found
    assert found.alarms <= alarms, found


@pytest.mark.parametrize("language", known_languages())
def test_every_quote_equals_the_text_at_its_place(language: str) -> None:
    for row in articles(language):
        for figure in read(row)["figures"]:
            field = row["title"] if figure["in"] == "title" else row["text"]
            assert field[figure["start"] : figure["end"]] == figure["quote"], row["id"]


def test_the_page_shows_the_scores_of_today() -> None:
    """Made by tests/score.py; a page that shows others misleads."""
    page = Path(__file__).parent.parent / "docs" / "matcher.md"
    assert "\n".join(table()) in page.read_text(encoding="utf-8")
