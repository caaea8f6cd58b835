"""What the outlets of the crash test print: exchanges on days of their own, each told by three articles. Pure.

Every third exchange is one on which the sides do not agree; of the others the second article is the confirmation.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FIRST, APART = datetime(2024, 1, 10, 9, tzinfo=UTC), timedelta(days=8)  # no two of them are near enough to be one
HISTORY_UNTIL = "2023-12-31"
PAPERS = ("gazette", "herald", "courier", "post")
HOME, AWAY = "the Coordination Headquarters", "Vladimir Medinsky"


@dataclass(frozen=True, slots=True)
class Print:
    """day: of its exchange. paper: which of PAPERS prints it."""

    paper: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def day(self) -> str:
        return f"{self.published:%Y-%m-%d}"


def printed(number: int) -> Print:
    """The article of that number, from 0; three and three are about one exchange."""
    exchange, part = divmod(number, 3)
    disputed = part == 1 and exchange % 3 == 0
    count, back, day = 900 + exchange + 5 * disputed, 21 + exchange % 60, FIRST + exchange * APART
    who, on = (AWAY if part == 1 else HOME), f"{day.day} {day:%B %Y}"
    return Print(
        PAPERS[(exchange + part) % len(PAPERS)],
        f"Russia hands over {count:,} bodies to Ukraine",
        (
            f"Russia handed over the bodies of {count:,} fallen soldiers to Ukraine on {on}, {who} said.",
            f"In return, Ukraine gave Russia the bodies of {back} Russian soldiers, {who} said.",
        ),
        day + timedelta(hours=part),
    )
