"""The desk: cards with their evidence, decisions, second editors, what is told of them; over the real steps."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from builders_desk import text_of
from newsdesk import newsdesk, stories

from repwatch.model import Role

KEY = re.compile(r"/questions/([0-9a-f]{64})")


@pytest.fixture
def desk(tmp_path):
    """A dispute, and three doubtful figures."""
    with newsdesk(tmp_path, "courier", "herald", "essay", "post") as desk:
        yield desk


@pytest.fixture
def quiet(tmp_path):
    """One doubtful figure beside an exchange that stands."""
    with newsdesk(tmp_path, "courier", "essay") as desk:
        yield desk


def address(desk, kind):
    return f"/questions/{desk.questions()[kind].key}"


def field(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def decide(browser, path, action, **fields):
    """As the page offers it."""
    page = browser.open(path).text
    return browser.post(path, token=field(page, "token"), seen=field(page, "seen"), action=action, **fields)


def test_the_list_has_the_most_consequential_first(desk):
    page = desk.comes("olena").open("/questions").text
    kinds = re.findall(r'<p class="detail">([^·]+) ·', page)
    assert kinds == ["Figures that differ", *["A doubtful reading"] * 3]
    assert "4 open questions" in text_of(page)


def test_an_empty_queue_teaches(tmp_path):
    with newsdesk(tmp_path, "courier") as desk:
        assert "A question comes up when a figure fails a check" in desk.comes("olena").open("/questions").text


def test_a_card_has_its_evidence_and_what_accepting_would_change(quiet):
    page = quiet.comes("olena").open(address(quiet, "gate.late")).text
    text = text_of(page)
    assert re.search(r"<mark>[^<]*43[^<]*</mark>", page)
    assert '<blockquote class="context" dir="auto" lang="en">' in page
    assert "it is only mentioned far down in a text about something else" in text
    assert "What accepting would change" in text
    assert "reported: 1,000 to Ukraine, 26 to Russia" in text
    assert "readers would be told: figures in conflict" in text
    assert quiet.best() == {"ukraine": 1000, "russia": 26}  # nothing of it has stayed
    assert "decision" not in str(quiet.log())


def test_accepting_is_a_row_and_the_ledger_and_the_readers_follow(quiet):
    olena, before = quiet.comes("olena"), quiet.mails()
    answer = decide(olena, address(quiet, "gate.late"), "accept", why="right as it was read")
    assert (answer.status, answer.headers["Location"]) == (303, "/questions")
    quiet.follows()
    assert quiet.best() == {"ukraine": None, "russia": 26}
    assert quiet.mails() == before + 1
    assert quiet.log() == [("olena", "decided: accept")]
    assert set(quiet.questions()) == {"conflict.hard"}


def test_rejecting_and_taking_it_back(quiet):
    olena, path = quiet.comes("olena"), address(quiet, "gate.late")
    assert decide(olena, path, "reject").status == 422
    assert "Say why" in decide(olena, path, "reject").text
    assert decide(olena, path, "reject", reason="an essay").status == 303
    quiet.follows()
    assert not quiet.questions()
    assert "This question is settled" in olena.open(path).text
    page = olena.send("/decisions", action="undo-last").text
    assert "is taken back; the ledger follows" in page
    quiet.follows()
    assert set(quiet.questions()) == {"gate.late"}
    assert olena.send("/decisions", id="1").status == 409
    assert [what for _, what in quiet.log()] == ["decided: reject", "took a decision back"]


def test_correcting_what_was_misread(quiet):
    olena, path = quiet.comes("olena"), address(quiet, "gate.late")
    wrong = decide(olena, path, "correct", count="1000", to="ukraine", day="30 June", scope="current", reason="x")
    assert (wrong.status, "30 June is no day; a day is like 2025-06-14." in wrong.text) == (422, True)
    assert 'value="30 June"' in wrong.text  # what was typed is not lost
    shown = decide(olena, path, "preview", would="correct", count="1000", to="ukraine", day=quiet.day, scope="current")
    assert "What this would change" in shown.text
    fields = {"count": "1000", "to": "ukraine", "day": quiet.day, "scope": "current", "by": "Somebody of note"}
    assert decide(olena, path, "correct", **fields, reason="a slip of the outlet").status == 303
    quiet.follows()
    assert quiet.best() == {"ukraine": 1000, "russia": 26}
    claims = [one.claim for side in quiet.settlement().received for one in side.claims]
    assert "Somebody of note" in [one.claimants[0].text for one in claims if one.claimants]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({}, "Nothing was changed", id="nothing"),
        pytest.param({"count": "many"}, "many is no count", id="no number"),
        pytest.param({"count": "99999999999"}, "is no count", id="too many"),
        pytest.param({"count": "٤٣"}, "is no count", id="other digits"),
        pytest.param({"to": "narnia"}, "Choose one of the sides", id="no side"),
        pytest.param({"scope": "x"}, "Choose what the figure is about", id="no scope"),
    ],
)
def test_what_makes_no_correction_says_why(quiet, fields, said):
    answer = decide(quiet.comes("olena"), address(quiet, "gate.late"), "correct", **fields, reason="x")
    assert (answer.status, said in answer.text) == (422, True)
    assert not quiet.log()


def test_one_editor_alone_says_which_figure_stands(desk):
    olena, path = desk.comes("olena"), address(desk, "conflict.hard")
    assert "yours is a proposal" not in olena.open(path).text
    assert decide(olena, path, "best", side="ukraine", count="77", reason="x").status == 422
    assert decide(olena, path, "best", side="ukraine", count="1000", reason="the recipient counts").status == 303
    desk.follows()
    assert desk.best()["ukraine"] == 1000
    assert "conflict.hard" not in desk.questions()


def test_two_editors_decide_a_conflict(desk):
    olena, iryna, path = desk.comes("olena"), desk.comes("iryna"), address(desk, "conflict.hard")
    assert "yours is a proposal" in olena.open(path).text
    assert decide(olena, path, "best", side="ukraine", count="1000", reason="the recipient counts").status == 303
    desk.follows()
    assert desk.best()["ukraine"] is None
    assert "Waits for a second editor" in iryna.open(path).text
    assert "waits for your word" in decide(olena, path, "second").text
    assert decide(iryna, path, "second").status == 303
    desk.follows()
    assert desk.best()["ukraine"] == 1000
    with desk.storage() as storage:
        assert storage.decisions.all()[0].by == "olena and iryna"
    assert [what for _, what in desk.log()] == ["proposed", "decided: best"]


@pytest.mark.parametrize("who", ["another", "herself"])
def test_a_proposal_can_be_declined_or_withdrawn(desk, who):
    olena, iryna, path = desk.comes("olena"), desk.comes("iryna"), address(desk, "conflict.hard")
    decide(olena, path, "best", side="ukraine", count="1000", reason="x")
    if who == "another":
        assert decide(iryna, path, "decline").status == 422
        assert decide(iryna, path, "decline", reason="too early").status == 303
    else:
        assert decide(olena, path, "withdraw").status == 303
    assert "Waits for a second editor" not in iryna.open(path).text
    desk.follows()
    assert desk.best()["ukraine"] is None


def test_two_editors_never_get_one_card(desk):
    olena, iryna = desk.comes("olena"), desk.comes("iryna")
    tokens = [field(one.open("/questions").text, "token") for one in (olena, iryna)]
    with ThreadPoolExecutor(2) as both:
        pairs = zip((olena, iryna), tokens, strict=True)
        answers = list(both.map(lambda pair: pair[0].post("/questions", token=pair[1]), pairs))
    first, second = (answer.headers["Location"] for answer in answers)
    assert first != second
    assert "olena has this card" in iryna.open(first).text
    refused = decide(iryna, first, "unsure")
    assert (refused.status, "olena has this card" in refused.text) == (409, True)
    assert decide(olena, first, "unsure").headers["Location"] not in (first, second)
    assert decide(iryna, first, "unsure").status == 303


def test_what_was_decided_meanwhile_is_never_written_over(quiet):
    olena, iryna, path = quiet.comes("olena"), quiet.comes("iryna"), address(quiet, "gate.late")
    page = iryna.open(path).text
    assert decide(olena, path, "reject", reason="an essay").status == 303
    form = {"token": field(page, "token"), "seen": field(page, "seen"), "action": "accept", "why": "right"}
    answer = iryna.post(path, **form)
    assert answer.status == 409
    assert "olena decided meanwhile" in answer.text
    with quiet.storage() as storage:
        assert [one.by for one in storage.decisions.all()] == ["olena"]


def test_a_double_click_decides_once(quiet):
    olena, path = quiet.comes("olena"), address(quiet, "gate.late")
    page = olena.open(path).text
    form = {"token": field(page, "token"), "seen": field(page, "seen"), "action": "reject", "reason": "an essay"}
    assert [olena.post(path, **form).status for _ in range(2)] == [303, 303]
    with quiet.storage() as storage:
        assert len(storage.decisions.all()) == 1


def test_who_is_not_sure_goes_on_and_others_see_it(desk):
    olena, iryna, path = desk.comes("olena"), desk.comes("iryna"), address(desk, "conflict.hard")
    seen = []
    here = path
    for _ in range(4):
        seen.append(here)
        here = decide(olena, here, "unsure", reason="hm").headers["Location"]
    assert len(set(seen)) == 4
    assert "was not sure: olena" in text_of(iryna.open(path).text)
    assert re.findall(KEY, iryna.open("/questions").text)[0] == path.rpartition("/")[2]


def test_a_question_can_be_left_and_asked_again(desk):
    olena, path = desk.comes("olena"), address(desk, "conflict.hard")
    assert decide(olena, path, "leave").status == 422
    assert decide(olena, path, "leave", reason="both stay as stated").status == 303
    desk.hears(stories(desk.now)["herald"])
    with desk.storage() as storage:
        storage.exchanges.touch([desk.exchange])
    desk.follows()
    assert "conflict.hard" not in desk.questions()
    assert "both stay as stated" in olena.open("/questions").text
    assert decide(olena, path, "again").status == 303
    desk.follows()
    assert "conflict.hard" in desk.questions()


def test_a_viewer_reads_and_cannot_decide(quiet):
    viewer, path = quiet.comes("vira", Role.VIEWER), address(quiet, "gate.late")
    page = viewer.open(path).text
    assert "What the machine read" in page
    assert "Reject" not in page
    assert viewer.send(path, action="reject", reason="x").status == 403
    assert not quiet.log()


@pytest.mark.parametrize("key", ["0" * 64, "x", "%00", "..%2f..", "9" * 5000])
def test_a_card_that_is_not_there_is_not_found(quiet, key):
    assert quiet.comes("olena").open(f"/questions/{key}").status in (404, 400)


def test_a_card_that_is_kept_open_stays_with_its_editor(desk):
    olena, path = desk.comes("olena"), address(desk, "conflict.hard")
    answer = decide(olena, path, "hold")
    assert answer.text == '{"held_by": "olena", "mine": true}'
    assert "olena has it" in desk.comes("iryna").open("/questions").text


def test_how_many_are_open_is_there_for_a_page_that_is_left_open(desk):
    assert desk.comes("olena").open("/questions.json").text == '{"open": 4}'


def test_a_figure_that_the_machine_was_sure_of_is_overruled(quiet):
    olena = quiet.comes("olena")
    page = olena.open(f"/exchanges/{quiet.exchange}").text
    link = re.search(r"<h3>1,000</h3>.*?(/questions/claim-\d+)", page, re.DOTALL)[1]
    assert "A figure as it was read: 1,000 bodies." in olena.open(link).text
    assert decide(olena, link, "reject", reason="a draft that was never printed").headers["Location"] == link
    quiet.follows()
    assert "ukraine" not in quiet.best()
    assert "was never printed" in olena.open("/decisions").text


@pytest.mark.parametrize("number", ["0", "-1", "99999", "9" * 30, "x", ""])
def test_a_claim_that_is_not_there_is_not_found(quiet, number):
    assert quiet.comes("olena").open(f"/questions/claim-{number}").status == 404


ADDED = {
    "url": "https://ministry.example/9", "title": "Handover", "quote": "We have received 1,212 fallen defenders.",
    "lang": "en", "count": "1,212", "to": "ukraine", "scope": "current", "by": "The ministry", "speaks": "ukraine",
}  # fmt: skip


def test_a_figure_is_added_by_hand_with_its_source(tmp_path):
    with newsdesk(tmp_path) as desk:
        olena, before = desk.comes("olena"), desk.mails()
        shown = olena.send("/decide", **ADDED, day=desk.day, would="add", action="preview")
        assert "readers would be told: new exchange" in text_of(shown.text)
        assert desk.settlement() is None
        for _ in range(2):  # a double click adds it once
            assert olena.send("/decide", **ADDED, day=desk.day, action="add", reason="seen there").status == 303
        desk.follows()
        assert desk.best() == {"ukraine": 1212}
        assert desk.mails() == before + 1
        page = desk.client.ask(f"/exchanges/{desk.exchange}").text
        assert "We have received 1,212 fallen defenders." in page
        assert "According to <bdi" in page
        assert 'href="https://ministry.example/9"' in page
        assert olena.send("/decisions", action="undo-last").status == 200
        desk.follows()
        assert not desk.best()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"url": "javascript:alert(1)"}, "Give the address of the page", id="no address"),
        pytest.param({"quote": " "}, "Give the sentence", id="no sentence"),
        pytest.param({"quote": "x" * 2001}, "longer than 2000", id="a whole page"),
        pytest.param({"count": ""}, "Give the figure", id="no figure"),
        pytest.param({"to": ""}, "Choose the side", id="no side"),
        pytest.param({"by": ""}, "Say who speaks", id="a side without a voice"),
        pytest.param({"day": "yesterday"}, "is no day", id="no day"),
        pytest.param({"reason": ""}, "Say why", id="no reason"),
    ],
)
def test_what_cannot_be_added_says_why(quiet, changed, said):
    form = {**ADDED, "day": quiet.day, "action": "add", "reason": "x", **changed}
    answer = quiet.comes("olena").send("/decide", **form)
    assert (answer.status, said in text_of(answer.text)) == (422, True)
    assert not quiet.log()


def test_two_days_are_made_one_and_two_again(desk):
    olena = desk.comes("olena")
    yesterday = (desk.now - timedelta(days=1)).date().isoformat()
    form = {"day": desk.day, "into": yesterday, "action": "merge", "reason": "told a day late"}
    assert olena.send("/decide", **form).headers["Location"] == "/decisions"
    desk.follows()
    with desk.storage() as storage:
        assert [one.exchange.date for one in storage.exchanges.settlements(known=False)] == [yesterday]
    assert olena.send("/decide", **{**form, "into": desk.day}).status == 422


def test_the_frozen_copy_stays_at_the_desk(quiet):
    assert quiet.client.ask("/articles/1/text").status == 401
    page = quiet.comes("vira", Role.VIEWER).open("/articles/1/text").text
    assert "Russia received 26 bodies in return." in page
    olena = quiet.comes("olena")
    for path in ("/articles/99/text", "/articles/1/text?reading=9", "/articles/x/text"):
        assert olena.open(path).status == 404
