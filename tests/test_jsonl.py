"""The lines of `repwatch match`: what may be left out, what is refused, how times are read."""

from datetime import UTC, datetime

import pytest

from repwatch.jsonl import EPOCH, LineInvalid, article_of


def test_any_field_but_id_and_text_may_be_null_or_absent() -> None:
    name, article = article_of('{"id": 7, "text": "x", "url": null, "title": null, "extra": {}}')
    assert (name, article.text, article.url, article.published, article.fetched) == ("7", "x", "", None, EPOCH)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        pytest.param("2025-06-16", datetime(2025, 6, 16, 12, tzinfo=UTC), id="a day is noon UTC"),
        pytest.param("2025-06-16T09:00:00Z", datetime(2025, 6, 16, 9, tzinfo=UTC), id="UTC"),
        pytest.param("2025-06-16T12:00:00+03:00", datetime(2025, 6, 16, 9, tzinfo=UTC), id="another zone"),
        pytest.param("2025-06-16T09:00:00", datetime(2025, 6, 16, 9, tzinfo=UTC), id="no zone"),
    ],
)
def test_times(published: str, expected: datetime) -> None:
    _, article = article_of(f'{{"id": "1", "text": "x", "published": "{published}"}}')
    assert (article.published, article.fetched) == (expected, expected)
    assert article.published_day == (len(published) == 10)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param('{"id": "1"}', id="no text"),
        pytest.param('{"text": "x"}', id="no id"),
        pytest.param('{"id": "1", "text": 5}', id="a text that is a number"),
        pytest.param('{"id": "1", "text": "x", "published": "soon"}', id="no time"),
        pytest.param('{"id": "1", "text": "x"', id="cut off"),
        pytest.param("[" * 100_000, id="nested without end"),
    ],
)
def test_what_is_no_article_is_refused(line: str) -> None:
    with pytest.raises(LineInvalid):
        article_of(line)
