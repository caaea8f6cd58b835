"""400 days by the clock of the digest step, with both changes of the clock: as many daily digests as days (P33)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repwatch.model import Config, Subscription
from scheduler.pipeline import digest
from scheduler.tools import make_tools
from storage import Storage

BEGAN = datetime(2025, 1, 1, 12, tzinfo=UTC)
DAYS = 400


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        pytest.param("Europe/Kyiv", "07:00", id="in the morning"),
        pytest.param("Europe/Kyiv", "03:30", id="an hour that is skipped in spring and comes twice in autumn"),
        pytest.param("America/New_York", "02:15", id="the same to the west"),
    ],
)
def test_every_day_has_its_digest_also_across_restarts(zone: str, at: str, tmp_path: Path) -> None:
    daily = Subscription("daily", "file", "daily", cadence="daily", at=at, zone=zone)
    tools = make_tools(Config(Path(), languages=("en",), conflicts=(), subscriptions=(daily,)))
    for month in range(DAYS // 20):
        with Storage(tmp_path / "db", checkpoints=True, migrate=True) as storage:
            storage.subscriptions.welcome(daily.id, BEGAN)
            for half_hour in range(20 * 48):
                digest(storage, tools, BEGAN + timedelta(days=20 * month, minutes=30 * half_hour))
    with Storage(tmp_path / "db") as storage:
        made = list(storage._db.query("SELECT local_date FROM digests ORDER BY id"))
    days = [row["local_date"] for row in made]
    assert days == [f"{BEGAN + timedelta(days=1 + number):%Y-%m-%d}" for number in range(DAYS)]
