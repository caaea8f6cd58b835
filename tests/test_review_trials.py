"""Other rules, tried on stored articles at the desk: what would be read otherwise, and nothing changes by it."""

import re
from datetime import UTC, datetime

import pytest
from builders_desk import text_of
from newsdesk import newsdesk

from repwatch.model import Role, Trial
from scheduler import trying
from scheduler.trying import RulesWrong, examples, files, try_rules, with_file
from scheduler.trying import text_of as shipped
from storage.trials import KEPT

FILE = "en/verbs"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with newsdesk(tmp_path_factory.mktemp("desk"), "courier", "herald", "essay") as desk:
        yield desk


@pytest.fixture(scope="module")
def olena(desk):
    return desk.comes("olena")


def otherwise(desk):
    """A text in which nothing is received any more."""
    return re.sub(r'done = \["received", ', "done = [", shipped(desk.tools.config, FILE))


def claims(desk):
    with desk.storage() as storage:
        return list(storage._db.execute("SELECT count(*), max(id), sum(standing) FROM claims").fetchone())


def works(desk):
    """What the daemon does within seconds."""
    with desk.storage() as storage:
        while storage.trials.waiting():
            try_rules(storage, desk.tools, datetime.now(UTC))


def test_a_change_is_tried_and_changes_nothing(desk, olena):
    before = claims(desk)
    page = olena.open(f"/try/rules?file={FILE}").text
    assert "done = [&#34;received&#34;" in page
    answer = olena.send(f"/try/rules?file={FILE}", file=FILE, text=otherwise(desk).replace("\n", "\r\n"), most="500")
    assert answer.status == 303
    place = answer.headers["Location"]
    waiting = olena.open(place)
    assert (waiting.headers["Refresh"], "going on" in waiting.text) == ("3", True)
    works(desk)
    ended = olena.open(place)
    said = text_of(ended.text)
    assert ended.headers["Refresh"] is None
    assert "3 of the latest 500 articles are read; 2 read otherwise." in said
    assert f"1,212 bodies to Ukraine (current, {desk.day}), Vladimir Medinsky; sure no more" in said
    assert "is not found in: Ukraine received 640 bodies" in said
    assert "<del>- done = [&#34;received&#34;" in ended.text
    assert claims(desk) == before
    assert ("olena", "tried other rules") in desk.log()
    assert "en/verbs" in text_of(desk.comes("vera", Role.VIEWER).open("/try/rules").text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"text": "[GIVE"}, "is no file of rules: TOMLDecodeError", id="no TOML"),
        pytest.param({"text": "GIVE = 5"}, "is no file of rules", id="no rules"),
        pytest.param({"text": "x = " + "[" * 5000}, "is no file of rules", id="too deep"),
        pytest.param({"text": "# " + "x" * 200_000}, "longer than 200,000", id="too long"),
        pytest.param({"file": "../../etc/passwd"}, "Choose one of the files", id="no file"),
        pytest.param({"file": "xx/verbs"}, "Choose one of the files", id="a language that is not read"),
        pytest.param({"most": "1000000"}, "how many articles", id="too many"),
        pytest.param({}, "Nothing was changed in it", id="no change"),
    ],
)
def test_what_is_no_change_of_rules_says_why(desk, olena, fields, said):
    sent = {"file": FILE, "text": shipped(desk.tools.config, FILE), "most": "500", **fields}
    answer = olena.send("/try/rules", **sent)
    assert (answer.status, said in text_of(answer.text)) == (422, True)
    with desk.storage() as storage:
        assert storage.trials.waiting() is None


def test_an_editor_stops_it(desk, olena):
    place = olena.send("/try/rules", file=FILE, text=otherwise(desk), most="10000").headers["Location"]
    assert olena.send(place).status == 303
    assert "It ended early: stopped by an editor." in text_of(olena.open(place).text)
    with desk.storage() as storage:
        assert try_rules(storage, desk.tools, datetime.now(UTC)).done == 0
    assert olena.open("/try/rules/999").status == 404
    assert olena.open("/try/rules/x").status == 404


def test_it_goes_on_where_it_was(desk, monkeypatch):
    """Killed after any heap, it reads the rest, and no article twice."""
    monkeypatch.setattr(trying, "LETTERS", 1)
    now = datetime.now(UTC)
    with desk.storage() as storage:
        number = storage.trials.request(Trial(0, FILE, otherwise(desk), 2, "olena", now))
        assert [try_rules(storage, desk.tools, now).done for _ in range(3)] == [1, 1, 0]
        trial = storage.trials.get(number)
        assert (trial.read, trial.changed, trial.failed, trial.ended_at is not None) == (2, 2, 0, True)
        assert len({one.article for one in storage.trials.differing(number, 10)}) == 2


def test_rules_of_another_program_end_it(desk):
    now = datetime.now(UTC)
    with desk.storage() as storage:
        number = storage.trials.request(Trial(0, FILE, "[GIVE", 2, "olena", now))
        assert try_rules(storage, desk.tools, now).failed == 1
        assert "TOMLDecodeError" in storage.trials.get(number).error
        storage.trials.request(Trial(0, FILE, "[GIVE", 2, "olena", now + 2 * KEPT))
        assert len(storage.trials.recent(10)) == 1  # the old ones are forgotten
        storage.trials.end(storage.trials.waiting().id, now)


def test_any_file_is_a_file_of_rules_and_breaks_no_example_of_its_own(desk):
    config = desk.tools.config
    assert len(files(config)) > 20
    for file in ("en/lines", "conflicts/ukraine-russia", "any/numbers", "points"):  # one of each kind
        assert examples(config, file, shipped(config, file)) == [], file
        assert with_file(config, file, shipped(config, file)).version == desk.tools.lexicon.version
    with pytest.raises(RulesWrong, match="there is no file"):
        with_file(config, "../x", "")
