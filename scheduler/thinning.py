"""Which backups stay: fewer the older they are. Pure.

In: when each was made. Out: those that stay.
"""

from collections.abc import Iterable
from datetime import datetime

from repwatch.model import BackupSettings


def kept(made: Iterable[datetime], settings: BackupSettings) -> set[datetime]:
    """The latest of each hour, day and month, for as many of these as the settings say; the latest of all always."""
    newest_first = sorted(made, reverse=True)
    found = set(newest_first[:1])
    for pattern, many in (("%Y%m%d%H", settings.hourly), ("%Y%m%d", settings.daily), ("%Y%m", settings.monthly)):
        latest: dict[str, datetime] = {}
        for moment in newest_first:
            latest.setdefault(moment.strftime(pattern), moment)
        found.update(list(latest.values())[:many])
    return found
