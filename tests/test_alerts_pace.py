"""How fast mails go out, and which first: a limit delays and never drops."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from alerts_builders import NOW, delivery
from returned_mails import owe

from alerts.deliver import Deliverer
from alerts.pace import Pace
from alerts.returning import is_held
from repwatch.model import Delivery, Hold, MailSettings
from storage import MEMORY, Storage

FREE = MailSettings(domain_at_once=8)


def ago(seconds: float, domain: str = "a.example") -> tuple[datetime, str]:
    return NOW - timedelta(seconds=seconds), domain


@pytest.mark.parametrize(
    ("limits", "latest", "running", "answers"),
    [
        pytest.param(FREE, [ago(1)] * 99, [], [True] * 8, id="no limit"),
        pytest.param(MailSettings(per_minute=3), [ago(59)], [], [True, True, False], id="in a minute"),
        pytest.param(MailSettings(per_minute=3), [ago(60)] * 3, [], [True] * 3 + [False], id="a minute ago is over"),
        pytest.param(MailSettings(per_hour=3), [ago(60), ago(3000)], [], [True, False], id="in an hour"),
        pytest.param(
            MailSettings(domain_per_minute=2), [ago(1), ago(1, "b.example")], [], [True, False], id="to a domain"
        ),
        pytest.param(
            MailSettings(domain_at_once=2), [], ["x@A.example", "y@b.example"], [True, False], id="at once to a domain"
        ),
    ],
)
def test_how_many_may_go(
    limits: MailSettings, latest: list[tuple[datetime, str]], running: list[str], answers: list[bool]
) -> None:
    pace = Pace(limits, latest, running, NOW)
    assert [pace.may("smtp", "reader@a.example", 1) for _ in answers] == answers
    assert pace.may("webhook", "https://a.example/hook", 1), "only mails are limited"


def test_what_is_full_for_one_domain_is_not_for_another() -> None:
    pace = Pace(MailSettings(domain_per_minute=1), [ago(1)], [], NOW)
    assert [pace.may("smtp", f"reader@{name}.example", 1) for name in "aba"] == [False, True, False]


def test_a_pause_holds_all_mails_but_what_operators_are_told() -> None:
    pace = Pace(FREE, [], [], NOW, held=True)
    assert [pace.may("smtp", "reader@a.example", rank) for rank in (0, 1, 2)] == [True, False, False]
    assert pace.may("webhook", "https://a.example/hook", 2)


class Sink:
    """Takes everything, and remembers whom it was for."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, delivery: Delivery, now: datetime) -> str:
        self.taken.append(delivery.address)
        return "250 taken"


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


def drain(storage: Storage, sink: Sink, limits: MailSettings, now: datetime) -> list[str]:
    """Whom mails went to in all that is done at this moment."""
    before = len(sink.taken)
    sender = Deliverer({"smtp": sink, "webhook": sink}, (0,), lambda: 0.0, limits=limits)
    sender.tick(storage, now)
    while sender.running:
        sender.wait(5)
        sender.tick(storage, now)
    return sink.taken[before:]


def test_a_limit_delays_to_the_second_and_drops_nothing(storage: Storage) -> None:
    sink, limits = Sink(), MailSettings(per_minute=10, per_hour=25)
    for number in range(1, 41):
        owe(storage, delivery(number, address=f"{number}@a.example"))
    sent = [len(drain(storage, sink, limits, NOW + timedelta(seconds=at))) for at in (0, 1, 59, 60, 61, 120, 180)]
    assert sent == [10, 0, 0, 10, 0, 5, 0], "ten a minute, 25 an hour"
    hour = [len(drain(storage, sink, limits, NOW + timedelta(seconds=at))) for at in (3599, 3600, 3659, 3660)]
    assert hour == [0, 10, 0, 5]
    assert len(set(sink.taken)) == 40
    assert storage.outbox.counts() == {"sent": 40}


def test_what_is_urgent_goes_before_digests_and_what_operators_are_told_before_both(storage: Storage) -> None:
    sink = Sink()
    for number, kind in enumerate(("daily", "urgent", "notice", "daily outlet.silent"), 1):
        owed = delivery(
            number, address=f"{kind.split()[0]}{number}@a.example", created_at=NOW + timedelta(seconds=number)
        )
        owe(storage, owed, kind)
    limits = MailSettings(per_minute=1)
    order = [drain(storage, sink, limits, NOW + timedelta(minutes=minute)) for minute in range(1, 5)]
    assert order == [["notice3@a.example"], ["daily4@a.example"], ["urgent2@a.example"], ["daily1@a.example"]]


def test_a_full_domain_does_not_hold_up_another(storage: Storage) -> None:
    sink = Sink()
    for number in range(1, 31):
        owe(storage, delivery(number, address=f"{number}@{'big' if number < 30 else 'small'}.example"))
    sent = drain(storage, sink, MailSettings(domain_per_minute=5), NOW)
    assert sorted(address.partition("@")[2] for address in sent) == ["big.example"] * 5 + ["small.example"]


def test_a_webhook_is_not_held_up_by_mails(storage: Storage) -> None:
    sink = Sink()
    for number in range(1, 31):
        owe(storage, delivery(number, address=f"{number}@a.example"))
    owe(storage, delivery(31, address="https://a.example/hook", channel="webhook"), "daily")
    assert "https://a.example/hook" in drain(storage, sink, MailSettings(per_minute=1), NOW)


def test_a_pause_ends_by_itself_and_everything_goes_out_then(storage: Storage) -> None:
    sink, until = Sink(), NOW + timedelta(hours=1)
    owe(storage, delivery(1, address="reader@a.example"))
    owe(storage, delivery(2, address="operator@a.example"), "notice")
    assert storage.sending.hold(Hold(NOW, until, "too much came back", "repwatch"))
    assert not storage.sending.hold(Hold(NOW, until, "again", "repwatch"))
    assert drain(storage, sink, FREE, NOW) == ["operator@a.example"]
    assert drain(storage, sink, FREE, until - timedelta(milliseconds=1)) == []
    assert drain(storage, sink, FREE, until) == ["reader@a.example"]
    assert not is_held(storage, until)
    (hold,) = storage.sending.holds(9)
    assert (hold.ended_at, hold.ended_by) == (until, "repwatch")


def test_a_clock_that_went_back_lets_mails_out(storage: Storage) -> None:
    sink, limits = Sink(), MailSettings(per_minute=1)
    owe(storage, delivery(1, address="a@a.example"))
    owe(storage, delivery(2, address="b@a.example"))
    assert len(drain(storage, sink, limits, NOW + timedelta(days=1))) == 1
    assert len(drain(storage, sink, limits, NOW)) == 1


def test_looking_for_work_reads_no_more_of_a_long_queue_than_it_takes(storage: Storage) -> None:
    """By index, in order, without sorting: what waits for its turn may be much."""
    statements: list[str] = []
    owe(storage, delivery(1, address="a@a.example"))
    storage._db.conn.set_trace_callback(statements.append)
    drain(storage, Sink(), MailSettings(per_minute=1), NOW)
    storage._db.conn.set_trace_callback(None)
    plans = {
        step
        for statement in statements
        if statement.lstrip().startswith(("SELECT", "DELETE"))
        for *_, step in storage._db.conn.execute(f"EXPLAIN QUERY PLAN {statement}")
    }
    assert any("deliveries_rank (rank=? AND next_attempt_at<?)" in step for step in plans), plans
    plans.remove("SCAN holds USING INDEX holds_standing")  # of which one row at most stands
    assert not [step for step in plans if step.startswith("SCAN") or "TEMP B-TREE" in step], plans
