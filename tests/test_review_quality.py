"""The desk's own quality: what was overruled, what was drawn at random, who was silent; over the real steps."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from builders_desk import text_of
from builders_review import stored
from newsdesk import newsdesk, story

from repwatch.model import Draw, Finding, Heard, Role, Ruled, Ruling
from review import untold
from review.pages import quality as pages
from review.sampling import EVERY, figure_key, is_drawn
from review.wilson import bounds
from scheduler.sampling import SETTLES, draw

ACCEPT, REJECT, CORRECT = Ruling.ACCEPT, Ruling.REJECT, Ruling.CORRECT


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # worked out by hand from the formula of 1927; 0 of 10 and 5 of 10 stand in many a table
        pytest.param(0, 10, 0.0, 0.2775, id="none of ten"),
        pytest.param(5, 10, 0.2366, 0.7634, id="half"),
        pytest.param(10, 10, 0.7225, 1.0, id="all"),
        pytest.param(1, 1, 0.2065, 1.0, id="one of one says little"),
        pytest.param(0, 100, 0.0, 0.0370, id="none of a hundred"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing is known"),
    ],
)
def test_wilsons_bounds(hits, of, low, high):
    assert bounds(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_bounds_of_nonsense():
    with pytest.raises(ValueError, match="3 of 2"):
        bounds(3, 2)


def ruled(ruling, *rules, gates=(), changed=(), outlet="courier"):
    return Ruled(ruling, outlet, rules, gates, changed)


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        pytest.param([ruled(ACCEPT, "side.nation")], [("side.nation", 0, 1)], id="upheld"),
        pytest.param(
            [ruled(REJECT, "side.nation", "date.weekday")],
            [("date.weekday", 1, 1), ("side.nation", 1, 1)], id="rejected: all of them",
        ),
        pytest.param(
            [ruled(CORRECT, "side.nation", "date.weekday", changed=("day",))],
            [("date.weekday", 1, 1), ("side.nation", 0, 1)], id="corrected: those of what was not right",
        ),
        pytest.param(
            [ruled(CORRECT, "side.nation", changed=("count",))], [("side.nation", 0, 1)], id="no rule reads a number",
        ),
        pytest.param(
            [ruled(REJECT, "side.a"), *[ruled(REJECT, "side.b")] * 4, ruled(ACCEPT, "side.b")],
            [("side.b", 4, 5), ("side.a", 1, 1)], id="four of five is surer than one of one",
        ),
        pytest.param([ruled(REJECT, "side.a", "side.a")], [("side.a", 1, 1)], id="a rule counts once in a figure"),
    ],
)  # fmt: skip
def test_what_editors_overruled_by_rule(found, lines):
    said = [(one.name, one.share.hits, one.share.of) for one in pages.rules(found, str)]
    assert said == lines


def test_by_gate_and_outlet():
    found = [ruled(ACCEPT, gates=("late",)), ruled(REJECT, gates=("late", "range"), outlet="post")]
    assert [(one.name, one.share.hits, one.share.of) for one in pages.gates(found)] == [("range", 1, 1), ("late", 1, 2)]
    lines = pages.outlets(found, [], {"herald": 3}, {"post": "The Post"})
    assert [(one.outlet, one.ruled.hits, one.restated) for one in lines] == [
        ("herald", 0, 3), ("The Post", 1, 0), ("courier", 0, 0),
    ]  # fmt: skip
    assert pages.share(1, 2).said == "50%, 9% to 91%"


def heard(day, *outlets):
    return Heard(f"north-south-{day}", day, frozenset(outlets))


@pytest.mark.parametrize(
    ("since", "silent"),
    [
        pytest.param({"a": "2031-01-01"}, [], id="told both"),
        pytest.param({"c": "2031-01-01"}, [("c", 2, 1)], id="told one of two"),
        pytest.param({"d": "2031-05-02"}, [("d", 1, 1)], id="read since the second"),
        pytest.param({"e": "2031-05-09"}, [], id="read too late for any"),
        pytest.param({"c": "2031-01-01", "d": "2031-01-01"}, [("d", 2, 2), ("c", 2, 1)], id="the most silent first"),
    ],
)
def test_who_was_silent_about_what_two_told(since, silent):
    told = untold.told([heard("2031-05-08", "a", "b", "c"), heard("2031-05-02", "a", "b"), heard("2031-05-01", "x")])
    found = untold.silences(told, since)
    assert [(one.outlet, one.of, len(one.silent)) for one in found] == silent


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(["2031-05-01"], None, id="one alone"),
        pytest.param(["2031-05-01", "2031-05-01"], None, id="one day twice"),
        pytest.param(["2031-05-11", "2031-05-01", "2031-04-29"], (9, 6, 10, False), id="as usual"),
        pytest.param(["2031-05-01", "2031-04-29"], (19, 2, 2, True), id="longer than ever"),
    ],
)
def test_how_long_nothing_was_heard(days, expected):
    found = untold.gap(days, date(2031, 5, 20))
    assert (found and (found.days, found.usual, found.longest, found.unusual)) == expected


def test_one_in_twenty_is_drawn_and_always_the_same():
    keys = [figure_key(f"https://courier.example/{number}", stored().claim) for number in range(4000)]
    drawn = [key for key in keys if is_drawn(key)]
    assert 4000 / EVERY * 0.8 < len(drawn) < 4000 / EVERY * 1.2
    assert [key for key in keys if is_drawn(key)] == drawn
    assert figure_key("https://a.example", stored(640).claim) != figure_key("https://a.example", stored(641).claim)


@pytest.fixture
def desk(tmp_path):
    """A sure figure, a doubtful one, and an article that nearly had one; each of them drawn."""
    with newsdesk(tmp_path, "courier", "essay") as desk:
        near = "The bodies of the fallen wait for the exchange with Russia, the ministry said."
        desk.hears(story(9, "courier", "Families of the fallen wait", near, desk.now))
        yield desk


def test_what_is_drawn_is_what_got_in_unasked_and_what_nearly_did(desk):
    accepted, missed = desk.draws()
    with desk.storage() as storage:
        figures = {storage.claims.by_ids([one.claim])[one.claim].claim.figure.low for one in accepted}
        titles = {storage.articles.revision(one.revision).title for one in missed}
    assert (figures, titles) == ({1000, 26}, {"Families of the fallen wait"})  # the 43 of the essay are asked about


def test_it_is_drawn_once_and_not_before_an_hour(desk):
    now = datetime.now(UTC)
    with desk.storage() as storage:
        assert draw(storage, desk.tools, now).done == 0
        assert storage.meta.get("drawn.accepted") == "0"
        draw(storage, desk.tools, now + 2 * SETTLES)
        marks = [storage.meta.get(f"drawn.{kind}") for kind in Draw]
        assert "0" not in marks
        before = storage.writes()
        assert draw(storage, desk.tools, now + 3 * SETTLES).done == 0
        assert storage.writes() == before


def test_an_editor_looks_at_a_sample(desk):
    (first, second), _ = desk.draws()
    olena = desk.comes("olena")
    page = olena.open("/quality")
    assert "2 Look at the latest" in text_of(page.text)
    shown = olena.open(f"/audit/{first.id}").text
    assert re.search(r"<mark>[^<]*\d", shown)
    answer = olena.send(f"/audit/{first.id}", action="right")
    assert (answer.status, answer.headers["Location"]) == (303, f"/audit/{second.id}")
    answer = olena.send(f"/audit/{second.id}", action="wrong")
    assert answer.headers["Location"] == f"/questions/claim-{second.claim}"
    assert "Correct it" in olena.open(answer.headers["Location"]).text
    assert "1 of 2 50%, 9% to 91%" in text_of(olena.open("/quality").text)
    assert desk.log() == [("olena", "looked at a sample: right"), ("olena", "looked at a sample: wrong")]
    assert desk.best() == {"ukraine": 1000, "russia": 26}  # nothing was decided
    assert 'value="right"' not in desk.comes("vera", Role.VIEWER).open(f"/audit/{first.id}").text


def test_two_editors_and_one_sample(desk):
    (first, _), _ = desk.draws()
    olena, iryna = desk.comes("olena"), desk.comes("iryna")
    assert olena.send(f"/audit/{first.id}", action="right").status == 303
    late = iryna.send(f"/audit/{first.id}", action="wrong")
    assert (late.status, "olena answered meanwhile: right" in text_of(late.text)) == (409, True)
    assert iryna.send(f"/audit/{first.id}", action="back").status == 409
    assert olena.send(f"/audit/{first.id}", action="back").status == 303
    assert iryna.send(f"/audit/{first.id}", action="wrong").status == 303


def test_a_missed_figure_is_added_by_hand(desk):
    _, (near,) = desk.draws()
    olena = desk.comes("olena")
    assert "was missed?" in olena.open(f"/audit/{near.id}").text
    answer = olena.send(f"/audit/{near.id}", action="wrong")
    assert answer.headers["Location"] == f"/decide?article={near.article}"
    assert 'value="https://courier.example/9"' in olena.open(answer.headers["Location"]).text


def test_what_is_no_answer(desk):
    desk.draws()
    olena = desk.comes("olena")
    token = re.search(r'name="token" value="([^"]+)"', olena.open("/account").text)[1]
    asked = [("/audit/99", "right"), ("/audit/1", "maybe"), ("/audit/x", "right"), (f"/audit/{'9' * 30}", "right")]
    assert [olena.post(path, token=token, action=action).status for path, action in asked] == [404, 422, 404, 404]


def test_a_decision_elsewhere_counts_and_goes_with_its_undoing(desk):
    (first, _), _ = desk.draws()
    olena, path = desk.comes("olena"), f"/questions/claim-{first.claim}"
    page = olena.open(path).text
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert olena.send(path, seen=seen, action="reject", reason="it counts prisoners").status == 303
    desk.follows()
    with desk.storage() as storage:
        assert storage.quality.get(first.id).verdict is Finding.WRONG
        (decided,) = storage.quality.ruled()
    assert (decided.ruling, decided.outlet, bool(decided.rules)) == (Ruling.REJECT, "courier", True)
    text = text_of(olena.open("/quality").text)
    assert "Of 1 figure that editors decided about, 1 were not right" in text
    olena.send("/decisions", action="undo-last")
    desk.follows()
    with desk.storage() as storage:
        assert storage.quality.get(first.id).verdict is None
        assert storage.quality.ruled() == []
        assert first.id in {one.id for one in storage.quality.open(Draw.ACCEPTED, 10)}


def test_a_later_text_that_repeats_a_settled_figure_otherwise(tmp_path):
    with newsdesk(tmp_path, "courier") as desk:
        before = desk.now - timedelta(days=20)
        day, today = (f"{one:%B} {one.day}" for one in (before, desk.now))
        said = f"Ukraine received the bodies of 909 fallen soldiers on {day}, the Coordination Headquarters said."
        again = (
            f"Ukraine received the bodies of 1,000 fallen soldiers on {today}, the Coordination Headquarters said. "
            f"In the previous exchange, on {day}, Ukraine received the bodies of 919 fallen soldiers."
        )
        desk.hears(story(11, "courier", "Ukraine brings home 909 bodies", said, before))
        desk.hears(story(12, "post", "Bodies are returned", again, desk.now))
        with desk.storage() as storage:
            assert pages.restatements(storage.exchanges.restated(10)) == {"post": 1}
            assert storage.exchanges.restated(0) == []
        text = text_of(desk.comes("olena").open("/quality").text)
        assert re.search(r"post none so far none so far none so far 1\b", text)


def test_a_silent_outlet_is_named_with_what_it_told_last():
    told = untold.told([heard("2031-05-08", "a", "b"), heard("2031-05-02", "a", "c"), heard("2031-04-20", "a", "b")])
    found = pages.silent(untold.silences(told, dict.fromkeys("abcd", "2031-01-01")), {"c": "The Courier"})
    assert [(one.outlet, one.share.hits, one.share.of, one.last) for one in found] == [
        ("d", 3, 3, "none of them"), ("The Courier", 2, 3, "2 May 2031"), ("b", 1, 3, "8 May 2031"),
    ]  # fmt: skip
    assert found[1].exchanges[0] == ("north-south-2031-05-08", "8 May 2031", 2)
