"""What is told, why, under which key, and when it is tried again: decisions under a given clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alerts_builders import (
    AGENCY,
    DESK,
    NOW,
    bounds,
    claim,
    daily,
    dispute,
    figure,
    settlement,
    side,
    told,
)

from alerts.policy import alert_key, digest_due, news, parse_retry_after, ranges, retry_at, told_now
from repwatch.model import AlertSettings, ExchangeStatus, Qualifier, Reason, Settlement, Status, Told

NORTH = side("north", claim(1, "north", 1000))
SOUTH = side("south", claim(2, "south", 31, (AGENCY,)))
OTHER = side("north", claim(3, "north", 1200))
DISPUTE = dispute("north", claim(1, "north", 1000), claim(4, "north", 1200, (AGENCY,)))
GONE = settlement()
CLAIMED, CONFIRMED, RETRACTED = ("", "claimed", 0, None), ("", "confirmed", 0, None), ("", "retracted", 0, None)
WAS_1000, WAS_31 = ("north", "one_origin", 1000, 1000), ("south", "one_origin", 31, 31)
WAS_DISPUTED = ("north", "disputed", 1000, 1200)


def plain(*sides: object) -> Settlement:
    return settlement(*sides)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "before", "expected"),
    [
        pytest.param(plain(NORTH, SOUTH), (), [(Reason.NEW, "")], id="never told: one alert for the whole"),
        pytest.param(plain(DISPUTE), (), [(Reason.NEW, "")], id="disputed at the first telling: still one alert"),
        pytest.param(plain(NORTH), (CLAIMED, WAS_1000), [], id="told and the same: nothing"),
        pytest.param(
            plain(NORTH, SOUTH), (CLAIMED, WAS_1000), [(Reason.FIGURE, "south")], id="a second side becomes known"
        ),
        pytest.param(plain(DISPUTE), (CLAIMED, WAS_1000), [(Reason.CONFLICT, "north")], id="one value, now two"),
        pytest.param(plain(DISPUTE), (("", "disputed", 0, None), WAS_DISPUTED), [], id="the same dispute is told once"),
        pytest.param(
            plain(DISPUTE),
            (("", "disputed", 0, None), ("north", "disputed", 1000, 1100)),
            [(Reason.CONFLICT, "north")],
            id="a dispute that grows is told again",
        ),
        pytest.param(
            plain(NORTH), (("", "disputed", 0, None), WAS_DISPUTED), [(Reason.SETTLED, "north")], id="two, now one"
        ),
        pytest.param(plain(OTHER), (CLAIMED, WAS_1000), [(Reason.CORRECTED, "north")], id="another value"),
        pytest.param(
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (CLAIMED, WAS_1000),
            [(Reason.CONFIRMED, "")],
            id="claimed, now confirmed",
        ),
        pytest.param(
            settlement(NORTH, SOUTH, status=ExchangeStatus.CONFIRMED),
            (CLAIMED, WAS_1000),
            [(Reason.FIGURE, "south"), (Reason.CONFIRMED, "")],
            id="a figure and the confirmation at once: the figure first",
        ),
        pytest.param(
            plain(NORTH), (CONFIRMED, WAS_1000), [], id="confirmed, now only claimed: nothing that can be told"
        ),
        pytest.param(GONE, (CLAIMED, WAS_1000), [(Reason.RETRACTED, "")], id="nothing left"),
        pytest.param(GONE, (RETRACTED, ("north", "retracted", 0, None)), [], id="withdrawn once is enough"),
        pytest.param(GONE, (), [], id="withdrawn before it was told: nothing"),
        pytest.param(
            replace(GONE, baseline=True),
            (CLAIMED, WAS_1000),
            [(Reason.RETRACTED, "")],
            id="no claims count as baseline",
        ),
        pytest.param(
            plain(SOUTH), (CLAIMED, WAS_1000, WAS_31), [(Reason.RETRACTED, "north")], id="one side is withdrawn"
        ),
        pytest.param(
            plain(NORTH),
            (CLAIMED, ("north", "retracted", 0, None)),
            [(Reason.CORRECTED, "north")],
            id="a withdrawn side stands again",
        ),
        pytest.param(
            plain(NORTH, SOUTH),
            (RETRACTED, ("north", "retracted", 0, None)),
            [(Reason.CORRECTED, "")],
            id="a withdrawn exchange stands again: told once",
        ),
        pytest.param(settlement(NORTH, baseline=True), (), [], id="what was there before the first poll is no news"),
        pytest.param(
            plain(replace(NORTH, status=Status.AGREED, origins=2)),
            (CLAIMED, WAS_1000),
            [],
            id="more origins are no news",
        ),
        pytest.param(
            plain(replace(NORTH, status=Status.ROUNDED, origins=2)),
            (CLAIMED, WAS_1000),
            [],
            id="a rounding of it is no news",
        ),
        pytest.param(
            plain(side("north", claim(5, "north", 1003))),
            (CLAIMED, WAS_1000),
            [(Reason.CORRECTED, "north")],
            id="the exact value behind a rounded one is",
        ),
        pytest.param(
            plain(side("north", claim(5, "north", 800))),
            (CLAIMED, ("north", "one_origin", 800, None)),
            [],
            id="at least 800 that is 800 is no news",
        ),
    ],
)
def test_what_is_news(
    state: Settlement, before: tuple[tuple[str, str, int, int | None], ...], expected: object
) -> None:
    assert news(state, told(*before), DESK) == expected


@pytest.mark.parametrize(
    ("reasons", "parties", "state", "before", "expected"),
    [
        pytest.param((Reason.CONFLICT,), (), plain(NORTH), (), [], id="who wants conflicts gets no new exchange"),
        pytest.param(
            (Reason.CONFLICT,), (), plain(DISPUTE), (), [(Reason.CONFLICT, "north")], id="but one that is disputed"
        ),
        pytest.param(
            (Reason.CONFIRMED,),
            (),
            settlement(NORTH, status=ExchangeStatus.CONFIRMED),
            (),
            [(Reason.CONFIRMED, "")],
            id="confirmed from the start is confirmed",
        ),
        pytest.param((), ("south",), plain(NORTH), (), [], id="no figure of the wanted side: not yet new"),
        pytest.param((), ("south",), plain(NORTH, SOUTH), (), [(Reason.NEW, "")], id="it has come: new"),
        pytest.param((), ("south",), plain(DISPUTE), (CLAIMED, WAS_1000), [], id="a dispute of the other side"),
        pytest.param((), ("north",), plain(DISPUTE), (CLAIMED, WAS_1000), [(Reason.CONFLICT, "north")], id="its own"),
        pytest.param((), ("north",), GONE, (CLAIMED, WAS_1000), [(Reason.RETRACTED, "")], id="withdrawn after telling"),
        pytest.param((), ("south",), GONE, (CLAIMED, WAS_1000), [], id="withdrawn, but of the other side alone"),
        pytest.param((Reason.NEW,), (), plain(OTHER), (CLAIMED, WAS_1000), [], id="a correction nobody asked for"),
    ],
)
def test_a_subscription_gets_what_it_asked_for(
    reasons: tuple[Reason, ...],
    parties: tuple[str, ...],
    state: Settlement,
    before: tuple[tuple[str, str, int, int | None], ...],
    expected: object,
) -> None:
    assert news(state, told(*before), replace(DESK, reasons=reasons, parties=parties)) == expected


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(plain(NORTH, SOUTH), id="two sides"),
        pytest.param(plain(DISPUTE, SOUTH), id="a dispute"),
        pytest.param(settlement(NORTH, status=ExchangeStatus.CONFIRMED), id="confirmed"),
        pytest.param(GONE, id="nothing left"),
        pytest.param(plain(bounds("north", 800, None, None, claim(1, "north", figure(800)))), id="a floor"),
        pytest.param(plain(bounds("north", 0, 50)), id="a ceiling"),
        pytest.param(plain(bounds("north", 950, 1050, 1000)), id="about"),
    ],
)
def test_what_was_told_is_not_told_again(state: Settlement) -> None:
    before = told(CLAIMED, ("north", "one_origin", 7, 7), ("south", "one_origin", 8, 8))
    assert news(state, told_now(state, before), DESK) == []


def test_a_side_that_is_gone_is_recorded_as_gone() -> None:
    recorded = told_now(plain(NORTH), told(CLAIMED, WAS_1000, WAS_31))
    assert recorded == (
        Told("2025-10-23-1", "", "claimed", 0, None),
        Told("2025-10-23-1", "north", "one_origin", 1000, 1000),
        Told("2025-10-23-1", "south", "retracted", 0, None),
    )


@pytest.mark.parametrize(
    ("count", "low", "high", "best", "expected"),
    [
        pytest.param(figure(1000), 1000, 1000, 1000, (1000, 1000), id="exact"),
        pytest.param(figure(1000, qualifier=Qualifier.ABOUT), 950, 1050, 1000, (1000, 1000), id="about 1,000 is 1,000"),
        pytest.param(figure(600, qualifier=Qualifier.MORE_THAN), 601, None, None, (601, None), id="more than 600"),
        pytest.param(figure(50, qualifier=Qualifier.UP_TO), 0, 50, None, (0, 50), id="up to 50"),
        pytest.param(figure(40, 50), 40, 50, None, (40, 50), id="40 to 50"),
    ],
)
def test_which_range_is_told(count: object, low: int, high: int | None, best: int | None, expected: object) -> None:
    state = plain(bounds("north", low, high, best, claim(1, "north", count)))  # type: ignore[arg-type]
    assert ranges(state, "north") == (expected,)


def test_ranges_of_a_dispute_are_its_values_and_of_the_whole_those_of_all_sides() -> None:
    state = plain(DISPUTE, SOUTH)
    assert ranges(state, "north") == ((1000, 1000), (1200, 1200))
    assert ranges(state, "") == ((31, 31), (1000, 1000), (1200, 1200))


def test_a_key_is_the_same_for_the_same_thing_and_another_for_everything_else() -> None:
    key = alert_key("desk", "x1", "north", Reason.CONFLICT, [(1200, 1200), (1000, None), (1000, 1000), (1000, 1000)])
    assert len(key) == 64
    assert key == alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1000), (1000, None), (1200, 1200)])
    others = {
        alert_key("desk2", "x1", "north", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x2", "north", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x1", "south", Reason.CONFLICT, [(1000, 1000)]),
        alert_key("desk", "x1", "north", Reason.SETTLED, [(1000, 1000)]),
        alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1001)]),
        alert_key("desk", "x1", "north", Reason.CONFLICT, [(1000, 1000)]),
    }
    assert len(others) == 6


SCHEDULE = AlertSettings().retry
DELAYS = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)  # after attempts 1 to 9 (P3)


def test_ten_attempts_take_75_hours_35_minutes_and_5_seconds() -> None:
    at, attempts = NOW, 1
    while (again := retry_at(attempts, at, None, SCHEDULE, 0)) is not None:
        assert again - at == timedelta(seconds=DELAYS[attempts - 1])
        at, attempts = again, attempts + 1
    assert attempts == 10
    assert at - NOW == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_chance_adds_at_most_a_tenth(jitter: float) -> None:
    assert retry_at(2, NOW, None, SCHEDULE, jitter) == NOW + timedelta(seconds=300 * (1 + jitter / 10))


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        pytest.param(400.0, 400, id="longer than the table: to the second, without chance"),
        pytest.param(60.0, 330, id="shorter: the table, with chance"),
        pytest.param(NOW + timedelta(seconds=777), 777, id="a date"),
        pytest.param(NOW - timedelta(days=1), 330, id="a date that is over"),
        pytest.param(-5.0, 330, id="negative"),
        pytest.param(1e9, 86400, id="at most a day"),
        pytest.param(NOW + timedelta(days=400), 86400, id="a date at most a day away"),
    ],
)
def test_retry_after_is_obeyed_within_a_day(retry_after: float | datetime, seconds: float) -> None:
    assert retry_at(2, NOW, retry_after, SCHEDULE, 1.0) == NOW + timedelta(seconds=seconds)


def test_the_tenth_is_the_last_whatever_retry_after_says() -> None:
    assert retry_at(10, NOW, 60.0, SCHEDULE, 0) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("120", NOW + timedelta(seconds=120), id="seconds"),
        pytest.param(" 0 ", NOW, id="now"),
        pytest.param("Thu, 23 Oct 2025 13:00:00 GMT", datetime(2025, 10, 23, 13, tzinfo=UTC), id="a date"),
        pytest.param("Thu, 23 Oct 2025 16:00:00 +0300", datetime(2025, 10, 23, 13, tzinfo=UTC), id="another zone"),
        pytest.param("Thu, 23 Oct 2025 13:00:00 -0000", datetime(2025, 10, 23, 13, tzinfo=UTC), id="no zone is UTC"),
        pytest.param("9" * 400, NOW + timedelta(seconds=999_999_999), id="absurdly long"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 -1200", None, id="after the end of time"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="negative"),
        pytest.param("١٢", None, id="digits of another script"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="not there"),
    ],
)
def test_reading_retry_after(header: str | None, expected: datetime | None) -> None:
    assert parse_retry_after(header, NOW) == expected


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Kyiv", "07:00"),
        pytest.param("Europe/Kyiv", "03:30", id="an hour that is skipped in spring and comes twice in autumn"),
        pytest.param("America/New_York", "02:15", id="the same to the west"),
        pytest.param("Australia/Lord_Howe", "02:00", id="a change of half an hour"),
        ("UTC", "00:00"),
        ("Pacific/Kiritimati", "23:59"),
    ],
)
def test_400_days_with_both_clock_changes_give_400_digests(zone: str, at: str) -> None:
    subscription, last = daily(zone, at), date(2024, 12, 31)
    now = datetime(2025, 1, 1, 10, tzinfo=UTC)
    last = digest_due(subscription, None, now) or last  # as if it had been running
    made = []
    for _ in range(400 * 24 * 12):
        now += timedelta(minutes=5)
        if day := digest_due(subscription, last, now):
            made.append(day)
            last = day
    assert len(made) == 400
    assert len(set(made)) == 400
    assert made == sorted(made)


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        pytest.param(date(2025, 10, 22), (23, 6, 59), None, id="not yet"),
        pytest.param(date(2025, 10, 22), (23, 7, 0), date(2025, 10, 23), id="at its hour"),
        pytest.param(date(2025, 10, 23), (23, 7, 1), None, id="once a day"),
        pytest.param(date(2025, 10, 22), (24, 6, 59), date(2025, 10, 23), id="missed by less than a day: late"),
        pytest.param(date(2025, 10, 19), (23, 7, 0), date(2025, 10, 23), id="four missed: one, with everything"),
        pytest.param(date(2025, 10, 24), (23, 7, 0), None, id="a clock that went back makes none twice"),
        pytest.param(None, (23, 6, 59), date(2025, 10, 22), id="never made one"),
    ],
)
def test_when_a_digest_is_due(last: date | None, now: tuple[int, int, int], expected: date | None) -> None:
    assert digest_due(daily(), last, datetime(2025, 10, *now, tzinfo=UTC)) == expected


def test_a_new_subscription_waits_for_its_first_hour() -> None:
    joined = datetime(2025, 10, 23, 12, tzinfo=UTC)
    assert digest_due(daily(), None, joined + timedelta(hours=1), joined) is None
    assert digest_due(daily(), None, datetime(2025, 10, 24, 7, tzinfo=UTC), joined) == date(2025, 10, 24)


def test_immediate_subscriptions_have_no_digest() -> None:
    assert digest_due(DESK, None, NOW) is None
