"""The desk's page about its own quality, and what was drawn at random to be looked at. Edge."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from repwatch.model import Draw, Finding, Person, Role, Sample, StoredClaim
from review.account import me
from review.desk import Desk
from review.explain import headline, spoken
from review.measured import page_of
from review.numbers import number_in
from review.pages.evidence import GATES, ReadFigure, Source, read, source
from review.posting import Form, Routes
from storage import Storage

PAGE = "/quality"


@dataclass(frozen=True, slots=True)
class AuditPage:
    """figure: what was read and got into the ledger. others: what was read in an article that has no part in it."""

    sample: Sample
    figure: ReadFigure | None
    source: Source
    others: tuple[str, ...]
    waiting: int
    editor: bool
    mine: bool
    late: bool


def quality(desk: Desk, request: Request, _: Form | None) -> Response:
    found = desk.read(lambda storage: page_of(storage, desk.config, desk.clock().date()))
    return desk.page(request, "desk/quality.html", found, here=PAGE)


def audit(desk: Desk, request: Request, form: Form | None) -> Response:
    identity = number_in(request.path_params["sample"]) or 0
    if form is None:
        return _shown(desk, request, identity)
    person, now, action = me(request).person, desk.clock(), form.get("action", "")
    if action == "back":
        taken = desk.write(lambda storage: _take_back(storage, desk, request, identity))
        return RedirectResponse(f"/audit/{identity}", HTTPStatus.SEE_OTHER) if taken else _late(desk, request, identity)
    if action not in list(Finding):
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)

    def answering(storage: Storage) -> str | None:
        sample = storage.quality.get(identity)
        if sample is None or not storage.quality.answer(identity, Finding(action), person.name, now):
            return None
        storage.actions.add(desk.deed(request, f"looked at a sample: {action}", f"sample {identity}"))
        return _onward(storage, sample, Finding(action))

    onward = desk.write(answering)
    return RedirectResponse(onward, HTTPStatus.SEE_OTHER) if onward else _late(desk, request, identity)


def _take_back(storage: Storage, desk: Desk, request: Request, identity: int) -> bool:
    taken = storage.quality.take_back(identity, me(request).person.name)
    if taken:
        storage.actions.add(desk.deed(request, "took a word about a sample back", f"sample {identity}"))
    return taken


def _onward(storage: Storage, sample: Sample, finding: Finding) -> str:
    """What is wrong is put right at once: the figure on its card, a figure that was missed by hand."""
    if finding is Finding.WRONG and sample.kind is Draw.ACCEPTED:
        return f"/questions/claim-{sample.claim}"
    if finding is Finding.WRONG:
        return f"/decide?article={sample.article}"
    left = storage.quality.open(sample.kind, 1)
    return f"/audit/{left[0].id}" if left else PAGE


def _late(desk: Desk, request: Request, identity: int) -> Response:
    """Somebody was quicker, or it is not theirs to take back."""
    return _shown(desk, request, identity, late=True, status=HTTPStatus.CONFLICT)


def _shown(desk: Desk, request: Request, identity: int, *, late: bool = False, status: int = HTTPStatus.OK) -> Response:
    page = desk.read(lambda storage: _page(storage, desk, identity, me(request).person, late=late))
    if page is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return desk.page(request, "desk/audit.html", page, status=status)


def _page(storage: Storage, desk: Desk, identity: int, person: Person, *, late: bool) -> AuditPage | None:
    sample = storage.quality.get(identity)
    article = storage.articles.revision(sample.revision) if sample else None
    if sample is None or article is None:
        return None
    claim = storage.claims.by_ids([sample.claim])[sample.claim] if sample.claim else None
    others = [] if claim else storage.claims.of_article(sample.article)
    editor, many = person.role.covers(Role.EDITOR), storage.quality.tallies()
    return AuditPage(
        sample, read(claim, desk.names, spoken) if claim else None, source(article, claim, desk.outlet_names),
        tuple(_doubted(one, desk.names) for one in others),
        sum(one.many for one in many if one.kind is sample.kind and not one.verdict),
        editor, editor and sample.by == person.name, late,
    )  # fmt: skip


def _doubted(stored: StoredClaim, names: Mapping[str, str]) -> str:
    gates = "; ".join(GATES.get(gate, gate) for gate in stored.claim.gates)
    return f"{headline(stored.claim, names)}{f': {gates}' if gates else ''}"


ROUTES: Routes = {PAGE: (quality, "GET"), "/audit/{sample}": (audit, "GET POST")}
