"""Try what the rules read: in a text that is pasted, or at an address that the crawler fetches. Edge.

Nothing of it is stored but the question to the crawler.
"""

from dataclasses import dataclass
from datetime import datetime, time
from http import HTTPStatus
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from repwatch.model import Article, Outlet, Probe, ProbeKind, Role
from review import words
from review.account import me
from review.answering import FormWrong, day_of
from review.desk import Desk
from review.numbers import number_in
from review.pages.trying import ReadText, read_text
from review.posting import Form, Routes
from storage import Storage

PAGE = "/try"
LONGEST_TEXT, LONGEST_URL = 200_000, 2_000  # characters that are taken; the rules read the first 40,000 of a text
LOOK_AGAIN = 2  # seconds


@dataclass(frozen=True, slots=True)
class TryPage:
    """form: as it was sent. read: what came of it. address: what was asked for; waits: without an answer so far."""

    form: Form
    outlets: tuple[Outlet, ...]
    languages: tuple[str, ...]
    editor: bool
    wrong: str = ""
    read: ReadText | None = None
    address: str = ""
    waits: bool = False


def trying(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        return _asked(desk, request, request.query_params.get("probe", ""))
    try:
        if form.get("action") == "fetch":
            return _fetch(desk, request, form)
        article = _article(desk, form)
    except FormWrong as error:
        return _shown(desk, request, form, wrong=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _shown(desk, request, form, read=_read(desk, article))


def _asked(desk: Desk, request: Request, given: str) -> Response:
    """The answer to what the crawler was asked, if it has one."""
    number = number_in(given)
    if number is None:
        return _shown(desk, request, {})
    address, result = desk.read(lambda storage: (storage.probes.address(number), storage.probes.result(number)))
    form = {"url": address or ""}
    if address is None:
        return _shown(desk, request, form, wrong="That answer is kept no longer; ask again.")
    if result is None:
        shown = _shown(desk, request, form, address=address, waits=True)
        shown.headers["Refresh"] = str(LOOK_AGAIN)
        return shown
    if not result.good or result.article is None:
        return _shown(desk, request, form, address=address, wrong=f"Nothing could be read there: {result.error}.")
    return _shown(desk, request, form, address=address, read=_read(desk, result.article))


def _fetch(desk: Desk, request: Request, form: Form) -> Response:
    """Nobody but the crawler connects to anything: it is asked, and this page comes back for the answer."""
    url, outlet = form.get("url", "").strip()[:LONGEST_URL], _outlet(desk, form)
    if not words.linkable(url):
        raise FormWrong("Give an address that begins with https:// or http://.")
    probe = Probe(ProbeKind.PAGE, url, outlet.id if outlet else "")

    def asking(storage: Storage) -> int:
        storage.actions.add(desk.deed(request, "tried the rules at an address", url))
        return storage.probes.request(probe, desk.clock(), me(request).person.name)

    return RedirectResponse(f"{PAGE}?probe={desk.write(asking)}", HTTPStatus.SEE_OTHER)


def _article(desk: Desk, form: Form) -> Article:
    """Raises FormWrong."""
    text, title = form.get("text", "").strip(), " ".join(form.get("title", "").split())[:500]
    if not text and not title:
        raise FormWrong("Paste a text, or give a title.")
    if len(text) > LONGEST_TEXT:
        raise FormWrong(f"The text is longer than {words.number(LONGEST_TEXT)} characters; give the part in question.")
    outlet, lang = _outlet(desk, form), form.get("lang", "")
    if lang and lang not in desk.config.languages:
        raise FormWrong("Choose one of the languages that are read.")
    zone = ZoneInfo(outlet.zone) if outlet else ZoneInfo("UTC")
    day = form.get("day", "").strip()
    published = datetime.combine(datetime.fromisoformat(day_of(day)), time(12), zone) if day else desk.clock()
    return Article(
        "", outlet.id if outlet else "", title, text.replace("\r\n", "\n"), desk.clock(), published=published,
        lang=lang or (outlet.lang if outlet else ""),
    )  # fmt: skip


def _outlet(desk: Desk, form: Form) -> Outlet | None:
    """Raises FormWrong."""
    wanted = form.get("outlet", "")
    found = next((one for one in desk.outlets if one.id == wanted), None)
    if wanted and found is None:
        raise FormWrong("Choose one of the outlets.")
    return found


def _read(desk: Desk, article: Article) -> ReadText | None:
    return read_text(article, desk.rules.read(article, desk.outlets), desk.names) if desk.rules else None


def _shown(
    desk: Desk, request: Request, form: Form, *, wrong: str = "", read: ReadText | None = None, address: str = "",
    waits: bool = False, status: int = HTTPStatus.OK,
) -> Response:  # fmt: skip
    outlets = tuple(sorted(desk.outlets, key=lambda one: one.name.casefold()))
    editor = me(request).person.role.covers(Role.EDITOR)
    page = TryPage(form, outlets, desk.config.languages, editor, wrong, read, address, waits)
    return desk.page(request, "desk/try.html", page, status=status)


ROUTES: Routes = {PAGE: (trying, "GET POST")}
