"""What the one-shot commands print about what is stored."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table

from alerts.diagnose import condition
from matcher.extract import extract
from repwatch.jsonl import figure_of, printed
from repwatch.model import Config, FeedHealth, Pause, State
from review import ledger, planned, totals, words
from review.atom import Press, as_atom
from review.explain import explain, headline, reasons
from review.pages import outlets
from review.waiting import plans_waiting
from scheduler.auditing import audit_all
from scheduler.tools import make_tools
from storage import Storage

# Of the feeds of an outlet the first of these speaks for it; those of the second need no reason.
_WORST_FIRST = (State.GONE, State.BLOCKED, State.FAILING, State.SILENT, State.MOVED, State.WAITING, State.OK, State.OFF)
_QUIET = {State.OK: "well", State.WAITING: "waiting"}


def show_ledger(storage: Storage, config: Config, form: str) -> str:
    settlements = storage.exchanges.settlements()
    tools = make_tools(config)
    names = tools.party_names
    if form == "json":
        history = {one.exchange.id: storage.exchanges.history(one.exchange.id) for one in settlements}
        return ledger.as_json(settlements, history, tools.series) + "\n"
    if form == "atom":
        everything = storage.exchanges.settlements(withdrawn=True)
        steps = {one.exchange.id: storage.exchanges.history(one.exchange.id) for one in everything}
        press = Press(config.web.public_url, names, {one.id: one.name for one in storage.added.beside(config.outlets)})
        return as_atom(everything, steps, press, datetime.now(UTC))
    if form == "csv":
        return ledger.as_csv(settlements)
    if form == "md":
        return ledger.as_markdown(settlements, names)
    header, *rows = ledger.as_rows(settlements, names)
    return table(header, rows)


def show_totals(storage: Storage, config: Config, form: str) -> str:
    tools = make_tools(config)
    audits = audit_all(storage, tools)
    if form == "json":
        return totals.as_json(audits) + "\n"
    if form == "csv":
        return totals.as_csv(audits)
    header, *rows = totals.as_rows(audits, tools.party_names)
    return table(header, rows)


def show_planned(storage: Storage, config: Config, *, as_json: bool) -> str:
    plans = plans_waiting(storage, config.conflicts, datetime.now(UTC))
    if as_json:
        return json.dumps([planned.as_object(plan) for plan in plans], ensure_ascii=False, indent=1) + "\n"
    names = make_tools(config).party_names
    header = ("day", "to", "bodies", "who says so", "said")
    return table(header, [planned.as_row(plan, names) for plan in plans])


def explain_stored(storage: Storage, config: Config, what: str, *, as_json: bool) -> list[str] | None:
    """Lines; None: no such article or claim."""
    tools = make_tools(config)
    if what.lstrip("-").isdigit():
        claim = storage.claims.by_ids([int(what)]).get(int(what))
        if claim is None:
            return None
        if as_json:
            return [json.dumps(figure_of(claim.claim), ensure_ascii=False)]
        where = claim.url or f"known history: {claim.reporters}"
        return [headline(claim.claim, tools.party_names), where, *reasons(claim.claim, tools.party_names)]
    article = storage.articles.by_url(what)
    if article is None:
        return None
    reading = extract(article, tools.speaker(article), tools.lexicon)
    if as_json:
        return [json.dumps(printed(article.url, reading), ensure_ascii=False)]
    return [f"{article.title or '(no title)'} ({article.url})", *explain(reading, tools.party_names)]


def show_outlets(storage: Storage, config: Config, *, as_json: bool) -> str:
    health = storage.outlets.health()
    if as_json:
        silent_after = config.crawl.silent_after
        return json.dumps([_object(one, silent_after) for one in health], ensure_ascii=False, indent=1)
    header = ("id", "outlet", "state", "last asked", "next", "stories", "read")
    paused = storage.outlet_pauses.now(datetime.now(UTC))
    return table(header, [_faring(row) for row in _rows(config, health, paused)])


def _object(one: FeedHealth, silent_after: float) -> Mapping[str, object]:
    times = ("last_polled_at", "last_ok_at", "last_new_at", "next_poll_at", "failing_since", "gone_at")
    return {
        "outlet": one.outlet,
        "url": one.url,
        "address": one.address,
        "state": condition(one, silent_after).state.value,
        "stories_a_day": round(one.usual.a_day, 3) if one.usual else None,
        "enabled": one.enabled,
        "outcome": one.outcome.value if one.outcome else None,
        "error": one.error,
        "errors": one.errors,
        **{name: words.stamp(at) if (at := getattr(one, name)) else None for name in times},
        "entries": one.entries,
        "articles": one.articles,
        "note": one.note,
    }


def _rows(config: Config, health: Sequence[FeedHealth], paused: Mapping[str, Pause]) -> list[outlets.OutletRow]:
    """As the page of the outlets shows them."""
    page = outlets.page(config.outlets, health, config.crawl.silent_after, paused=paused)
    return [*page.on, *page.off]


def _faring(row: outlets.OutletRow) -> tuple[str, ...]:
    """An outlet in a line; of several feeds the one that fares worst speaks, with its address."""
    worst = min(row.feeds, key=lambda feed: _WORST_FIRST.index(feed.mood))
    why = _why(worst) if row.enabled else row.note
    where = f" ({worst.url})" if len(row.feeds) > 1 else ""
    state = _QUIET.get(worst.mood) or f"{worst.mood}: {why}{where if row.enabled else ''}"
    state = f"paused until {_time(row.held)}" if row.held else state
    last = max((feed.last_polled for feed in row.feeds if feed.last_polled), default=None)
    coming = min((feed.next for feed in row.feeds if feed.next), default=None) if row.enabled else None
    entries, articles = (sum(getattr(feed, name) for feed in row.feeds) for name in ("entries", "articles"))
    return (row.id, row.name, state, _time(last), _time(coming), f"{entries:,}", f"{articles:,}")


def _why(feed: outlets.FeedRow) -> str:
    if feed.mood is State.MOVED:
        return f"read at {feed.address}"
    return "nothing new since " + _time(feed.since) if feed.mood is State.SILENT else feed.detail or feed.says


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "-"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """As wide as the terminal, 100 columns where there is none."""
    console = Console(file=StringIO(), width=_width())
    table = Table(*header, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def _width() -> int:
    terminal = Console()
    return terminal.width if terminal.is_terminal else 140
