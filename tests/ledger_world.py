"""Made-up readings taken in by the real steps, and the whole ledger that comes of them as plain values to compare."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from score import lexicon

from alerts.minimum import reached
from alerts.policy import told_now
from matcher.words import Conflict, Party
from repwatch.model import (
    Article,
    Claim,
    Config,
    Decision,
    ExchangeStatus,
    Minimum,
    Outlet,
    Reading,
    Standing,
    Subscriber,
    Subscription,
    Told,
)
from scheduler.keeping import overrule
from scheduler.linking import link_article
from scheduler.pipeline import alert, decide, reconcile
from scheduler.subscribed import begin
from scheduler.tools import Tools, make_tools
from storage import MEMORY, Storage

WAR = "north-south"
SERIES = {"talks": ("2031-06-11", "2031-06-16")}
STAFF = "staff-channel"  # an outlet in which an official body itself speaks
READER = Subscription("reader", "file", "reader")
KEPT = Subscription("sub_kept", "file", "kept")  # in the database, and wants what the reader of the configuration wants
CAREFUL = Subscription("sub_careful", "file", "careful", minimum=Minimum.CONFIRMED)
NOW = datetime(2031, 8, 1, 12, tzinfo=UTC)
RULES = "rules-1"


@dataclass(frozen=True, slots=True)
class Printed:
    """One reading of one article. Readings of one address are its revisions, in their order."""

    outlet: str
    name: str
    claims: tuple[Claim, ...]
    published: datetime
    text: str = ""

    @property
    def url(self) -> str:
        return f"https://{self.outlet}.example/{self.name}"


@dataclass(frozen=True, slots=True)
class Undone:
    """The decision of that number is taken back."""

    id: int


Coming = Printed | Decision | Undone


def world() -> Tools:
    outlets = (Outlet(STAFF, STAFF, kind="official"), *(Outlet(name, name) for name in ("courier", "herald", "post")))
    made = make_tools(Config(Path(), languages=("en",), conflicts=(), outlets=outlets, subscriptions=(READER,)))
    parties = {name: Party(name, {"en": name.title()}, (0, 3000)) for name in ("north", "south")}
    war = Conflict(WAR, parties, {}, {}, series=SERIES)
    return replace(made, lexicon=replace(lexicon(), conflicts={WAR: war}))


@contextmanager
def opened(path: Path | str) -> Iterator[Storage]:
    with Storage(path, checkpoints=True, migrate=True) as storage:
        storage.subscriptions.welcome(READER.id, NOW)
        for one in (KEPT, CAREFUL):
            with storage.transaction():
                if storage.subscribers.add(Subscriber(one, Standing.PENDING, NOW, "operator")):
                    begin(storage, one, NOW)
        yield storage


def take_in(storage: Storage, tools: Tools, printed: Printed, now: datetime = NOW, rules: str = RULES) -> None:
    """Saved, read and linked, as the match step does it with a reading of its own."""
    article = Article(
        printed.url, printed.outlet, "", printed.text or repr(printed.claims), now, printed.published, lang="en"
    )
    saved = storage.articles.save(article, now) or storage.articles.by_url(printed.url)
    assert saved
    read(storage, tools, saved, printed.claims, now, rules)


def read(
    storage: Storage, tools: Tools, article: Article, claims: tuple[Claim, ...], now: datetime = NOW, rules: str = RULES
) -> None:
    with storage.transaction():
        before = storage.claims.of_article(article.id)
        storage.claims.add(article, Reading(True, "", claims), rules, now)
        overrule(storage, article, Reading(True, "", claims), rules, now)
        link_article(storage, tools, article, before, now)


def settle_and_tell(storage: Storage, tools: Tools, now: datetime = NOW) -> int:
    """How many alerts were made."""
    decide(storage, tools, now)
    reconcile(storage, tools, now)
    return alert(storage, tools, now).done


def played(path: Path, tools: Tools, batches: Iterable[Sequence[Coming]]) -> dict[str, object]:
    """The ledger after these batches, with the file closed and opened between them."""
    for number, batch in enumerate(batches):
        with opened(path) as storage:
            take_in_all(storage, tools, batch, NOW + timedelta(minutes=number))
    with opened(path) as storage:
        return final(storage, tools)


def played_at_once(tools: Tools, batches: Iterable[Sequence[Coming]]) -> dict[str, object]:
    """The ledger after these batches, in memory."""
    with opened(MEMORY) as storage:
        for number, batch in enumerate(batches):
            take_in_all(storage, tools, batch, NOW + timedelta(minutes=number))
        return final(storage, tools)


def take_in_all(storage: Storage, tools: Tools, batch: Sequence[Coming], now: datetime) -> None:
    with storage.transaction():
        for one in batch:
            if isinstance(one, Decision):
                storage.decisions.add(one)
            elif isinstance(one, Undone):
                assert storage.decisions.undo(one.id, "editor", now)
            else:
                take_in(storage, tools, one, now)
        settle_and_tell(storage, tools, now)


def final(storage: Storage, tools: Tools) -> dict[str, object]:
    assert settle_and_tell(storage, tools, NOW + timedelta(days=1)) == 0, "told twice"
    return ledger(storage)


def ledger(storage: Storage, conflict: str = WAR, reader: str = READER.id) -> dict[str, object]:
    """Everything but row ids, times of arrival and the ids of exchanges, which may be named for a first wrong day."""
    standing = storage.exchanges.standing(conflict)
    days = {one.id: str(one.date) for one in standing}
    assert len(set(days.values())) == len(days), "two exchanges on one day"
    assert {one.exchange.id for one in storage.exchanges.settlements()} == days.keys(), "standing is what is settled so"
    return {
        "links": _links(storage, days),
        "settlements": {days[one.exchange.id]: _plain(one) for one in storage.exchanges.settlements()},
        "questions": sorted(
            (one.kind, one.text, days[one.exchange] if one.exchange else "") for one in storage.reviews.open_questions()
        ),
        "told": {day: _told(storage, reader, identity) for identity, day in days.items()},
        "told of the confirmed": {day: _confirmed(storage, identity) for identity, day in days.items()},
        "told of what is gone": _told_of_the_gone(storage, reader, days),
    }


def _links(storage: Storage, days: dict[str, str]) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for article in storage.articles.latest():
        claims = storage.claims.of_article(article.id)
        links = storage.claims.links([claim.id for claim in claims])
        for claim in claims:
            exchange = links.get(claim.id)
            assert exchange is None or exchange in days, f"{claim} is linked to {exchange}, which is gone"
            found[claim.url, repr(claim.claim)] = days[exchange] if exchange else None
    return found


def _plain(value: object) -> object:
    """A noun as nested tuples, without row ids and ids of exchanges."""
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        hidden = ("id", "article", "revision", "exchange")
        return tuple((name, _plain(getattr(value, name))) for name in value.__dataclass_fields__ if name not in hidden)
    return value


def _told(storage: Storage, reader: str, exchange: str) -> list[tuple[str, str, int, int | None]]:
    """As it stands for this subscription now; a side that was told and taken back is as if it had not been."""
    return sorted(
        (one.to, str(one.status), one.low, one.high)
        for one in storage.subscriptions.told(reader, exchange)
        if one.status != ExchangeStatus.RETRACTED
    )


def _confirmed(storage: Storage, exchange: str) -> list[Told]:
    """What whoever wants confirmed figures was told of those that are; and nothing that he was told is old.

    What is not confirmed he was told if it was once, in some orders; all others are told the same, of both kinds.
    """
    settlement = storage.exchanges.settlement(exchange)
    if settlement is None or storage.subscribers.get(KEPT.id) is None:
        return []
    assert storage.subscriptions.told(KEPT.id, exchange) == storage.subscriptions.told(READER.id, exchange)
    now = {one.to: one for one in told_now(settlement)}
    told = {one.to: one for one in storage.subscriptions.told(CAREFUL.id, exchange) if one.status != "retracted"}
    assert {to: one for to, one in now.items() if to in told} == told, "told of what is not so"
    confirmed = [side.to for side in settlement.received if reached(side, Minimum.CONFIRMED)]
    assert set(confirmed) <= told.keys(), "confirmed, and not told"
    return [replace(told[to], exchange="") for to in confirmed]


def _told_of_the_gone(storage: Storage, reader: str, days: dict[str, str]) -> list[object]:
    told = {one.exchange.id: one for one in (each.settlement for each in storage.subscriptions.recent(10_000))}
    return [(identity, row) for identity in told if identity not in days for row in _told(storage, reader, identity)]
