"""Add an outlet at the desk: an address in, what the crawler finds there, a preview, and then it is read. Edge.

Nothing is fetched here. Each step is a probe that the crawler answers; the page comes back for the answer. What is
added is the list that the crawler has looked at, never an address that a form names.
"""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from repwatch.addresses import url_key
from repwatch.config import OUTLET_KINDS, ConfigError, outlet_from
from repwatch.guard import NOT_ALLOWED, refusal
from repwatch.model import AddedOutlet, Asking, Lead, Outlet, Probe, ProbeKind, Site
from review.account import me
from review.answering import FormWrong
from review.desk import Desk
from review.numbers import number_in
from review.pages.adding import LeadRow, Preview, feeds_of, leads, mistakes, preview, proposal
from review.posting import Form, Routes
from storage import Storage

PAGE = "/new-outlet"
WAIT = 2  # seconds until a page that waits looks again
FIELDS = ("id", "name", "lang", "side", "kind", "zone")
LONGEST_FIELD = 200  # characters


@dataclass(frozen=True, slots=True)
class NewOutletPage:
    """find, list: the probes. waits: for an answer. home: an address to try where a page names nothing; else empty."""

    url: str
    find: int
    list: int
    site: Site | None
    leads: tuple[LeadRow, ...]
    preview: Preview | None
    form: Form
    languages: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    wrong: str
    waits: bool
    home: str


def new_outlet(desk: Desk, request: Request, form: Form | None) -> Response:
    given: Form = request.query_params if form is None else form
    find = _asked(desk, given.get("find", ""), ProbeKind.FIND)
    looked = _asked(desk, given.get("list", ""), ProbeKind.LIST)
    if form is None:
        return _shown(desk, request, find, looked)
    try:
        return _done(desk, request, form, find, looked)
    except FormWrong as error:
        return _shown(desk, request, find, looked, form=form, wrong=str(error))


def _done(desk: Desk, request: Request, form: Form, find: Asking | None, looked: Asking | None) -> Response:
    """Raises FormWrong."""
    match form.get("action", ""):
        case "find":
            return _find(desk, request, form)
        case "list" if find:
            return _look(desk, request, form, find)
        case "add" if find and looked:
            return _add(desk, request, form, looked)
    raise FormWrong("That answer is kept no longer; begin anew.")


def _find(desk: Desk, request: Request, form: Form) -> Response:
    """Raises FormWrong."""
    url = form.get("url", "").strip()
    url = url if "://" in url or not url else f"https://{url}"
    if not url or refusal(url, desk.config.crawl.allow_networks):
        raise FormWrong("Give the address of any page of it." if not url else f"{url[:200]}: {NOT_ALLOWED}.")
    return RedirectResponse(f"{PAGE}?find={_ask(desk, request, Probe(ProbeKind.FIND, url))}", HTTPStatus.SEE_OTHER)


def _look(desk: Desk, request: Request, form: Form, find: Asking) -> Response:
    """Raises FormWrong."""
    lead = _lead(find, form.get("lead", ""))
    number = _ask(desk, request, Probe(ProbeKind.LIST, lead.url, form=lead.form))
    return RedirectResponse(f"{PAGE}?find={find.probe.id}&list={number}", HTTPStatus.SEE_OTHER)


def _add(desk: Desk, request: Request, form: Form, looked: Asking) -> Response:
    """Raises FormWrong. A second click finds it there."""
    if looked.result is None or not looked.result.good:
        raise FormWrong("Only what answers as it should can be added.")
    outlet, now, by = _outlet(desk, form, looked), desk.clock(), me(request).person.name
    deed = desk.deed(request, "added an outlet", outlet.id, after=f"{outlet.name}, {looked.probe.url}")

    def adding(storage: Storage) -> None:
        everything = storage.added.beside(desk.config.outlets)
        if outlet in everything:
            return
        _require_new(outlet, everything)
        storage.added.add(AddedOutlet(outlet, by, now))
        storage.outlets.declare(outlet, now)
        storage.actions.add(deed)

    desk.write(adding)
    return RedirectResponse(f"/outlets/{quote(outlet.id)}", HTTPStatus.SEE_OTHER)


