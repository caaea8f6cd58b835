"""When a message is tried again and when a daily digest is due: decisions under a given clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from alerts_builders import DESK, NOW, daily

from alerts.policy import digest_due, parse_retry_after, retry_at
from repwatch.model import AlertSettings

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
