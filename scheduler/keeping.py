"""Keep what one article says: its claims, what editors made of them, and which exchanges they are about."""

from dataclasses import asdict
from datetime import datetime

from matcher.decided import decide, refers
from repwatch.model import Article, Decision, Finding, OfFigure, Reading, Ruled, Ruling
from review.sampling import figure_key
from scheduler.copying import compare
from scheduler.linking import link_article
from scheduler.tools import Tools
from storage import Storage


def keep(storage: Storage, tools: Tools, article: Article, reading: Reading, now: datetime) -> None:
    """The claims of one reading with their links, in one transaction."""
    _keep(storage, tools, article, (reading, tools.lexicon.version), now)


def keep_again(storage: Storage, tools: Tools, article: Article, now: datetime) -> None:
    """As it was read last, by whatever rules; nothing to do where it waits to be read."""
    if read := storage.claims.reading(article.revision):
        _keep(storage, tools, article, read, now)


def _keep(storage: Storage, tools: Tools, article: Article, read: tuple[Reading, str], now: datetime) -> None:
    """read: what was read, and the version of the rules."""
    with storage.transaction():
        before = storage.claims.of_article(article.id)
        storage.claims.add(article, *read, now)
        overrule(storage, article, *read, now)
        compare(storage, tools, article)
        link_article(storage, tools, article, before, now)


def overrule(storage: Storage, article: Article, reading: Reading, version: str, now: datetime) -> None:
    """Let what editors decided about its figures stand in place of what the rules read."""
    decisions = storage.decisions.of_url(article.url)
    if not decisions:
        return
    claims, fits = decide(reading.claims, decisions)
    if any(fits.values()):
        named = ",".join(str(one.id) for one in decisions)
        storage.claims.overrule(article, claims, f"{version}+{named}", now)
    for identity, many in fits.items():
        storage.decisions.applied(identity, many)
    for decision in decisions:
        _count(storage, article, reading, decision)


def _count(storage: Storage, article: Article, reading: Reading, decision: Decision) -> None:
    """Which rules and which outlet the decision overrules or upholds, as the figure had been read."""
    claim = next((one for one in reading.claims if refers(decision, one)), None)
    if claim is None or not isinstance(decision.about, OfFigure):
        return
    changed = tuple(name for name, right in asdict(decision.about.right).items() if right is not None)
    storage.quality.rule(decision.id, Ruled(decision.ruling, article.outlet, claim.rules, claim.gates, changed))
    verdict = Finding.RIGHT if decision.ruling is Ruling.ACCEPT else Finding.WRONG
    storage.quality.settle(figure_key(article.url, claim), verdict, decision.id, decision.by, decision.made_at)
