"""What a run under kill -9 must show (P1): a pure comparison of what was printed, remembered and received.

In: what a lane of the crash test saw. Out: sentences, one for each promise that was broken.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NEW = "exchange.new"


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery as the outbox has it in the end."""

    id: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """One alert. delivery: the id of its message, "" if there is none. what: its ranges, as they were told."""

    subscription: str
    day: str
    reason: str
    side: str
    what: str
    delivery: str


@dataclass(frozen=True, slots=True)
class Got:
    """One message as it arrived, with what it says apart from times of sending."""

    id: str
    address: str
    content: str


@dataclass(frozen=True, slots=True)
class Seen:
    """printed: addresses of articles, and days of exchanges worth an alert. stored: articles that were read.

    published: day, language and reason of what the feeds of alerts say; languages: in which they say it.
    states, undisturbed: what every subscription was told last of every exchange; here, and in a run without kills.
    """

    kills: int
    printed: frozenset[str]
    days: frozenset[str]
    stored: frozenset[str]
    subscriptions: frozenset[str]
    outbox: tuple[Sent, ...]
    alerts: tuple[Told, ...]
    got: tuple[Got, ...]
    refused: int
    integrity: str
    states: Mapping[tuple[str, str, str], str]
    undisturbed: Mapping[tuple[str, str, str], str]
    published: tuple[tuple[str, str, str], ...]
    languages: frozenset[str] = frozenset(("en", "uk", "ru"))

    @property
    def lost(self) -> list[str]:
        return sorted(self.printed - self.stored)

    @property
    def untold(self) -> list[tuple[str, str]]:
        """Subscription and day, without a message that says that it is new."""
        owed = {one.id for one in self.outbox}
        told = {(one.subscription, one.day) for one in self.alerts if one.reason == NEW and one.delivery in owed}
        return sorted({(who, day) for who in self.subscriptions for day in self.days} - told)

    @property
    def unpublished(self) -> list[tuple[str, str]]:
        """Day and language, without an entry that says that it is new."""
        told = {(day, lang) for day, lang, reason in self.published if reason == NEW}
        return sorted({(day, lang) for day in self.days for lang in self.languages} - told)

    @property
    def unreceived(self) -> list[str]:
        """Marked as sent, and never arrived."""
        got = {(one.id, one.address) for one in self.got}
        return sorted(one.id for one in self.outbox if one.state == "sent" and (one.id, one.address) not in got)

    @property
    def again(self) -> dict[str, int]:
        """Address -> messages that came more than once, as they came."""
        return {
            address: len(ids) - len(set(ids))
            for address in sorted({one.address for one in self.got})
            if (ids := [one.id for one in self.got if one.address == address])
        }


def violations(seen: Seen) -> Iterator[str]:
    yield from _each("an article was lost", seen.lost)
    yield from _each("an exchange worth an alert has no message", seen.untold)
    yield from _each("an exchange worth an alert is in no feed", seen.unpublished)
    new = Counter(one for one in seen.published if one[2] == NEW)
    yield from _each("published twice as new", [one for one, times in new.items() if times > 1])
    yield from _each("a message is marked as sent and never arrived", seen.unreceived)
    yield from _each("a message is still owed or was given up", [one for one in seen.outbox if one.state != "sent"])
    yield from _each("more duplicates than kills", [one for one in seen.again.items() if one[1] > seen.kills])
    yield from _each("one id with two contents", _two_contents(seen))
    yield from _each("an id that nobody owed", {one.id for one in seen.got} - {one.id for one in seen.outbox})
    yield from _each("told twice under two ids", _told_twice(seen))
    if seen.refused:
        yield f"{seen.refused} posts did not verify"
    if seen.integrity != "ok":
        yield f"the database is damaged: {seen.integrity}"
    differing = {key for key in seen.states | seen.undisturbed if seen.states.get(key) != seen.undisturbed.get(key)}
    yield from _each("told otherwise than without kills", differing)


def _two_contents(seen: Seen) -> list[str]:
    contents: dict[str, set[str]] = {}
    for one in seen.got:
        contents.setdefault(one.id, set()).add(one.content)
    return [id for id, found in contents.items() if len(found) > 1]


def _told_twice(seen: Seen) -> list[object]:
    """The same thing of the same exchange to the same subscription; an exchange is new only once."""
    said = Counter(
        (one.subscription, one.day, one.reason, one.side, "" if one.reason == NEW else one.what) for one in seen.alerts
    )
    return [what for what, times in said.items() if times > 1]


def _each(what: str, found: object) -> Iterator[str]:
    each = sorted(map(str, found))  # type: ignore[call-overload]
    if each:
        more = f" and {len(each) - 3} more" if len(each) > 3 else ""
        yield f"{what}: {', '.join(each[:3])}{more}"