def _outlet(desk: Desk, form: Form, looked: Asking) -> Outlet:
    """Raises FormWrong."""
    values = {name: form.get(name, "").strip()[:LONGEST_FIELD] for name in FIELDS}
    try:
        feeds = [{"url": looked.probe.url, "kind": looked.probe.form}]
        made = outlet_from(values | {"feeds": feeds}, tuple(desk.names), desk.config.crawl)
    except ConfigError as error:
        raise FormWrong(mistakes(error.mistakes)) from error
    if not made.name:
        raise FormWrong("Give its name.")
    return made


def _require_new(outlet: Outlet, everything: tuple[Outlet, ...]) -> None:
    """Raises FormWrong."""
    if any(one.id == outlet.id for one in everything):
        raise FormWrong(f"There is an outlet {outlet.id} already; give another id.")
    read = feeds_of(everything, url_key)
    if known := next((read[url_key(feed.url)] for feed in outlet.feeds if url_key(feed.url) in read), ""):
        raise FormWrong(f"This list is read already, for {known}.")


def _ask(desk: Desk, request: Request, probe: Probe) -> int:
    deed = desk.deed(request, "had an address looked at", probe.url)

    def asking(storage: Storage) -> int:
        before = storage.probes.waiting()
        number = storage.probes.request(probe, desk.clock(), me(request).person.name)
        if storage.probes.waiting() > before:
            storage.actions.add(deed)
        return number

    return desk.write(asking)


def _asked(desk: Desk, given: str, kind: ProbeKind) -> Asking | None:
    number = number_in(given)
    found = desk.read(lambda storage: storage.probes.asking(number)) if number is not None else None
    return found if found and found.probe.kind is kind else None


def _lead(find: Asking, place: str) -> Lead:
    """Raises FormWrong."""
    site = find.result.site if find.result else None
    number = number_in(place, digits=2)
    if site is None or number is None or number >= len(site.leads):
        raise FormWrong("Choose one of the lists that were found.")
    return site.leads[number]


def _shown(
    desk: Desk, request: Request, find: Asking | None, looked: Asking | None, *, form: Form | None = None,
    wrong: str = "",
) -> Response:  # fmt: skip
    outlets = desk.outlets
    result = find.result if find else None
    site = result.site if result else None
    lead = next((one for one in site.leads if looked and one.url == looked.probe.url), None) if site else None
    seen = _preview(desk, looked) if looked and lead else None
    proposed = proposal(lead, site, [one.id for one in outlets], desk.config.languages) if lead and site else {}
    url = find.probe.url if find else (form or request.query_params).get("url", "")[:2000]
    page = NewOutletPage(
        url, find.probe.id if find else 0, looked.probe.id if looked else 0, site,
        leads(site, feeds_of(outlets, url_key), lead.url if lead else "", url_key) if site else (), seen,
        proposed | {name: form[name] for name in FIELDS if form and name in form}, desk.config.languages,
        tuple(desk.names.items()), OUTLET_KINDS, wrong or _ill(find),
        bool((find and find.result is None) or (looked and looked.result is None)), _home(find),
    )  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    answer = desk.page(request, "desk/new-outlet.html", page, status=status)
    if page.waits and not wrong:
        answer.headers["Refresh"] = str(WAIT)
    return answer


def _preview(desk: Desk, looked: Asking) -> Preview | None:
    reads, now, nobody = desk.reads, desk.clock(), Outlet("", "")
    return preview(looked, lambda one: reads(one, nobody, now) if reads else ())


def _ill(find: Asking | None) -> str:
    """Why nothing could be found; empty: something was, or it is not answered yet."""
    return f"{find.probe.url}: {find.result.error}." if find and find.result and not find.result.good else ""


def _home(find: Asking | None) -> str:
    """The first page of the site, where another one of it named nothing."""
    site = find.result.site if find and find.result else None
    parts = urlsplit(find.probe.url) if find else None
    if site is None or site.leads or parts is None or not parts.path.strip("/"):
        return ""
    return f"{parts.scheme}://{parts.netloc}/"


ROUTES: Routes = {PAGE: (new_outlet, "GET POST")}
