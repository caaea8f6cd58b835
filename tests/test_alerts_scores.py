"""When a mailbox gets no mail any more, and when all sending pauses, under a given time (P12)."""

from datetime import datetime, timedelta

import pytest
from alerts_builders import NOW

from alerts.scores import is_hard, is_soft, of_answer, pausing, softly, suppressed_by
from repwatch.model import Back, Came, Experience, Score, Why

HARD = Back(Came.PERMANENT, "1", "a@b.example", "5.1.1", hard=True)
SOFT = Back(Came.TEMPORARY, "1", "a@b.example", "4.2.2")


def bounce_at(*times: datetime) -> Score:
    score = None
    for at in times:
        score = softly(score, at)
    assert score
    return score


@pytest.mark.parametrize(
    ("times", "value"),
    [
        pytest.param([NOW], 0.5, id="one"),
        pytest.param([NOW, NOW, NOW + timedelta(hours=11)], 0.5, id="three on one day count once"),
        pytest.param([NOW, NOW + timedelta(hours=12)], 1.0, id="the next day is the next day in UTC"),
        pytest.param([NOW + timedelta(days=n) for n in range(10)], 5.0, id="ten days"),
        pytest.param([NOW, NOW + timedelta(days=7)], 1.0, id="seven days later it is still known"),
        pytest.param([NOW, NOW + timedelta(days=7, seconds=1)], 0.5, id="and after that forgotten"),
        pytest.param([NOW + timedelta(days=6 * n) for n in range(10)], 5.0, id="once in six days adds up"),
        pytest.param([NOW + timedelta(days=8 * n) for n in range(10)], 0.5, id="once in eight does not"),
        pytest.param([NOW, NOW - timedelta(days=1)], 0.5, id="a clock that went back adds nothing"),
    ],
)
def test_what_soft_bounces_add_up_to(times: list[datetime], value: float) -> None:
    assert bounce_at(*times).value == value


def test_the_time_is_counted_from_the_last_bounce_also_of_a_day_that_has_counted() -> None:
    score = bounce_at(NOW, NOW + timedelta(hours=11), NOW + timedelta(days=7, hours=10))
    assert score.value == 1.0


@pytest.mark.parametrize(
    ("back", "score", "why"),
    [
        pytest.param(HARD, None, Why.BOUNCED, id="hard: at once"),
        pytest.param(Back(Came.COMPLAINT, "1", "a@b.example"), None, Why.COMPLAINED, id="a complaint: at once"),
        pytest.param(SOFT, Score(4.5, NOW.date(), NOW), None, id="soft, nine days"),
        pytest.param(SOFT, Score(5.0, NOW.date(), NOW), Why.BOUNCING, id="soft, ten days"),
        pytest.param(Back(Came.UNKNOWN), None, None, id="something else"),
        pytest.param(Back(Came.UNSUBSCRIBE), None, None, id="unsubscribing is no bounce"),
    ],
)
def test_when_a_mailbox_is_suppressed(back: Back, score: Score | None, why: Why | None) -> None:
    assert suppressed_by(back, score) == why
    assert is_soft(back) == (score is not None)


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("", True), ("5.0.0", True), ("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.4.4", True),
        pytest.param("5.2.2", False, id="5.2.2: full"),
        pytest.param("5.2.3", False, id="5.2.3: the mail is too long"),
        pytest.param("5.7.1", False, id="5.7.1: they do not like who sends"),
        pytest.param("5.3.0", False, id="5.3.0: their server"),
        pytest.param("5.6.1", False, id="5.6.1: what it holds"),
        pytest.param("4.4.7", False, id="4.4.7: nobody answered for days"),
    ],
)  # fmt: skip
def test_whether_a_permanent_bounce_speaks_of_the_mailbox(status: str, hard: bool) -> None:
    assert is_hard(status) is hard


@pytest.mark.parametrize(
    ("said", "about", "expected"),
    [
        ("550 5.1.1 no such user", "recipient", ("5.1.1", True)),
        ("550 no such user", "recipient", ("", True)),
        ("553-5.1.3 bad address", "recipient", ("5.1.3", True)),
        pytest.param("552 mailbox full", "recipient", ("", False), id="552: full"),
        pytest.param("550 5.7.1 blocked", "recipient", ("5.7.1", False), id="a policy"),
        pytest.param("554 5.7.1 refused as spam", "message", ("5.7.1", False), id="this message"),
        pytest.param("554 refused", "message", ("", False), id="this message, without a code"),
        pytest.param("554 5.7.1 <a@b.example>: Relay access denied", "recipient", None, id="we are not known there"),
        pytest.param("550 relay not permitted", "recipient", None, id="nor there"),
        pytest.param("450 4.2.1 try later", "recipient", None, id="later"),
        pytest.param("553 5.1.8 sender not allowed", "", None, id="our sender"),
        pytest.param("no answer in time", "recipient", None, id="no answer"),
        pytest.param("a@b.example is no mail address", "", None, id="no address"),
    ],
)
def test_what_a_mail_servers_refusal_says_of_a_mailbox(
    said: str, about: str, expected: tuple[str, bool] | None
) -> None:
    back = of_answer("1", "a@b.example", said, about)
    assert (back and (back.status, back.hard)) == expected


@pytest.mark.parametrize(
    ("mails", "permanent", "complaints", "complainers", "pauses"),
    [
        pytest.param(199, 199, 0, 0, False, id="too few mails to judge by"),
        pytest.param(200, 9, 0, 0, False, id="4.5 %"),
        pytest.param(200, 10, 0, 0, True, id="5 %"),
        pytest.param(1000, 49, 0, 0, False, id="4.9 %"),
        pytest.param(1000, 50, 0, 0, True, id="5 % of more"),
        pytest.param(200, 0, 2, 2, True, id="two complain of 200"),
        pytest.param(1000, 0, 5, 1, False, id="one person cannot stop the mails to all others"),
        pytest.param(199, 0, 2, 2, False, id="complaints about too few"),
        pytest.param(3000, 0, 2, 2, False, id="two of 3,000 are less than 0.1 %"),
        pytest.param(2000, 0, 2, 2, True, id="0.1 %"),
    ],
)
def test_when_all_sending_pauses(mails: int, permanent: int, complaints: int, complainers: int, pauses: bool) -> None:
    assert bool(pausing(Experience(mails, permanent, complaints, complainers))) is pauses
