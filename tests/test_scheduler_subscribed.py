"""Subscriptions in the database: from when on they are told, what waits while they are paused, what is forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from test_scheduler_pipeline import NOON, READER, start, story, take_in, with_subscriptions

from alerts.minimum import is_quiet
from repwatch.config import load
from repwatch.model import Minimum, Silence, Standing, Subscriber, Subscription
from scheduler.owing import Issue, owe, ready
from scheduler.pipeline import match, run_steps
from scheduler.subscribed import begin, resume
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

ANNA = Subscription("sub_anna", "smtp", "anna@example.org")
RUSSIAN = "Vladimir Medinsky"


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return make_tools(replace(load(path), subscriptions=()))


def subscribe(storage: Storage, one: Subscription = ANNA, at: datetime = NOON) -> None:
    with storage.transaction():
        assert storage.subscribers.add(Subscriber(one, Standing.PENDING, at, "operator"))
        begin(storage, one, at)


def told(storage: Storage, one: Subscription = ANNA) -> list[str]:
    """Oldest first."""
    found = [
        alert.reason.value for alert in reversed(storage.subscriptions.recent(100)) if alert.subscription == one.id
    ]
    return [reason.removeprefix("exchange.") for reason in found]


def test_it_is_told_what_comes_after_it_and_nothing_before(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, story(1245))
    subscribe(storage)
    take_in(storage, tools, story(1245, outlet="herald"))
    assert told(storage) == []
    take_in(storage, tools, story(1248, RUSSIAN, "post"))
    assert told(storage) == ["conflict"]
    (delivery,) = storage.outbox.lease(NOON)
    assert (delivery.address, delivery.subscription) == (ANNA.address, ANNA.id)


def test_what_comes_between_its_beginning_and_the_next_run_is_news(storage: Storage, tools: Tools) -> None:
    """The steps settle and tell in one go: a subscription that began with them would miss it."""
    start(storage, tools)
    subscribe(storage)
    take_in(storage, tools, story(1245))
    assert told(storage) == ["new"]


def test_what_was_read_before_it_and_settled_after_it_is_news(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    storage.articles.save(story(1245), NOON)
    match(storage, tools, NOON)
    subscribe(storage)
    run_steps(storage, tools, NOON)
    assert told(storage) == ["new"]


def test_both_kinds_are_told_the_same_by_the_same_rules(storage: Storage, tools: Tools) -> None:
    both = with_subscriptions(tools, READER)
    start(storage, both)
    subscribe(storage)
    take_in(storage, both, story(1245))
    take_in(storage, both, story(1248, RUSSIAN, "post"))
    assert told(storage) == told(storage, READER) == ["new", "conflict"]
    exchange = storage.exchanges.settlements()[0].exchange.id
    assert storage.subscriptions.told(ANNA.id, exchange) == storage.subscriptions.told(READER.id, exchange)


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.ENDED])
def test_who_is_not_active_is_told_nothing(storage: Storage, tools: Tools, standing: Standing) -> None:
    start(storage, tools)
    subscribe(storage)
    storage.subscribers.stand(ANNA.id, standing)
    take_in(storage, tools, story(1245))
    assert told(storage) == []
    assert storage.outbox.recent(10) == []


def test_a_pause_holds_what_is_owed_and_tells_afterwards_only_what_became_of_what_was_told(
    storage: Storage, tools: Tools
) -> None:
    start(storage, tools)
    subscribe(storage)
    take_in(storage, tools, story(1245))
    storage.subscribers.stand(ANNA.id, Standing.PAUSED)
    assert storage.outbox.lease(NOON) == []
    assert storage.outbox.oldest_due(NOON) is None
    later = NOON + timedelta(days=3)
    take_in(storage, tools, story(77, outlet="post", day=later), story(1300), at=later)
    with storage.transaction():
        resume(storage, ANNA, later)
    take_in(storage, tools, at=later)
    assert told(storage) == ["new", "corrected"]
    assert len(storage.outbox.lease(later)) == 1  # one at a time to an address
    take_in(storage, tools, story(78, outlet="post", day=later), at=later)
    assert told(storage) == ["new", "corrected"], "she was never sent the 77"


def test_removing_forgets_the_person_and_keeps_the_log(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage)
    take_in(storage, tools, story(1245))
    (delivery,) = storage.outbox.lease(NOON)
    storage.outbox.record_failure(delivery, f"550 no such user <{ANNA.address}>", NOON, NOON)
    take_in(storage, tools, story(1248, RUSSIAN, "post"))
    with storage.transaction():
        storage.subscribers.remove(ANNA.id, NOON)
    rows = [str(row) for table in tables(storage) for row in storage._db[table].rows]
    assert [row for row in rows if "anna@" in row] == []
    assert [row for row in rows if "no such user" in row] == []
    log = storage.deliveries.recent(10)
    assert [(one.delivery.state, one.delivery.address) for one in log] == [("cancelled", ""), ("cancelled", "")]
    whys = {reason for one in log for reason, _ in one.whys}
    assert whys == {"exchange.new", "exchange.conflict"}
    (tried,) = storage.deliveries.beginning(delivery.id)[0].tried
    assert (tried.at, tried.state, tried.answer) == (NOON, "pending", "550")
    assert not storage.deliveries.send_again(delivery.id, NOON)
    assert storage.outbox.lease(NOON + timedelta(days=9)) == []


def tables(storage: Storage) -> list[str]:
    """The index of search shows what it holds by its other tables alone."""
    names = [str(name) for name in storage._db.table_names() if not name.startswith(("sqlite_", "_"))]
    return [name for name in names if name != "search_index"]


def test_who_was_removed_or_moved_while_a_run_was_on_is_owed_nothing_there(storage: Storage, tools: Tools) -> None:
    """The run has read its subscriptions before."""
    start(storage, tools)
    subscribe(storage, QUIET)
    take_in(storage, tools, story(1245), at=NOON.replace(hour=20))
    waiting = storage.subscriptions.waiting(ANNA.id)
    made = ready(tools, QUIET, waiting, Issue("urgent", waiting[0].key, NOON))
    storage.subscribers.change(replace(QUIET, address="new@example.org"))
    assert owe(storage, made) == 0
    assert storage.subscriptions.waiting(ANNA.id) == waiting, "the next run finds it"
    with storage.transaction():
        storage.subscribers.remove(ANNA.id, NOON)
    assert owe(storage, made) == 0
    assert not storage.subscribers.stands(QUIET)
    assert storage.outbox.recent(10) == []


def test_the_answer_to_a_message_in_flight_is_not_written_down_after_removing(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage)
    take_in(storage, tools, story(1245))
    (delivery,) = storage.outbox.lease(NOON)
    with storage.transaction():
        storage.subscribers.remove(ANNA.id, NOON)
    assert not storage.outbox.record_sent(delivery, NOON, f"250 taken for {ANNA.address}")
    assert storage.outbox.counts() == {"cancelled": 1}


def test_an_id_is_never_used_twice(storage: Storage) -> None:
    subscribe(storage)
    with storage.transaction():
        storage.subscribers.remove(ANNA.id, NOON)
    assert not storage.subscribers.add(Subscriber(ANNA, Standing.PENDING, NOON, ""))


def test_the_thread_of_an_address_that_others_have_too_stays(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    second = replace(ANNA, id="sub_second")
    subscribe(storage)
    subscribe(storage, second)
    take_in(storage, tools, story(1245))
    with storage.transaction():
        storage.subscribers.remove(ANNA.id, NOON)
    take_in(storage, tools, story(1248, RUSSIAN, "post"))
    (last,) = [one for one in storage.outbox.recent(10) if "1,248" in one.message.text]
    assert last.message.thread


def test_what_waits_goes_to_the_address_as_it_is_now(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage)
    take_in(storage, tools, story(1245))
    storage.subscribers.change(replace(ANNA, address="new@example.org"))
    (delivery,) = storage.outbox.lease(NOON)
    assert delivery.address == "new@example.org"


CONFIRMED = replace(ANNA, minimum=Minimum.CONFIRMED)


def test_who_wants_two_origins_is_told_once_there_are_two(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage, CONFIRMED)
    take_in(storage, tools, story(1245))
    assert told(storage) == []
    take_in(storage, tools, story(1245, RUSSIAN, "post"))
    assert told(storage) == ["new"]
    assert len(storage.outbox.recent(10)) == 1


def test_what_had_one_origin_when_it_began_is_news_once_it_has_two(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, story(1245))
    subscribe(storage, CONFIRMED)
    take_in(storage, tools, story(1245, RUSSIAN, "post"))
    assert told(storage) == ["new"]


def test_who_was_told_a_confirmed_figure_hears_that_it_is_in_doubt(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage, CONFIRMED)
    take_in(storage, tools, story(1245), story(1245, RUSSIAN, "post"))
    take_in(storage, tools, story(1248, RUSSIAN, "post"))
    assert told(storage) == ["new", "conflict"]


def test_two_origins_that_differ_confirm_nothing(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage, CONFIRMED)
    take_in(storage, tools, story(1245), story(1248, RUSSIAN, "post"))
    assert told(storage) == []


def test_a_daily_message_is_not_made_before_the_first_hour_after_it_began(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage, replace(ANNA, cadence="daily", at="07:00"))
    take_in(storage, tools, story(1245))
    run_steps(storage, tools, NOON + timedelta(hours=18, minutes=59))
    assert storage.outbox.recent(10) == []
    run_steps(storage, tools, NOON + timedelta(hours=19))
    assert len(storage.outbox.recent(10)) == 1


QUIET = replace(ANNA, quiet="22:00-07:00", zone="Europe/Kyiv")  # UTC+3 in May: 19:00 to 04:00 UTC


def test_what_falls_into_quiet_hours_comes_at_their_end_as_one_message(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage, QUIET)
    night = NOON.replace(hour=20)
    take_in(storage, tools, story(1245), at=night)
    take_in(storage, tools, story(900, day=NOON + timedelta(days=1)), at=night + timedelta(hours=6))
    take_in(storage, tools, story(1250), at=night + timedelta(hours=7))
    assert told(storage) == ["new", "new", "corrected"]
    run_steps(storage, tools, datetime(2031, 5, 7, 3, 59, 59, tzinfo=UTC))
    assert storage.outbox.recent(10) == []
    for _ in range(2):
        run_steps(storage, tools, datetime(2031, 5, 7, 4, 0, tzinfo=UTC))
    (delivery,) = storage.outbox.recent(10)
    assert "2 exchanges with news" in delivery.message.subject
    assert "1,250" in delivery.message.text
    take_in(storage, tools, story(1300), at=datetime(2031, 5, 7, 5, tzinfo=UTC))
    assert len(storage.outbox.recent(10)) == 2


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        pytest.param(datetime(2031, 5, 6, 18, 59, tzinfo=UTC), False, id="a minute before"),
        pytest.param(datetime(2031, 5, 6, 19, 0, tzinfo=UTC), True, id="from the minute on"),
        pytest.param(datetime(2031, 5, 7, 4, 0, tzinfo=UTC), False, id="up to the minute"),
        pytest.param(datetime(2031, 1, 6, 4, 0, tzinfo=UTC), True, id="winter has other hours in UTC"),
        pytest.param(datetime(2031, 1, 6, 5, 0, tzinfo=UTC), False, id="and another end"),
        pytest.param(datetime(2031, 3, 30, 1, 30, tzinfo=UTC), True, id="the night whose clock is put on"),
        pytest.param(datetime(2031, 10, 26, 1, 30, tzinfo=UTC), True, id="the night whose clock is put back"),
        pytest.param(datetime(2031, 10, 26, 5, 0, tzinfo=UTC), False, id="and its morning"),
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(at: datetime, quiet: bool) -> None:
    assert is_quiet(QUIET, at) is quiet


def test_a_zone_that_does_not_exist_holds_up_nobody_else(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    subscribe(storage, replace(ANNA, id="sub_lost", cadence="daily", zone="Nowhere/At-All"))
    subscribe(storage)
    storage.articles.save(story(1245), NOON)
    report = run_steps(storage, tools, NOON)[-1]
    assert (report.done, report.failed) == (1, 1)
    assert "sub_lost" in report.notes[0]
    assert len(storage.subscriptions.waiting("sub_lost")) == 1


def test_a_silenced_exchange_is_told_once_its_silence_is_over_in_its_newest_state(
    storage: Storage, tools: Tools
) -> None:
    start(storage, tools)
    subscribe(storage)
    take_in(storage, tools, story(1245))
    exchange = storage.exchanges.settlements()[0].exchange.id
    end = NOON + timedelta(hours=6)
    number = storage.silences.add(Silence("exchange", exchange, "olena", "the outlet edits it", end, NOON))
    for count in (1250, 1260):
        take_in(storage, tools, story(count), at=NOON + timedelta(hours=1))
    take_in(storage, tools, story(60, day=NOON + timedelta(days=1)), at=NOON + timedelta(hours=2))
    assert told(storage) == ["new", "corrected", "corrected", "new"]
    assert len(storage.outbox.recent(10)) == 2, "others are told meanwhile"
    for _ in range(2):
        run_steps(storage, tools, end)
    (last,) = [one.message for one in storage.outbox.recent(10) if one.created_at == end]
    assert "1,260" in last.subject
    assert "(before: 1,245)" in last.subject
    assert not storage.silences.end(number, "olena", end)
