"""Another text of a file of rules, tried on stored articles before it counts. Edge.

Asked for here, done by the daemon (scheduler/trying.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from repwatch.model import Role, Trial
from review.account import me
from review.answering import FormWrong
from review.desk import Desk
from review.numbers import number_in
from review.pages.trials import Changed, changed, lines
from review.posting import Form, Routes
from storage import Storage

PAGE = "/try/rules"
MOST = ("500", "2000", "10000")  # articles; 2,000 that are about exchanges take about two minutes
LONGEST = 200_000  # characters of a file, six times the longest
RECENT, SHOWN = 20, 200  # trials, and articles of one
LOOK_AGAIN = 3  # seconds


@dataclass(frozen=True, slots=True)
class RulesPage:
    """text: of the chosen file, as it is used or as it was sent. broken: examples of it that do not hold."""

    files: tuple[str, ...]
    file: str
    text: str
    most: tuple[str, ...]
    recent: tuple[Trial, ...]
    editor: bool
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class TrialPage:
    trial: Trial
    diff: Sequence[tuple[str, str]]
    broken: Sequence[str]
    changed: tuple[Changed, ...]
    editor: bool


def rules(desk: Desk, request: Request, form: Form | None) -> Response:
    if form is None:
        return _form(desk, request, request.query_params.get("file", ""))
    try:
        trial = _trial(desk, request, form)
    except FormWrong as error:
        text = form.get("text", "").replace("\r\n", "\n")
        return _form(desk, request, form.get("file", ""), text=text, wrong=str(error))

    def asking(storage: Storage) -> int:
        storage.actions.add(desk.deed(request, "tried other rules", trial.file))
        return storage.trials.request(trial)

    return RedirectResponse(f"{PAGE}/{desk.write(asking)}", HTTPStatus.SEE_OTHER)


def trial(desk: Desk, request: Request, form: Form | None) -> Response:
    number = number_in(request.path_params["trial"]) or 0
    if form is not None:
        desk.write(lambda storage: storage.trials.end(number, desk.clock(), "stopped by an editor"))
        return RedirectResponse(f"{PAGE}/{number}", HTTPStatus.SEE_OTHER)
    found, differing = desk.read(lambda storage: (storage.trials.get(number), storage.trials.differing(number, SHOWN)))
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    shipped = (desk.rules.text(found.file) if desk.rules else None) or ""
    page = TrialPage(
        found, lines(shipped, found), desk.rules.look(found.file, found.text)[1] if desk.rules else (),
        changed(differing, desk.names, desk.outlet_names), me(request).person.role.covers(Role.EDITOR),
    )  # fmt: skip
    answer = desk.page(request, "desk/trial.html", page)
    if found.ended_at is None:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


def _trial(desk: Desk, request: Request, form: Form) -> Trial:
    """Raises FormWrong."""
    file, text, most = form.get("file", ""), form.get("text", "").replace("\r\n", "\n"), form.get("most", "")
    shipped = desk.rules.text(file) if desk.rules else None
    if desk.rules is None or shipped is None:
        raise FormWrong("Choose one of the files of rules.")
    if most not in MOST:
        raise FormWrong("Choose how many articles are to be read.")
    if len(text) > LONGEST:
        raise FormWrong(f"The text is longer than {LONGEST:,} characters.")
    if text.strip() == shipped.strip():
        raise FormWrong("Nothing was changed in it, so nothing can be read otherwise.")
    if wrong := desk.rules.look(file, text)[0]:
        raise FormWrong(f"With this text {file} is no file of rules: {wrong[:300]}.")
    return Trial(0, file, text, int(most), me(request).person.name, desk.clock())


def _form(desk: Desk, request: Request, file: str, *, text: str | None = None, wrong: str = "") -> Response:
    shipped = (desk.rules.text(file) if desk.rules else None) or ""
    page = RulesPage(
        tuple(desk.rules.files) if desk.rules else (), file if shipped else "", shipped if text is None else text,
        MOST, tuple(desk.read(lambda storage: storage.trials.recent(RECENT))),
        me(request).person.role.covers(Role.EDITOR), wrong,
    )  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk.page(request, "desk/rules.html", page, status=status)


ROUTES: Routes = {PAGE: (rules, "GET POST"), f"{PAGE}/{{trial}}": (trial, "GET POST")}
