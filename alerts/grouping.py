"""When what is new about an exchange goes out: at once, or together with what else comes within a while. Pure.

In: alerts about one exchange that wait for one subscription, and when it was last told of it. Out: a decision.
The model is Alertmanager's group_wait and group_interval; here a number that is wrong or in doubt never waits.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.sections import since_told, standing
from repwatch.model import Alert, AlertSettings, Reason

# What nobody may be left without: that there is an exchange, that its figure is in doubt, wrong, or withdrawn.
URGENT = frozenset((Reason.NEW, Reason.CONFLICT, Reason.CORRECTED, Reason.RETRACTED))


def due(alerts: Sequence[Alert], last: datetime | None, settings: AlertSettings, now: datetime) -> bool:
    """alerts: oldest first. last: of the latest message about this exchange, None: there was none.

    What is urgent goes at once and takes along what waits. Everything else waits a little for what belongs to it, and
    until the last message is some time ago.
    """
    if any(reason in URGENT for reason, _ in standing(alerts)):
        return True
    waited = now - alerts[0].created_at >= timedelta(seconds=settings.group_wait)
    return waited and (last is None or now - last >= timedelta(seconds=settings.group_interval))


def came_to_nothing(alerts: Sequence[Alert]) -> bool:
    """While they waited all became again as it was told: a message would say that nothing is new."""
    looks = {alert.created_at for alert in alerts}
    return (
        bool(alerts[0].before)
        and len(looks) > 1
        and not since_told(alerts, [(alert.reason, alert.to) for alert in alerts])
    )
