"""Subscribers as the desk manages them: added with or without a letter, paused, ended; over the real steps."""

from datetime import UTC, datetime

import pytest
from builders_desk import text_of
from newsdesk import newsdesk, stories

from repwatch.model import Role, Standing
from scheduler.selfservice import serve

FORM = {"address": "anna@example.org", "what": "key", "minimum": "immediately", "cadence": "immediate", "lang": "uk"}


@pytest.fixture
def desk(tmp_path):
    with newsdesk(tmp_path, public_url='"https://ledger.example.org"') as desk:
        yield desk


def served_by(desk):
    with desk.storage() as storage:
        serve(storage, desk.tools, datetime.now(UTC))


def standing(desk):
    with desk.storage() as storage:
        return [one.standing for one in storage.subscribers.all()]


def to_anna(desk):
    with desk.storage() as storage:
        return [one.message.subject for one in storage.outbox.recent(20) if one.address == "anna@example.org"]


def test_who_has_agreed_is_told_from_now_on(desk):
    olena = desk.comes("olena")
    page = olena.send("/subscribers", action="add", agreed="on", **FORM).text
    assert "is told what becomes known from now on" in page
    served_by(desk)
    assert standing(desk) == [Standing.ACTIVE]
    desk.hears(stories(desk.now)["courier"])
    (subject,) = to_anna(desk)
    assert "1\u00a0000" in subject or "1000" in subject or "1 000" in subject
    assert [what for _, what in desk.log()] == ["added a subscription"]


def test_who_has_not_agreed_gets_a_letter_first(desk):
    desk.comes("olena").send("/subscribers", action="add", **FORM)
    served_by(desk)
    assert standing(desk) == [Standing.PENDING]
    desk.hears(stories(desk.now)["courier"])
    assert len(to_anna(desk)) == 1  # the letter


def test_nobody_is_told_twice(desk):
    olena = desk.comes("olena")
    olena.send("/subscribers", action="add", agreed="on", **FORM)
    answer = olena.send("/subscribers", action="add", agreed="on", **FORM)
    assert (answer.status, "would be told twice" in answer.text) == (422, True)


def test_paused_resumed_and_ended(desk):
    olena = desk.comes("olena")
    olena.send("/subscribers", action="add", agreed="on", **FORM)
    served_by(desk)
    with desk.storage() as storage:
        (one,) = storage.subscribers.all()
    ids = {"id": one.subscription.id}
    assert "is paused" in olena.send("/subscribers", action="pause", **ids).text
    assert olena.send("/subscribers", action="pause", **ids).status == 409
    olena.send("/subscribers", action="resume", **ids)
    served_by(desk)
    assert standing(desk) == [Standing.ACTIVE]
    olena.send("/subscribers", action="end", **ids)
    with desk.storage() as storage:
        assert not storage.subscribers.at("anna@example.org")
    assert "anna" not in text_of(olena.open("/subscribers").text)
    assert olena.send("/subscribers", action="end", id="sub_none").status == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"address": "anna"}, "anna", id="no address"),
        pytest.param({"address": "a@b.org\r\nBcc: c@d.org"}, "", id="a line break"),
        pytest.param({"cadence": "daily", "zone": "Narnia/Cair"}, "zone", id="no such zone"),
        pytest.param({"lang": "xx"}, "lang", id="no such language"),
    ],
)
def test_what_is_no_subscription_says_why(desk, changed, said):
    answer = desk.comes("olena").send("/subscribers", action="add", agreed="on", **{**FORM, **changed})
    assert (answer.status, said in answer.text) == (422, True)
    assert not desk.log()


def test_without_an_address_of_its_own_no_letter_can_be_sent(tmp_path):
    with newsdesk(tmp_path) as desk:
        answer = desk.comes("olena").send("/subscribers", action="add", **FORM)
        assert (answer.status, "would not open" in answer.text) == (422, True)


def test_a_viewer_sees_no_addresses(desk):
    assert desk.comes("vira", Role.VIEWER).open("/subscribers").status == 403
