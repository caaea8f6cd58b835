"""Subscriptions in the database, listed, added, changed and ended for the one at the terminal."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from repwatch import guard
from repwatch.config import known_languages, parties
from repwatch.model import Config, Standing, Subscriber, Subscription, services
from repwatch.opening import opened, stop
from repwatch.reachable import service_fault
from repwatch.showing import table
from repwatch.subscription import SubscriptionWrong, checked
from scheduler.subscribed import begin, resume
from storage import Storage

OF_FILE = "config.toml"
UNTRIED = (
    "It is told nothing until it has answered a test: once the receiver has the secret, `repwatch alerts test {}`."
)
UNTRIED_SERVICE = "It is told nothing until it has taken a test: `repwatch alerts test {}`."
TRIED_FIRST = ("webhook", "apprise")
SHOWN_ONCE = "secret: {}\nGive it to whoever runs the receiver; it is not shown again."
OPTIONS = {"reasons": "--reason", "parties": "--party", "address": "the address"}


@dataclass(frozen=True, slots=True)
class Book:
    """db: another database than the daemon's."""

    config: Config
    db: Path | None

    def listed(self, *, ended: bool, as_json: bool) -> str:
        with self._open(write=False) as storage:
            kept = [one for one in storage.subscribers.all() if ended or one.standing is not Standing.ENDED]
        rows = [(one, OF_FILE) for one in self.config.subscriptions]
        if as_json:
            all_ = [*({**_plain(one), "standing": where} for one, where in rows), *map(_plain_kept, kept)]
            return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in all_)
        lines = [[*_row(one), "", where] for one, where in rows]
        lines += [
            [*_row(one.subscription), f"{one.created_at:%Y-%m-%d} by {one.created_by or '-'}", one.standing]
            for one in kept
        ]
        if not lines:
            return "Nobody is told anything yet: `repwatch subscribers add ADDRESS`.\n"
        return table(("id", "channel", "address", "what", "when", "added", "state"), lines)

    def add(self, given: Mapping[str, object], by: str, *, second: bool) -> str:
        """What to tell whoever added it; the secret of a webhook is shown here and never again."""
        webhook = given.get("channel") == "webhook"
        secret = _secret() if webhook else ""
        one = replace(self._checked({**given, "secret": secret}), id=f"sub_{secrets.token_hex(4)}")
        now = datetime.now(UTC)
        with self._open(write=True) as storage, storage.transaction():
            if not second and (there := self._at(storage, one)):
                stop(
                    f"{one.to} has the subscription {there} already and would be told twice; "
                    f"`repwatch subscribers change {there}`, or give --second",
                    1,
                )
            if not storage.subscribers.add(Subscriber(one, Standing.PENDING, now, by)):
                stop("the id that was drawn is taken; run the command again", 1)
            if one.channel not in TRIED_FIRST:
                begin(storage, one, now)
        if webhook:
            return f"{one.id} is added. {SHOWN_ONCE.format(secret)}\n{_untried(one)}"
        if one.channel in TRIED_FIRST:
            return f"{one.id} is added: {one.to}\n{_untried(one)}"
        return f"{one.id} is added: {one.to} is told what becomes known from now on"

    def rotate(self, which: str) -> str:
        """A new secret; every message is signed with both for a day."""
        secret = _secret()
        with self._open(write=True) as storage, storage.transaction():
            one = self._find(storage, which, Standing.PENDING, Standing.ACTIVE, Standing.PAUSED).subscription
            if one.channel != "webhook":
                stop(f"{one.id} is no webhook and has no secret", 1)
            storage.subscribers.rotate(one.id, secret, datetime.now(UTC))
        return f"{one.id} signs with the new secret, and for 24 hours with the old one too\n{SHOWN_ONCE.format(secret)}"

    def shown(self, which: str, *, as_json: bool) -> str:
        with self._open(write=False) as storage:
            one = self._find(storage, which)
            states: dict[str, int] = {}
            for each in storage.deliveries.recent(10_000, subscription=one.subscription.id):
                states[each.delivery.state] = states.get(each.delivery.state, 0) + 1
            why = storage.suppressions.of(one.subscription.address)
        suppressed = f"{why.why.value}, since {why.since:%Y-%m-%d %H:%M}: {why.words}" if why else None
        plain = {**_plain_kept(one), "suppressed": suppressed, "deliveries": states}
        if as_json:
            return f"{json.dumps(plain, ensure_ascii=False)}\n"
        return "".join(f"{name:<12} {_shown(value)}\n" for name, value in plain.items())

    def change(self, which: str, given: Mapping[str, object]) -> str:
        with self._open(write=True) as storage, storage.transaction():
            one = self._find(storage, which, Standing.PENDING, Standing.ACTIVE, Standing.PAUSED).subscription
            before = {name: value for name, value in asdict(one).items() if name != "id"}
            before["reasons"], before["parties"] = [each.value for each in one.reasons], list(one.parties)
            new = {name: value for name, value in given.items() if value is not None}
            if not new:
                stop("nothing is changed; give what is to be changed, like --cadence daily", 2)
            if new.get("channel") == "webhook" and not one.secret:
                stop("a webhook needs a secret of its own; add it with `repwatch subscribers add`", 1)
            changed = replace(self._checked({**before, **new}), id=one.id)
            storage.subscribers.change(changed)
            untried = changed.channel in TRIED_FIRST and changed.address != one.address
            if untried:
                storage.subscribers.stand(one.id, Standing.PENDING)
        return f"{one.id} is changed" + (f"\n{_untried(changed)}" if untried else "")

    def pause(self, which: str) -> str:
        with self._open(write=True) as storage, storage.transaction():
            one = self._find(storage, which, Standing.ACTIVE).subscription
            storage.subscribers.stand(one.id, Standing.PAUSED)
        return f"{one.id} is paused; `repwatch subscribers resume {one.id}` goes on"

    def resume(self, which: str) -> str:
        with self._open(write=True) as storage, storage.transaction():
            one = self._find(storage, which, Standing.PAUSED).subscription
            resume(storage, one, datetime.now(UTC))
        return f"{one.id} goes on"

    def reopen(self, which: str) -> str:
        """Also one of the configuration: that its receiver was closed is not written there."""
        with self._open(write=True) as storage, storage.transaction():
            declared = [one for one in self.config.subscriptions if which in (one.id, one.address)]
            one = declared[0] if declared else self._find(storage, which).subscription
            if not storage.endpoints.open(one.id):
                stop(f"the receiver of {one.id} is not closed", 1)
        again = f"replay {one.id} --since DAY" if one.channel == "webhook" else f"list --subscription {one.id}"
        return f"{one.id} is open again; what failed meanwhile: `repwatch deliveries {again}`"

    def named(self, which: str) -> str:
        with self._open(write=False) as storage:
            one = self._find(storage, which).subscription
        return f"{one.id} ({one.to})"

    def remove(self, which: str) -> str:
        with self._open(write=True) as storage, storage.transaction():
            one = self._find(storage, which, Standing.PENDING, Standing.ACTIVE, Standing.PAUSED).subscription
            shared = [each.address for each in self.config.subscriptions]
            storage.subscribers.remove(one.id, datetime.now(UTC), shared)
        return f"{one.id} has ended, and everything about the person is deleted"

    def _open(self, *, write: bool) -> Storage:
        return opened(self.config, self.db, write=write)

    def _find(self, storage: Storage, which: str, *standings: Standing) -> Subscriber:
        """By id or address; standings: those that it may have."""
        if any(one.id == which for one in self.config.subscriptions):
            stop(f"{which} stands in the configuration; change it there, the daemon reads it when it starts", 1)
        all_ = storage.subscribers.all()
        found = [one for one in all_ if which in (one.subscription.id, one.subscription.address)]
        if not found:
            stop(f"there is no subscription {shown(which)}; `repwatch subscribers list` lists them", 1)
        if len(found) > 1:
            ids = ", ".join(one.subscription.id for one in found)
            stop(f"{shown(which)} has {len(found)} subscriptions; name one of {ids}", 1)
        if standings and found[0].standing not in standings:
            _wrong_standing(found[0])
        return found[0]

    def _at(self, storage: Storage, one: Subscription) -> str:
        there = [*self.config.subscriptions, *storage.subscribers.present()]
        same = (each.id for each in there if (each.channel, each.address) == (one.channel, one.address))
        return next(same, "")

    def _checked(self, given: Mapping[str, object]) -> Subscription:
        values = {name: value for name, value in given.items() if value is not None and value != ""}
        values["address"] = _lowered(str(values.get("address", "")))
        try:
            one = checked(values, parties(self.config.conflicts), known_languages())
        except SubscriptionWrong as error:
            stop("\n".join(_as_option(line) for line in error.mistakes), 2)
        if one.channel == "webhook":
            self._check_webhook(one.address)
        if why := service_fault(self.config, one):
            stop(f"{one.to}: {why}", 2)
        return one

    def _check_webhook(self, url: str) -> None:
        allow = self.config.crawl.allow_networks
        if guard.refusal(url, allow):
            stop(f"{url}: {guard.NOT_ALLOWED}; it must be https on port 443 of a public host", 2)
        if urlsplit(url).scheme != "https" and not guard.inside(url, allow):
            stop(f"{url}: a webhook's address must start with https://", 2)


