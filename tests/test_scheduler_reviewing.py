"""What an editor looked at is told once, to those who were told the figure, in the same thread and marked so."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from alerts_builders import NAMES, URL
from builders_ledger import NORTH_STAFF
from ledger_world import NOW, READER
from test_scheduler_deciding import DAY, DISPUTED, decide, of, printed, said, take, undo

from alerts.digest import compose
from alerts.render import renderer
from repwatch.model import Message, OfSide, Reason, Right, Ruling
from storage import MEMORY, Storage

RENDER = renderer()


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        opened.subscriptions.welcome(READER.id, NOW)
        yield opened


def message(storage: Storage, reason: Reason, lang: str = "en") -> Message:
    """Of the latest alert of that reason."""
    *_, found = [one for one in storage.subscriptions.waiting(READER.id) if one.reason is reason]
    return compose([found], replace(READER, lang=lang), RENDER, URL, NAMES)


def test_an_accepted_figure_is_told_as_reviewed_once(storage: Storage) -> None:
    take(storage, printed("courier", said(640)))
    assert json.loads(message(storage, Reason.NEW).payload)["data"]["reviewed"] is False
    _, told = decide(storage, Ruling.ACCEPT, of("courier", 640))
    assert told == [Reason.REVIEWED]
    said_so = message(storage, Reason.REVIEWED)
    assert said_so.subject.startswith("Reviewed by the desk, 640 bodies to")
    assert "Why you get this: the desk reviewed the figure for the bodies handed over to" in said_so.text
    assert "reviewed by the desk; one origin" in said_so.text
    assert "not reviewed" not in said_so.text
    body = json.loads(said_so.payload)
    assert (body["type"], body["data"]["reviewed"]) == ("exchange.reviewed", True)
    assert take(storage, printed("herald", said(640))) == [], "one more article says nothing new"
    assert decide(storage, Ruling.ACCEPT, of("herald", 640))[1] == [], "reviewed once is enough"


@pytest.mark.parametrize(("lang", "begins"), [("uk", "Перевірено редакцією"), ("ru", "Проверено редакцией")])
def test_it_is_told_in_the_language_of_the_reader(storage: Storage, lang: str, begins: str) -> None:
    take(storage, printed("courier", said(640)))
    decide(storage, Ruling.ACCEPT, of("courier", 640))
    assert message(storage, Reason.REVIEWED, lang).subject.startswith(begins)


def test_what_an_editor_corrects_or_decides_is_one_message_that_says_so(storage: Storage) -> None:
    take(storage, printed("courier", said(640)))
    _, told = decide(storage, Ruling.CORRECT, of("courier", 640, Right(count=604)))
    assert told == [Reason.CORRECTED]
    body = json.loads(message(storage, Reason.CORRECTED).payload)
    assert body["data"]["reviewed"] is True
    reasons = [one["type"] for one in body["data"]["exchanges"][0]["reasons"]]
    assert reasons == ["exchange.corrected", "exchange.reviewed"]


def test_the_end_of_a_dispute_by_an_editor_is_one_message_and_its_undoing_may_be_reviewed_again(
    storage: Storage,
) -> None:
    take(storage, *DISPUTED)
    number, told = decide(storage, Ruling.BEST, OfSide(DAY, "north", 640, (604, 640)))
    assert told == [Reason.SETTLED]
    assert undo(storage, number) == [Reason.CONFLICT]
    assert decide(storage, Ruling.BEST, OfSide(DAY, "north", 604, (604, 640)))[1] == [Reason.SETTLED]


def test_who_was_told_nothing_hears_of_no_review(storage: Storage) -> None:
    take(storage, printed("courier", said(640, gates=("side",))))
    assert decide(storage, Ruling.ACCEPT, of("courier", 640))[1] == [Reason.NEW]


def test_it_is_kept_over_a_new_figure_of_another_origin(storage: Storage) -> None:
    take(storage, printed("courier", said(640)))
    decide(storage, Ruling.ACCEPT, of("courier", 640))
    other = said(700, claimants=(replace(NORTH_STAFF, id="other"),))
    assert take(storage, printed("wire", other)) == [Reason.CONFLICT]
