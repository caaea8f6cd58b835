"""The pages of the ledger in the language of who reads them: by ?lang= in the address, else as the browser asks. Edge.

Each language has an address of its own, ?lang=, and the links of such a page stay in it; the address without it is
answered as the browser prefers. Quotes stay as they were written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

from fastapi import Request
from jinja2 import Environment
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from alerts.languages import SOURCE, available, translations
from review.desk import Desk, environment
from review.fresh import VARY, as_known, fresh
from review.gate import visitor_of
from review.selfserve import language
from review.tongue import ENGLISH, Tongue

BY_LANGUAGE = f"Accept-Language, {VARY}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for a page. suffix: of all links to pages in the language that was chosen. names: of the parties."""

    desk: Desk
    request: Request
    tongue: Tongue
    suffix: str
    names: Mapping[str, str]

    @property
    def templates(self) -> Environment:
        """Made once for each language, with what is said on every page."""
        kept = self.desk.environments
        if self.key not in kept:
            made = environment(self.tongue, self.suffix)
            made.globals |= {name: self.desk.templates.globals[name] for name in ("subscribe", "alert_feeds")}
            kept[self.key] = made
        return kept[self.key]

    @property
    def key(self) -> str:
        return f"{self.tongue.lang}{self.suffix}"

    def macro(self, template: str, name: str, *values: object) -> Markup:
        found: Markup = getattr(self.templates.get_template(template).module, name)(*values)
        return found

    def page(self, template: str, page: object, what: tuple[str, ...] | None = None, *, here: str = "") -> Response:
        """what: all that it is made of; None: what it says is all that there is to go by."""
        if what is None:
            return as_known(self.desk, self.request, self._written(template, page, here), BY_LANGUAGE)
        return fresh(
            self.desk, self.request, (self.key, *what), lambda: self._written(template, page, here), BY_LANGUAGE
        )

    def _written(self, template: str, page: object, here: str) -> Response:
        path, public = self.request.url.path, self.desk.config.web.public_url.rstrip("/")
        context = {
            "page": page, "here": here, "now": self.desk.clock(), "visitor": visitor_of(self.request),
            "alternates": [(code, f"{path}?lang={code}", f"{public}{path}?lang={code}") for code in available()],
            "unspoken": public + path,
        }  # fmt: skip
        html = self.templates.get_template(template).render(context)
        refresh = self.desk.config.web.refresh
        headers = {"Refresh": f"{refresh:.0f}"} if here and refresh else {}
        headers["Content-Language"] = self.tongue.lang
        return HTMLResponse(html.encode(errors="replace"), HTTPStatus.OK, headers)


def reader(desk: Desk, request: Request, *, negotiated: bool = True) -> Reader:
    """negotiated: an address without a language is answered as the browser prefers, else in English."""
    asked = request.query_params.get("lang", "")
    chosen = asked in available()
    lang = asked if chosen else language(request) if negotiated else SOURCE
    names = {**desk.names, **desk.spoken.get(lang, {})}
    return Reader(desk, request, tongue(lang), f"?lang={lang}" if chosen else "", names)


@cache
def tongue(lang: str) -> Tongue:
    if lang == SOURCE or lang not in available():
        return ENGLISH
    return Tongue(lang, translations(lang), lang)
