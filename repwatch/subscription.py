"""One table of config.toml, or what a command was given -> Subscription; every mistake is noted in the table."""

import os
from collections.abc import Collection, Mapping
from datetime import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import available_timezones

from repwatch.checks import Table
from repwatch.model import Minimum, Reason, Subscription, services

_zones = cache(available_timezones)  # 5 ms on the disk: too long for each of thousands of outlets

REASONS = tuple(reason.value for reason in Reason)
CHANNELS = {
    "smtp": (r"[^@\s<>\",;:\\]{1,64}@[a-z0-9.-]{1,253}", "one mail address"),
    "webhook": (r"https?://\S+", "an address that starts with https://"),
    "file": (r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*", "a folder below the state folder"),
    services.CHANNEL: ("", ""),  # see _service
}
SIGNING = "whsec_[A-Za-z0-9+/=]{32,}"  # a second one: the old one, while it is changed
HOUR = r"([01]\d|2[0-3]):[0-5]\d"


class SubscriptionWrong(Exception):
    """What a command was given is no subscription; mistakes has a line for each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def subscription_of(table: Table, sides: Collection[str], languages: Collection[str], folder: Path) -> Subscription:
    channel = table.choice("channel", "file", tuple(CHANNELS))
    subscription = Subscription(
        id=table.slug("id"),
        channel=channel,
        address=_address(table, channel, folder),
        reasons=tuple(Reason(text) for text in table.texts("reasons", (), REASONS) if text in REASONS),
        parties=table.texts("parties", (), sides),
        cadence=table.choice("cadence", "immediate", ("immediate", "daily")),
        at=table.text("at", "07:00", HOUR, "an hour like 07:00"),
        zone=zone_of(table),
        secret=secret_of(table, "secret_file", folder)
        or given_by_environment(table, "SECRET")
        or table.text("secret", "", rf"({SIGNING}( {SIGNING})?)?", "whsec_ and base64"),
        minimum=Minimum(table.choice("minimum", Minimum.IMMEDIATELY, tuple(each.value for each in Minimum))),
        quiet=table.text("quiet", "", rf"({HOUR}-{HOUR})?", "two hours like 22:00-07:00"),
        lang=table.choice("lang", "en", languages),
        heartbeat=table.truth("heartbeat", False),
    )
    if subscription.heartbeat and subscription.cadence != "daily":
        table.wrong("heartbeat", 'is for cadence = "daily": it is a daily message that comes though nothing is new')
    if channel == "webhook" and not subscription.secret:
        table.wrong(
            "secret_file",
            "is missing; a webhook is signed: name a file that holds whsec_ and 32 random bytes as base64",
        )
    _check_hours(table, subscription)
    table.done()
    return subscription


def _address(table: Table, channel: str, folder: Path) -> str:
    if channel == services.CHANNEL:
        return _service(table, folder)
    if services.scheme_of(str(table.values.get("address", ""))) in services.SERVICES:  # not to be repeated as it is
        table.wrong("address", f"is {services.hidden(table.hidden('address'))}, of a service; that is channel apprise")
        return ""
    return table.address("address", "mail" if channel == "file" else None, *CHANNELS[channel])


def _service(table: Table, folder: Path) -> str:
    """It holds secrets: what is wrong is told without it, and it may stand in a file of its own."""
    kept, given = secret_of(table, "address_file", folder), table.hidden("address")
    kept = kept or given_by_environment(table, "ADDRESS")
    if find_spec("apprise") is None:
        table.wrong("channel", f'is "{services.CHANNEL}", and {services.MISSING}')
    if kept and given:
        table.wrong("address_file", "stands beside address; give one of them")
    address = kept or given
    if not address:
        table.wrong("address", "is missing; give it, or in address_file the name of a file that holds it")
    elif why := services.fault(address):
        table.wrong("address_file" if kept else "address", why)
    return address


def checked(values: Mapping[str, object], sides: Collection[str], languages: Collection[str]) -> Subscription:
    """Raises SubscriptionWrong. The id is for the caller to give."""
    mistakes: list[str] = []
    found = subscription_of(Table({**values, "id": "new"}, "", mistakes), sides, languages, Path())
    if mistakes:
        raise SubscriptionWrong(mistakes)
    return found


def zone_of(table: Table) -> str:
    zone = table.text("zone", "UTC")
    if zone not in _zones():
        table.wrong("zone", f'is "{zone}"; allowed is a name of the time zone database, like Europe/Kyiv')
        return "UTC"
    return zone


def secret_of(table: Table, key: str, folder: Path) -> str:
    name = table.text(key)
    if not name:
        return ""
    try:
        return (folder / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        table.wrong(key, f'names "{name}", which cannot be read: {error}')
        return ""


def given_by_environment(table: Table, what: str) -> str:
    """REPWATCH_SECRET_PARTNER, REPWATCH_ADDRESS_MY_ROOM: by the id of the subscription."""
    name = str(table.values.get("id", "")).upper().replace("-", "_")
    return os.environ.get(f"REPWATCH_{what}_{name}", "").strip() if name else ""


def _check_hours(table: Table, subscription: Subscription) -> None:
    """Both a digest within quiet hours and hours that never end contradict themselves."""
    begin, _, end = subscription.quiet.partition("-")
    try:
        quiet, hours = bool(begin), (time.fromisoformat(begin or "00:00"), time.fromisoformat(end or "00:00"))
        at = time.fromisoformat(subscription.at)
    except ValueError:
        return  # told already
    inside = hours[0] <= at < hours[1] if hours[0] < hours[1] else at >= hours[0] or at < hours[1]
    if quiet and hours[0] == hours[1]:
        table.wrong("quiet", f'is "{subscription.quiet}", which is the whole day; pause the subscription instead')
    elif quiet and subscription.cadence == "daily" and inside:
        table.wrong("quiet", f'is "{subscription.quiet}", in which the digest of {subscription.at} falls; move one')
