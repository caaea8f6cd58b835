"""How fast mails go out: whether one more may go now. Pure.

In: the limits, when mails went out during the last hour and to which domain, what is in flight, whether sending is
paused. Out: yes or no for one mail after the other; a mail that may not go now waits.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from repwatch.model import MailSettings
from storage.mailboxes import domain_of

MINUTE = timedelta(minutes=1)
NOTICE = 0  # the rank of what operators are told: a pause does not hold it


class Pace:
    """For one look at what is due: every yes counts for the next question."""

    def __init__(
        self,
        limits: MailSettings,
        latest: Iterable[tuple[datetime, str]],
        running: Iterable[str],
        now: datetime,
        *,
        held: bool = False,
    ) -> None:
        """running: mailboxes that mails are being sent to."""
        times = list(latest)
        minute = [domain for at, domain in times if at > now - MINUTE]
        self._limits, self._held = limits, held
        self._hour, self._minute, self._domains = len(times), len(minute), Counter(minute)
        self._running = Counter(domain_of(address) for address in running)

    def may(self, channel: str, address: str, rank: int) -> bool:
        if channel != "smtp":
            return True
        limits = self._limits
        if (
            (self._held and rank != NOTICE)
            or _over(self._hour, limits.per_hour)
            or _over(self._minute, limits.per_minute)
        ):
            return False
        domain = domain_of(address)
        if _over(self._domains[domain], limits.domain_per_minute) or _over(
            self._running[domain], limits.domain_at_once
        ):
            return False
        self._hour, self._minute = self._hour + 1, self._minute + 1
        self._domains[domain] += 1
        self._running[domain] += 1
        return True


def is_limited(limits: MailSettings) -> bool:
    """Must it be remembered when a mail went out?"""
    return bool(limits.per_minute or limits.per_hour or limits.domain_per_minute)


def _over(number: int, limit: int) -> bool:
    return bool(limit) and number >= limit
