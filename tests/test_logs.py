"""The log: one event a line, whatever stands in it, and nothing that nobody shall read (R-LOG-1)."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from repwatch import logs
from repwatch.config import load
from repwatch.model import Config

SECRET, SIGNING = "correct horse battery", "whsec_" + "A1b2" * 11
TOML = """
[log]
format = "{format}"
[mail]
password_file = "mail-password"
[[subscription]]
id = "partner"
channel = "webhook"
address = "https://example.org/hook"
secret_file = "partner-secret"
[[subscription]]
id = "room"
channel = "apprise"
address = "ntfys://user-token-1234@ntfy.example.org/news"
"""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The root logger belongs to everybody."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def configured(folder: Path, format_: str = "text") -> Config:
    (folder / "mail-password").write_text(SECRET + "\n")
    (folder / "partner-secret").write_text(SIGNING)
    (folder / "config.toml").write_text(TOML.format(format=format_))
    return load(folder / "config.toml")


SAID = [
    pytest.param("535 refused " + SECRET, "535 refused ***", id="a password"),
    pytest.param("signed with " + SIGNING, "signed with ***", id="a secret of a webhook"),
    pytest.param("new: whsec_" + "Zz09" * 11, "new: ***", id="one that is in no file"),
    pytest.param("to ntfys://user-token-1234@ntfy.example.org/news", "to ***", id="the address of a service"),
    pytest.param("at https://me:pw@example.org/", "at https://***@example.org/", id="log-in data in an address"),
    pytest.param("GET /u/" + "x" * 43 + " 404", "GET /u/*** 404", id="a link that ends a subscription"),
    pytest.param("/invite/" + "y" * 43, "/invite/***", id="a link that lets somebody in"),
    pytest.param("550 <anna.k@example.org> unknown", "550 <a***@example.org> unknown", id="a mailbox"),
    pytest.param("feed https://example.org/@news/rss", "feed https://example.org/@news/rss", id="an address of a page"),
]


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize(("said", "written"), SAID)
def test_what_nobody_shall_read_is_not_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str, said: str, written: str
) -> None:
    logs.install(configured(tmp_path, format_))
    logging.getLogger("alerts.deliver").error("delivery %s: %s", "ab12", said, exc_info=ValueError(said))
    told = capsys.readouterr().err
    assert f"delivery ab12: {written}" in told
    assert f"ValueError: {written}" in told
    if said != written:
        assert said not in told


HOSTILE = "rain\n2026-11-27 08:00:00,000 INFO alerts: all is well\r\x1b[2J\x00"


def test_text_from_outside_cannot_look_like_an_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.install(configured(tmp_path))
    logging.getLogger("crawler").error("article %s", HOSTILE, exc_info=ValueError(HOSTILE))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith(
        r"ERROR   crawler: article rain\n2026-11-27 08:00:00,000 INFO alerts: all is well\r\x1b[2J\x00"
    )
    assert all(line.startswith("    ") for line in lines[1:])


def test_json_is_a_line_an_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.install(configured(tmp_path, "json"))
    logging.getLogger("crawler").warning("article %s", HOSTILE + "\u2028Київ")
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event["message"] == "article " + HOSTILE + "\u2028Київ"
    assert (event["level"], event["logger"], event["time"][-1]) == ("warning", "crawler", "Z")


def test_the_level_is_that_of_the_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[log]\nlevel = "warning"\n')
    logs.install(load(path))
    logging.getLogger("crawler").info("nothing new")
    logging.getLogger("crawler").warning("something")
    assert capsys.readouterr().err.count("\n") == 1
