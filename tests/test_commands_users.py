"""`repwatch user` and `repwatch actions`: who may enter is decided at the terminal, and stands in the log."""

import re
from datetime import UTC, datetime

import pytest
from builders_desk import served
from builders_people import PASSWORD, Browser
from office import BY, Office

from repwatch.config import load
from scheduler.tools import make_tools
from scheduler.web import application


def link_in(said: str) -> str:
    found = re.search(r"http://127.0.0.1:8080(/invite/[\w-]{43})\n", said)
    assert found, said
    return found[1]


def test_somebody_is_let_in_by_a_link_locked_out_and_let_in_again(office: Office) -> None:
    first = link_in(office.run("user", "add", "olena", "--role", "viewer", *BY))
    second = link_in(office.run("user", "link", "olena", *BY))
    assert "already" in office.run("user", "add", "Olena", *BY, code=1)
    tools = make_tools(load(office.folder / "config.toml"))
    with served(application(tools, datetime.now(UTC))) as client:
        assert client.ask(first).status == 404
        assert Browser(client).post(second, password=PASSWORD, again=PASSWORD).status == 303
        browser = Browser(client)
        assert browser.sign_in("olena").status == 303
        assert browser.open("/decide").status == 403
        office.run("user", "role", "olena", "editor", *BY)
        assert browser.open("/questions").status == 401
        browser.sign_in("olena")
        assert browser.open("/decide").status == 200
        office.run("user", "disable", "olena", *BY)
        assert browser.open("/questions").status == 401
        assert browser.sign_in("olena").status != 303
        office.run("user", "enable", "olena", *BY)
        office.run("user", "codes", "olena", "--demand", *BY)
        assert browser.sign_in("olena").status == 303
        assert browser.open("/questions").status == 303
    (one,) = office.listed("user", "list")
    assert (one["name"], one["role"], one["state"]) == ("olena", "editor", "active")
    log = office.listed("actions")
    assert [row["action"] for row in reversed(log) if row["role"] == "terminal"] == [
        "added a person", "made a one-time link", "changed a role", "locked a person out", "let a person in again",
        "changed one-time codes",
    ]  # fmt: skip
    secrets = (first, second, PASSWORD)
    assert not any(secret.rpartition("/")[2] in office.run("actions") for secret in secrets)


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        pytest.param(("link", "nobody"), "there is nobody of the name nobody", 1, id="a link for nobody"),
        pytest.param(("add", "two words"), "is no name", 2, id="a name that is none"),
        pytest.param(("add", "a", "--role", "king"), "king", 2, id="a role that is none"),
        pytest.param(("codes", "olena"), "nothing is asked for", 2, id="codes, and what of them is not said"),
    ],
)
def test_what_cannot_be_done_is_told(office: Office, words: tuple[str, ...], told: str, code: int) -> None:
    assert told in office.run("user", *words, *BY, code=code)
    assert "Nobody may enter the desk yet" in office.run("user", "list")
