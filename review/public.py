"""The pages that are only read: the ledger for readers, and what the desk looks at. Edge.

It reads the database and renders templates, and decides nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from fastapi import Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from repwatch.model import Article, FeedHealth, Incident, Pause, Settlement, StoredClaim
from review import files, lines
from review.access import robots
from review.desk import Desk
from review.numbers import number_in
from review.pages import alerts, article, disputes, exchange, outlets
from review.pages import ledger as front
from review.pages import totals as totals_page
from review.speaking import Reader, reader
from review.waiting import plans_waiting
from storage import Storage
from storage.lines import Ledger

RECENT = 100  # alerts and deliveries, or incidents, on their page


def _ledger(desk: Desk, request: Request) -> Response:
    by = reader(desk, request)

    def reading(storage: Storage) -> tuple[Ledger, front.State]:
        plans = plans_waiting(storage, desk.config.conflicts, desk.clock())
        announced = front.announced(plans, by.names, desk.outlet_names, by.tongue)
        watch = front.watch(storage.watching.now(), storage.meta.first_start, desk.clock())
        return storage.lines.ledger(), front.State(watch, storage.totals.many(), tuple(announced))

    found, state = desk.read(reading)
    listed = _listed(by, "", found, state.watch.since)
    return by.page("ledger.html", front.LedgerPage(*listed, state), (found.version, repr(state)), here="/")


def _year(desk: Desk, request: Request) -> Response:
    by, wanted = reader(desk, request), request.path_params["year"]
    found, since = desk.read(lambda storage: (storage.lines.ledger(), storage.meta.first_start))
    if not any(front.year_of(line) == wanted for line in found.lines):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    drawn, listed = _listed(by, wanted, found, since)
    return by.page("year.html", front.YearPage(wanted, drawn, listed), (found.version, str(since)))


def _listed(by: Reader, year: str, found: Ledger, since: datetime | None) -> tuple[Markup, Markup]:
    """The charts and the table of that year; empty: of the front page. Written once for each state of the ledger."""

    def written() -> tuple[Markup, Markup]:
        unwatched = lines.gap(found.lines, since)
        listing = front.listing(year, found.lines, by.names, by.tongue, unwatched)
        drawn = by.macro("listing.html", "over_time", listing)
        shown = front.gap_on(listing, unwatched)
        return drawn, by.macro("listing.html", "exchanges", listing, since, shown)

    return by.desk.kept.get(f"{year} {by.key}", f"{found.version} {since}", written)


def _exchange(desk: Desk, request: Request) -> Response:
    by, wanted = reader(desk, request), request.path_params["exchange_id"]

    def reading(storage: Storage) -> exchange.Known | None:
        settlement = storage.exchanges.settlement(wanted)
        if settlement is None:
            return None
        return exchange.Known(
            settlement,
            storage.exchanges.history(wanted),
            storage.reviews.about(wanted),
            _quoted(storage, settlement),
            _edits(storage, wanted, by),
            storage.decisions.about(settlement.exchange),
        )

    found = desk.read(reading)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return by.page("exchange.html", exchange.page(found, by.names, desk.outlet_names, by.tongue))


def _article(desk: Desk, request: Request) -> Response:
    wanted = number_in(request.path_params["article_id"])
    if wanted is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def reading(storage: Storage) -> list[tuple[Article, list[StoredClaim]]]:
        return [(one, storage.claims.of_revision(one.revision)) for one in storage.articles.revisions(wanted)]

    found = desk.read(reading)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    by = reader(desk, request)
    return by.page("article.html", article.page(found, by.names, desk.outlet_names, by.tongue))


def _frozen(desk: Desk, request: Request) -> Response:
    """The whole text as it was read, for the desk: it names people. reading: its number; none: the latest."""
    wanted, asked = number_in(request.path_params["article_id"]), request.query_params.get("reading", "")
    if wanted is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    found = desk.read(lambda storage: storage.articles.revisions(wanted))
    shown = next((one for one in found if str(one.number) == asked), found[-1] if found and not asked else None)
    if shown is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    outlet = desk.outlet_names.get(shown.outlet, shown.outlet)
    return desk.page(request, "desk/frozen.html", {"article": shown, "many": len(found), "outlet": outlet})


def _totals(desk: Desk, request: Request) -> Response:
    by = reader(desk, request)

    def reading(storage: Storage) -> tuple[totals_page.TotalsPage, str]:
        version = storage.totals.version()

        def made() -> totals_page.TotalsPage:
            audits = desk.audits(storage, totals_page.READ)
            return totals_page.page(audits, storage.totals.many(), by.names, desk.outlet_names, by.tongue)

        return desk.kept.get(f"totals {by.key}", version, made), version

    page, version = desk.read(reading)
    return by.page("totals.html", page, (version,))


def _outlets(desk: Desk, request: Request) -> Response:
    now = desk.clock()

    def reading(storage: Storage) -> tuple[list[FeedHealth], list[Incident], dict[str, Pause]]:
        return storage.outlets.health(), storage.incidents.recent(RECENT), storage.outlet_pauses.now(now)

    health, happened, paused = desk.read(reading)
    found = outlets.page(desk.outlets, health, desk.config.crawl.silent_after, happened, paused)
    return desk.page(request, "outlets.html", found, here="/outlets")


def _alerts(desk: Desk, request: Request) -> Response:
    told, owed = desk.read(lambda storage: (storage.subscriptions.recent(RECENT), storage.outbox.recent(RECENT)))
    return desk.page(request, "alerts.html", alerts.page(told, owed, desk.names), here="/alerts")


def _robots(desk: Desk, _: Request) -> Response:
    return Response(robots(public=desk.config.web.public), headers={"Cache-Control": "public, max-age=3600"},
                    media_type="text/plain; charset=utf-8")  # fmt: skip


def _quoted(storage: Storage, settlement: Settlement) -> dict[int, Article]:
    """The revisions whose words stand in a dispute, by their id."""
    ids = {stored.article for stored in disputes.quoted(settlement.conflicts)}
    return {article.revision: article for id in sorted(ids) for article in storage.articles.revisions(id)}


def _edits(storage: Storage, exchange_id: str, by: Reader) -> tuple[article.Edit, ...]:
    claims = storage.claims.of_edited(exchange_id)
    revisions = {one: storage.articles.read_revisions(one) for one in sorted({claim.article for claim in claims})}
    return article.edits(revisions, claims, by.names, by.desk.outlet_names, by.tongue)


Answer = Callable[[Desk, Request], Response]
ROUTES: Mapping[str, Answer] = {
    "/": _ledger,
    "/years/{year}": _year,
    "/exchanges/{exchange_id:path}": _exchange,
    "/articles/{article_id}": _article,
    "/articles/{article_id}/text": _frozen,
    "/totals": _totals,
    "/outlets": _outlets,
    "/alerts": _alerts,
    "/robots.txt": _robots,
    **files.ROUTES,
}
