"""Apply what editors decided, and what they took back: the ledger follows, and nothing else changes."""

from datetime import datetime

from matcher.decided import Word, merged
from repwatch.model import Article, Decision, Exchange, OfAdded, OfDays, OfFigure, OfOutlet, OfSide, Reading, Report
from scheduler.keeping import keep, keep_again
from scheduler.linking import link_pair
from scheduler.reprinting import weigh_again
from scheduler.tools import Tools
from storage import Storage


def decide(storage: Storage, tools: Tools, now: datetime) -> Report:
    """Those that wait, each in a transaction of its own."""
    report = Report("decide")
    for decision in storage.decisions.waiting():
        with storage.transaction():
            apply(storage, tools, decision, now)
        report.done += 1
    return report


def word_of(storage: Storage, exchange: Exchange) -> Word:
    """What editors said of this exchange."""
    days = merged(storage.decisions.of_days(exchange.conflict))
    return Word(
        storage.decisions.best(exchange.conflict, exchange.date),
        frozenset(day for day, into in days.items() if into == exchange.date),
    )


def apply(storage: Storage, tools: Tools, decision: Decision, now: datetime) -> None:
    """One, in the caller's transaction: the exchanges that it changes are unsettled from then on."""
    storage.decisions.applied(decision.id, 0)
    match decision.about:
        case OfFigure(url=url):
            if article := storage.articles.by_url(url):
                keep_again(storage, tools, article, now)
        case OfAdded() as about:
            if printed := _printed(storage, tools, decision, about):
                keep_again(storage, tools, printed, now)
        case OfSide(day=day):
            touched = _of_day(storage, decision.conflict, day)
            storage.exchanges.touch(touched)
            storage.decisions.applied(decision.id, len(touched))
        case OfDays(day=day, into=into):
            claims = storage.claims.standing(decision.conflict, day, day)
            link_pair(storage, tools, decision.conflict, (day, into), now)
            storage.exchanges.touch(_of_day(storage, decision.conflict, day, into))
            storage.decisions.applied(decision.id, len(claims))
        case OfOutlet(outlet=outlet):
            storage.decisions.applied(decision.id, weigh_again(storage, tools, outlet))


def _printed(storage: Storage, tools: Tools, decision: Decision, about: OfAdded) -> Article | None:
    """The article that a figure was added to; where it was never read, one of the quote alone, read by nobody."""
    entered = Article(about.url, about.outlet, about.title, about.quote, decision.made_at, lang=about.lang)
    known = storage.articles.by_url(about.url) or storage.articles.save(entered, decision.made_at)
    if known and storage.claims.reading(known.revision) is None:
        keep(storage, tools, known, Reading(False, "entered by hand"), decision.made_at)
    return known


def _of_day(storage: Storage, conflict: str, *days: str) -> list[str]:
    near = [one for day in days for one in storage.exchanges.near(conflict, day, day)]
    return sorted({one.id for one in near if one.date in days})
