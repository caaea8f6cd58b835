"""An editor says at the desk that one outlet reprints another: looked ahead, decided, shown, taken back."""

from collections.abc import Iterator

import pytest
from builders_desk import text_of
from newsdesk import Newsdesk, newsdesk, story

OUTLETS = "".join(
    f'[[outlet]]\nid = "{name}"\nname = "The {name.title()}"\nfeeds = [{{ url = "https://{name}.example/rss" }}]\n'
    for name in ("courier", "echo", "herald")
)
PAIR = {"outlet": "echo", "of": "herald"}


TOLD = {
    "herald": "On {day} the bodies of 1,212 fallen soldiers were returned to Ukraine.",
    "echo": "Ukraine received the bodies of 1,218 fallen soldiers on {day}. The weather was fine and roads were dry.",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    """Two outlets state different figures in their own voice."""
    with newsdesk(tmp_path_factory.mktemp("desk"), declared=OUTLETS) as desk:
        day = f"{desk.now:%B} {desk.now.day}"
        texts = enumerate(TOLD.items())
        desk.hears(
            *(story(number, outlet, "Bodies", text.format(day=day), desk.now) for number, (outlet, text) in texts)
        )
        yield desk


@pytest.fixture
def desk(told: Newsdesk) -> Iterator[Newsdesk]:
    """Nothing is decided of it, before and after."""
    yield told
    with told.storage() as storage:
        for one in storage.decisions.all():
            storage.decisions.undo(one.id, "the test", told.now)
    told.follows()


def origins(desk: Newsdesk) -> int:
    found = desk.settlement()
    assert found
    return found.received[0].origins


def test_two_outlets_become_one_origin_and_two_again(desk: Newsdesk) -> None:
    assert origins(desk) == 2
    olena = desk.comes("olena")
    shown = text_of(olena.send("/decide", **PAIR, would="reprint", action="preview").text)
    assert "What this would change" in shown
    assert origins(desk) == 2, "looking ahead changes nothing"
    done = olena.send("/decide", **PAIR, action="reprint", reason="word for word")
    assert done.headers["Location"] == "/decisions"
    desk.follows()
    assert origins(desk) == 1
    said = "The Echo reprints The Herald"
    for path in ("/decisions", f"/exchanges/{desk.exchange}"):
        assert said in text_of(olena.open(path).text), path
    olena.send("/decisions", action="undo-last")
    desk.follows()
    assert origins(desk) == 2


def test_the_same_twice_is_decided_once(desk: Newsdesk) -> None:
    olena = desk.comes("iryna")
    olena.send("/decide", **PAIR, action="reprint", reason="word for word")
    again = olena.send("/decide", **PAIR, action="reprint", reason="word for word")
    assert (again.status, "This is what holds already." in text_of(again.text)) == (422, True)
    with desk.storage() as storage:
        assert sum(not one.undone_by for one in storage.decisions.all()) == 1


def test_what_makes_no_decision_is_told(desk: Newsdesk) -> None:
    editor = desk.comes("petro")
    editor.send("/decide", **PAIR, action="reprint", reason="word for word")
    for fields, told in (
        ({"outlet": "echo", "of": "echo"}, "one and the same outlet"),
        ({"outlet": "echo", "of": "mars"}, "two of the outlets"),
        ({"outlet": "herald", "of": "echo"}, "take that back first"),
        ({**PAIR, "of": "courier", "reason": " "}, "Say why"),
    ):
        answer = editor.send("/decide", **{"reason": "why", **fields}, action="reprint")
        assert (answer.status, told in text_of(answer.text)) == (422, True), told
