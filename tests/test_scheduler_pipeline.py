"""The steps over a real database: each repeated, none tells anything twice; the baseline and newcomers hear nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from repwatch.config import load
from repwatch.model import Article, Settlement, Subscription
from scheduler.history import load_history
from scheduler.pipeline import alert, match, reconcile, run_steps
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
READER = Subscription("reader", "file", "mail")
DAILY = replace(READER, id="daily", cadence="daily", at="07:00")


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('languages = ["en"]\n')
    return make_tools(replace(load(path), subscriptions=(READER,)))


def with_subscriptions(tools: Tools, *subscriptions: Subscription) -> Tools:
    return replace(tools, config=replace(tools.config, subscriptions=subscriptions))


def story(
    count: int, by: str = "the Coordination Headquarters", outlet: str = "courier", day: datetime = NOON
) -> Article:
    return Article(
        url=f"https://{outlet}.example/{day:%Y/%m/%d}",
        outlet=outlet,
        title=f"Ukraine receives bodies of {count:,} soldiers",
        text=f"Russia handed over the bodies of {count:,} fallen soldiers to Ukraine today, {by} said.",
        fetched=day,
        published=day,
        lang="en",
    )


def start(storage: Storage, tools: Tools, at: datetime = NOON - timedelta(hours=1)) -> None:
    storage.meta.started(at)
    run_steps(storage, tools, at)


def take_in(storage: Storage, tools: Tools, *articles: Article, at: datetime = NOON) -> None:
    for article in articles:
        storage.articles.save(article, at)
    for _ in range(2):  # every step once more: what is done is not done again
        run_steps(storage, tools, at)


def told(storage: Storage) -> list[tuple[str, str]]:
    """Oldest first."""
    return [(alert.subscription, alert.reason.value) for alert in reversed(storage.subscriptions.recent(100))]


def ledger(storage: Storage) -> list[Settlement]:
    return storage.exchanges.settlements(known=False)


def test_new_then_agreed_then_disputed_is_two_alerts_and_two_messages_in_one_thread(
    storage: Storage, tools: Tools
) -> None:
    start(storage, tools)
    take_in(storage, tools, story(1245))
    take_in(storage, tools, story(1245, outlet="herald"))
    take_in(storage, tools, story(1248, "Vladimir Medinsky", "post"))
    assert told(storage) == [("reader", "exchange.new"), ("reader", "exchange.conflict")]
    first, second = sorted(storage.outbox.recent(10), key=lambda one: one.message.thread)
    assert (first.message.thread, second.message.thread) == ("", first.id)
    (settlement,) = ledger(storage)
    (side,) = settlement.received
    assert (side.low, side.high, side.best, settlement.articles) == (1245, 1248, None, 3)


def test_the_order_of_arrival_changes_nothing_in_the_ledger(tools: Tools) -> None:
    stories = [story(1245), story(1245, outlet="herald"), story(1248, "Vladimir Medinsky", "post")]
    ledgers = set()
    for order in (stories, stories[::-1], [stories[1], stories[2], stories[0]]):
        with Storage(MEMORY, migrate=True) as storage:
            start(storage, tools)
            for one in order:
                take_in(storage, tools, one)
            (found,) = ledger(storage)
            ledgers.add((found.exchange.id, found.status, *((s.to, s.low, s.high, s.best) for s in found.received)))
    assert len(ledgers) == 1


def test_a_first_poll_is_the_baseline_and_its_repeat_is_no_news(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, replace(story(1245), baseline=True))
    take_in(storage, tools, story(1245, outlet="herald"))
    assert told(storage) == []
    take_in(storage, tools, story(1248, "Vladimir Medinsky", "post"))
    assert told(storage) == [("reader", "exchange.conflict")]


def test_what_happened_before_the_first_start_is_never_told(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    yesterday = NOON - timedelta(days=1)
    take_in(storage, tools, story(1245, day=yesterday), story(1248, "Vladimir Medinsky", "post", day=yesterday))
    assert told(storage) == []
    assert len(ledger(storage)) == 1


def test_a_new_subscription_hears_only_what_comes_after_it(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, story(1245))
    more = with_subscriptions(tools, READER, replace(READER, id="late"))
    take_in(storage, more, story(1245, outlet="herald"))
    assert told(storage) == [("reader", "exchange.new")]
    take_in(storage, more, story(1248, "Vladimir Medinsky", "post"))
    assert set(told(storage)[1:]) == {("reader", "exchange.conflict"), ("late", "exchange.conflict")}


def test_an_edited_article_corrects_and_an_edit_back_is_seen(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for count in (1000, 1003, 1000):
        take_in(storage, tools, story(count))
    assert [reason for _, reason in told(storage)] == ["exchange.new", "exchange.corrected", "exchange.corrected"]
    (settlement,) = ledger(storage)
    assert (settlement.received[0].best, settlement.articles) == (1000, 1)


def test_each_edit_is_told_once_however_often_a_figure_goes_back_and_forth(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for count in (1000, 1003, 1000, 1003, 1000):
        take_in(storage, tools, story(count))
    assert [reason for _, reason in told(storage)] == ["exchange.new", *["exchange.corrected"] * 4]
    values = [alert.settlement.received[0].best for alert in reversed(storage.subscriptions.recent(10))]
    assert values == [1000, 1003, 1000, 1003, 1000]
    (last,) = [one for one in storage.subscriptions.told("reader", ledger(storage)[0].exchange.id) if one.to]
    assert (last.low, last.high) == (1000, 1000)


def test_reading_all_again_with_other_rules_tells_nothing_twice(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for count in (1000, 1003):
        take_in(storage, tools, story(count))
    before = told(storage)
    newer = replace(tools, lexicon=replace(tools.lexicon, version="newer"))
    run_steps(storage, newer, NOON)
    run_steps(storage, tools, NOON)
    assert told(storage) == before


def test_an_alert_that_a_crash_took_back_is_made_again_under_its_key(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    for count in (1000, 1003):
        take_in(storage, tools, story(count))
    storage.articles.save(story(1000), NOON)
    match(storage, tools, NOON)
    reconcile(storage, tools, NOON)
    keys: set[str] = set()

    def crash() -> None:
        with storage.transaction():
            alert(storage, tools, NOON)
            keys.add(storage.subscriptions.recent(1)[0].key)
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            crash()
    run_steps(storage, tools, NOON)
    assert keys == {storage.subscriptions.recent(1)[0].key}
    assert len(told(storage)) == 3


def test_an_article_that_drops_its_figure_withdraws_the_exchange(storage: Storage, tools: Tools) -> None:
    start(storage, tools)
    take_in(storage, tools, story(1000))
    take_in(storage, tools, replace(story(1000), title="Correction", text="No handover took place today."))
    assert told(storage)[-1] == ("reader", "exchange.retracted")
    assert ledger(storage) == []


def test_a_daily_digest_waits_for_its_hour_and_comes_once(storage: Storage, tools: Tools) -> None:
    daily = with_subscriptions(tools, DAILY)
    start(storage, daily)
    take_in(storage, daily, story(1245))
    assert storage.outbox.recent(10) == []
    run_steps(storage, daily, NOON + timedelta(hours=18))
    assert storage.outbox.recent(10) == []
    for hours in (19, 19.5, 30):
        run_steps(storage, daily, NOON + timedelta(hours=hours))
    (delivery,) = storage.outbox.recent(10)
    assert "1,245" in delivery.message.text


def test_known_history_is_loaded_once_with_its_conflicts_and_alerts_nobody(storage: Storage, tools: Tools) -> None:
    storage.meta.started(NOON)
    assert load_history(storage, tools, "", NOON) > 150
    assert load_history(storage, tools, "", NOON) == 0
    run_steps(storage, tools, NOON)
    assert told(storage) == []
    known = {one.exchange.date: one for one in storage.exchanges.settlements()}
    assert len(known) == 65
    june = {side.to: (side.low, side.high, side.best, side.origins) for side in known["2025-06-16"].received}
    assert june == {"ukraine": (1245, 1248, None, 0), "russia": (51, 51, 51, 0)}
    assert storage.exchanges.settlements(known=False) == []
    assert len(storage.claims.known_totals()) > 44
    assert {total.claim.base for total in storage.claims.known_totals()} >= {"2025-06-11", "2022-02-24"}


def test_known_history_can_be_cut_at_a_day(storage: Storage, tools: Tools) -> None:
    load_history(storage, tools, "2025-06-01", NOON)
    run_steps(storage, tools, NOON)
    assert max(str(one.exchange.date) for one in storage.exchanges.settlements()) == "2025-05-16"


def test_an_article_about_a_known_exchange_joins_it(storage: Storage, tools: Tools) -> None:
    load_history(storage, tools, "", NOON)
    storage.meta.started(NOON)
    run_steps(storage, tools, NOON)
    take_in(storage, tools, story(1248, "Vladimir Medinsky", day=datetime(2025, 6, 16, 15, tzinfo=UTC)))
    (found,) = ledger(storage)
    assert (found.exchange.id, found.exchange.known, found.articles) == ("ukraine-russia-2025-06-16", True, 1)
    assert told(storage) == []


def test_an_article_that_cannot_be_read_is_kept_with_its_error(storage: Storage, tools: Tools) -> None:
    """The lexicon is broken on purpose: the matcher itself never raises."""
    broken = replace(tools, lexicon=replace(tools.lexicon, languages={}))
    storage.articles.save(story(1245), NOON)
    match_report, *_ = run_steps(storage, broken, NOON)
    assert (match_report.done, match_report.failed) == (0, 1)
    assert run_steps(storage, broken, NOON)[0].failed == 0
