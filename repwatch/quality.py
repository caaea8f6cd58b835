"""`repwatch quality`: how often what was read is not right, as far as editors looked, for the terminal or programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import typer

from repwatch.opening import opened, settings_or_defaults
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from review.measured import page_of
from review.pages.quality import Line, QualityPage, Share


def quality(json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Tell what editors overruled, by rule and outlet, what a random part of the rest showed, and who was silent."""
    settings = settings_or_defaults(config)
    with opened(settings, db) as storage:
        page = page_of(storage, settings, datetime.now(UTC).date())
    lines = [json.dumps(asdict(page), ensure_ascii=False, default=str)] if json_ else _told(page)
    typer.echo("\n".join(lines))


def _told(page: QualityPage) -> Iterator[str]:
    for one in page.drawn:
        yield f"{one.text}: {one.waiting} drawn wait to be looked at; wrong are {_share(one.wrong)}"
    yield f"Figures that editors decided about: not right are {_share(page.all)}"
    yield from _lines("By rule", page.rules)
    yield from _lines("By reason of doubt", page.gates)
    if page.outlets:
        yield from ("", "By outlet: not right of those decided; settled figures repeated otherwise")
    for outlet in page.outlets:
        yield f"  {outlet.outlet}: {_share(outlet.ruled)}; {outlet.restated}"
    if page.silences:
        yield from ("", f"Silent about the last {page.heard} exchanges that two outlets or more told")
    for silent in page.silences:
        yield f"  {silent.outlet}: {_share(silent.share)}"
    for war, last, gap in page.gaps:
        beside = f"half of the gaps before were {gap.usual:g} or fewer, none over {gap.longest}"
        yield from ("", f"{war}: {gap.days} days since the last exchange, {last}; {beside}")


def _lines(title: str, lines: tuple[Line, ...]) -> Iterator[str]:
    if lines:
        yield from ("", f"{title}: not right of those decided, with the bounds of 95 %")
    for line in lines:
        yield f"  {_share(line.share)}: {line.text} ({line.name})"


def _share(share: Share) -> str:
    return f"{share.hits} of {share.of} ({share.said})" if share.of else share.said
