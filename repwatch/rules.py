"""`repwatch rules`: try a set of rules before it is used. A set is a folder like matcher/lexicon, or "shipped"."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from matcher.examples import broken, entries
from matcher.words import Lexicon, build
from repwatch.jsonl import figure_of
from repwatch.lexicon import FOLDER, available_conflicts, available_languages, tables
from repwatch.model import Article, Claim, Config
from repwatch.opening import stop
from review.explain import headline
from scheduler.differing import differing
from scheduler.speaking import speaker
from scheduler.tools import party_names
from storage import Storage

SHIPPED = "shipped"


def try_examples(rules: str) -> int:
    """Print every broken example; how many there are."""
    read, lexicon = _set(rules)
    carried = list(entries(read))
    failures = [one for language, name, entry in carried for one in broken(language, name, entry, lexicon)]
    for one in failures:
        typer.echo(f"{one.entry} {'is not' if one.expected else 'is'} found in: {one.text}", err=True)
    typer.echo(f"{len(carried)} entries, {len(failures)} broken examples")
    return len(failures)


def show_changes(storage: Storage, config: Config, rules: tuple[str, str], *, as_json: bool) -> None:
    """rules: the old set and the new one."""
    before, after = (_set(name)[1] for name in rules)
    outlets = {outlet.id: outlet for outlet in config.outlets}
    count = changed = 0
    for article in storage.articles.latest():
        count += 1
        lost, gained = differing(article, speaker(article, outlets), before, after)
        if lost or gained:
            changed += 1
            typer.echo("\n".join(_lines(article, lost, gained, after, as_json=as_json)))
    typer.echo(f"{count} articles read, {changed} with other claims", err=True)


def _lines(
    article: Article, lost: Sequence[Claim], gained: Sequence[Claim], new: Lexicon, *, as_json: bool
) -> Iterator[str]:
    if as_json:
        yield json.dumps(
            {
                "url": article.url,
                "lost": [figure_of(one) for one in lost],
                "gained": [figure_of(one) for one in gained],
            },
            ensure_ascii=False,
        )
        return
    names = party_names(new)
    yield f"{article.title or '(no title)'} ({article.url})"
    yield from (f"  - {headline(one, names)}, {_who(one)}" for one in lost)
    yield from (f"  + {headline(one, names)}, {_who(one)}" for one in gained)


def _who(claim: Claim) -> str:
    sure = "sure" if claim.sure else f"not sure ({', '.join(claim.gates)})"
    return f"{claim.claimants[0].text if claim.claimants else 'no claimant'}, {sure}"


def _set(name: str) -> tuple[dict[str, Any], Lexicon]:
    folder = FOLDER if name == SHIPPED else Path(name)
    try:
        read = tables(available_languages(folder), available_conflicts(folder), folder)
        return read, build(read)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        stop(f"{folder} is no set of rules: {type(error).__name__}: {error}; copy matcher/lexicon and change it", 1)