def shown(which: str) -> str:
    """What somebody typed to name a subscription; an address of a service holds secrets."""
    return which if services.scheme_of(which) in ("", "http", "https") else services.hidden(which)


def _untried(one: Subscription) -> str:
    return (UNTRIED if one.channel == "webhook" else UNTRIED_SERVICE).format(one.id)


def _secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _wrong_standing(one: Subscriber) -> NoReturn:
    identity = one.subscription.id
    match one.standing:
        case Standing.ACTIVE:
            stop(f"{identity} is active: there is nothing to resume", 1)
        case Standing.PAUSED:
            stop(f"{identity} is paused already; `repwatch subscribers resume {identity}` goes on", 1)
        case Standing.PENDING if one.subscription.channel in TRIED_FIRST:
            stop(f"{identity} has not answered a test message yet; `repwatch alerts test {identity}`", 1)
        case Standing.PENDING:
            stop(f"{identity} is not confirmed by its owner yet", 1)
        case Standing.ENDED:
            stop(f"{identity} has ended; add a new one with `repwatch subscribers add`", 1)


def _lowered(address: str) -> str:
    """A host is the same in any letters."""
    name, at, host = address.rpartition("@")
    return f"{name}@{host.lower()}" if at and "://" not in address else address


def _as_option(mistake: str) -> str:
    key, _, words = mistake.partition(":")
    return f"{OPTIONS.get(key, f'--{key}')}:{words}"


def _row(one: Subscription) -> list[str]:
    what = ", ".join([*(each.value for each in one.reasons), *one.parties]) or "all of exchanges"
    when = f"daily at {one.at} {one.zone}" if one.cadence == "daily" else "at once"
    what += "" if one.minimum == "immediately" else f"; once {one.minimum}"
    when += f"; quiet {one.quiet} {one.zone}" if one.quiet else ""
    return [one.id, one.channel, one.to, what, when]


def _plain(one: Subscription) -> dict[str, object]:
    return {name: value for name, value in asdict(one).items() if name != "secret"} | {"address": one.to}


def _plain_kept(one: Subscriber) -> dict[str, object]:
    return {
        **_plain(one.subscription),
        "standing": one.standing.value,
        "created_at": one.created_at.isoformat(),
        "created_by": one.created_by,
        "began_at": one.began_at.isoformat() if one.began_at else None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "all"
    if isinstance(value, dict):
        return ", ".join(f"{number} {name}" for name, number in value.items()) or "none yet"
    return "-" if value in (None, "") else str(value)
