"""Other rules, tried on stored articles before they count. In small heaps: everything else gets its turn in between.

Both sets read the same texts; what differs is kept for the desk, and nothing else changes.
"""

import logging
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from matcher.examples import broken, entries
from matcher.words import Lexicon, build
from repwatch.lexicon import FOLDER, tables
from repwatch.model import Article, Config, Differs, Report, Trial
from scheduler.differing import differing
from scheduler.tools import Tools
from storage import Storage

logger = logging.getLogger(__name__)

TOGETHER = 40  # articles a run
LETTERS = 40_000  # of their texts, read by both sets: a quarter of a second of work at most
SHOWN = 20  # broken examples
WRONG = (ValueError, LookupError, TypeError, AttributeError, RecursionError)  # of tables that are no rules


@dataclass(slots=True)
class _Heap:
    """What a run comes to."""

    trial: Trial
    differing: dict[int, Differs] = field(default_factory=dict)


class RulesWrong(Exception):
    """A text is no file of rules; the message says why."""


def try_rules(storage: Storage, tools: Tools, now: datetime) -> Report:
    """One heap of the trial that was asked for first."""
    report, trial = Report("try rules"), storage.trials.waiting()
    if trial is None:
        return report
    try:
        lexicon = with_file(tools.config, trial.file, trial.text)
    except RulesWrong as error:  # the desk looks at it before, but the program may be another one since
        storage.trials.end(trial.id, now, str(error))
        report.failed += 1
        return report
    found = storage.articles.before(trial.place, min(TOGETHER, trial.most - trial.read))
    heap = _Heap(trial)
    for article in _bounded(found):
        _read(tools, lexicon, article, heap)
    with storage.transaction():
        storage.trials.progress(heap.trial, heap.differing)
        if not found or heap.trial.read >= trial.most:
            storage.trials.end(trial.id, now)
    report.done = heap.trial.read - trial.read
    return report


def files(config: Config) -> tuple[str, ...]:
    """Of the languages and wars that are watched."""
    languages = [f"{lang}/{path.stem}" for lang in config.languages for path in sorted((FOLDER / lang).glob("*.toml"))]
    return (*languages, *(f"conflicts/{one}" for one in config.conflicts), "any/characters", "any/numbers", "points")


def text_of(config: Config, file: str) -> str | None:
    """As it is shipped; None: there is no such file."""
    return (FOLDER / f"{file}.toml").read_text(encoding="utf-8") if file in files(config) else None


def examples(config: Config, file: str, text: str) -> list[str]:
    """Examples of the file that the rules with this text break. Raises RulesWrong."""
    lexicon, (folder, _, name) = with_file(config, file, text), file.partition("/")
    if folder not in config.languages:
        return []
    own = {"languages": {folder: {name: tomllib.loads(text)}}}
    found = (one for language, entry, table in entries(own) for one in broken(language, entry, table, lexicon))
    return [f"{one.entry} {'is not' if one.expected else 'is'} found in: {one.text}" for one in islice(found, SHOWN)]


@lru_cache(maxsize=2)
def _with_file(languages: Sequence[str], conflicts: Sequence[str], file: str, text: str) -> Lexicon:
    read, table = tables(languages, conflicts), tomllib.loads(text)
    folder, _, name = file.partition("/")
    places: dict[str, Any] = {"conflicts": read["conflicts"], "any": read["any"], "points": read["any"]}
    place = places[folder] if folder in places else read["languages"][folder]
    place[name or folder] = table
    return build(read)


def with_file(config: Config, file: str, text: str) -> Lexicon:
    """The shipped rules with that text in place of one file. Raises RulesWrong."""
    if file not in files(config):
        raise RulesWrong(f"there is no file {file} of rules that are used")
    try:
        return _with_file(tuple(config.languages), tuple(config.conflicts), file, text)
    except WRONG as error:
        raise RulesWrong(f"{type(error).__name__}: {error}") from error


def _bounded(found: Sequence[Article]) -> list[Article]:
    """At least one of them."""
    letters, some = 0, list[Article]()
    for article in found:
        letters += len(article.text)
        if some and letters > LETTERS:
            break
        some.append(article)
    return some


def _read(tools: Tools, lexicon: Lexicon, article: Article, heap: _Heap) -> None:
    trial = replace(heap.trial, read=heap.trial.read + 1, place=article.revision)
    try:
        lost, gained = differing(article, tools.speaker(article), tools.lexicon, lexicon)
    except Exception:  # one article must not hold up the rest
        logger.exception("trial %d: article %s could not be read", trial.id, article.url)
        trial, lost, gained = replace(trial, failed=trial.failed + 1), (), ()
    if lost or gained:
        trial = replace(trial, changed=trial.changed + 1)
        heap.differing[article.revision] = Differs(article.id, article.outlet, article.title, lost, gained)
    heap.trial = trial
