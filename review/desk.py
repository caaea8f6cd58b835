"""What every page of the desk and of the ledger needs: the database, the settings, the templates. Edge.

Each request opens a connection of its own in a worker thread and closes it before anything is rendered (R-DB-3).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from alerts.languages import speak
from matcher.series import NONE, AllSeries
from repwatch.model import Article, Audit, Config, Deed, Draft, Foreseen, Listed, Outlet, Reading, Vitals
from review import words
from review.gate import visitor_of
from review.kept import Kept
from review.pages.trouble import troubles
from review.tongue import ENGLISH, Tongue
from storage import Storage

HERE = Path(__file__).parent
T = TypeVar("T")
Foresee = Callable[[Storage, Draft, datetime], list[Foreseen]]  # what a decision would change, and who would be told
Reads = Callable[[Listed, Outlet, datetime], list[str]]  # a line for each figure that is read in a listed story
Audits = Callable[[Storage, int | None], list[Audit]]  # so many of the latest; None: all


@dataclass(frozen=True, slots=True)
class Rules:
    """read: what the rules make of an article, stored or not, of one of these outlets.

    files: that can be tried with another text.

    text: of a file as it is used; None: there is none. look: why another text of it is none, or "", and which of its
    examples that breaks.
    """

    read: Callable[[Article, Sequence[Outlet]], Reading]
    files: Sequence[str]
    text: Callable[[str], str | None]
    look: Callable[[str, str], tuple[str, Sequence[str]]]


def now_utc() -> datetime:
    return datetime.now(UTC)


def ip_of(request: Request) -> str:
    return request.client.host if request.client else ""


@dataclass(frozen=True, slots=True)
class Desk:
    """names: of the parties, in the order of the pages; spoken: the same by language. audits: of all stated totals.

    vitals: of its daemon.
    """

    database: Path
    config: Config
    names: Mapping[str, str]
    started: datetime
    clock: Callable[[], datetime]
    audits: Audits
    series: AllSeries = field(default_factory=lambda: NONE)
    foresee: Foresee | None = None
    vitals: Callable[[], Vitals] | None = None
    spoken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)  # of the pages for readers
    kept: Kept = field(default_factory=Kept)
    reads: Reads | None = None
    rules: Rules | None = None
    templates: Environment = field(default_factory=lambda: environment())

    def read(self, reading: Callable[[Storage], T]) -> T:
        with closing(Storage(self.database, write=False)) as storage:
            return reading(storage)

    def write(self, writing: Callable[[Storage], T]) -> T:
        with closing(Storage(self.database, write=True)) as storage, storage.transaction():
            return writing(storage)

    def act(self, deed: Deed, writing: Callable[[Storage], T]) -> T:
        """Do it, and write down who did it, in one transaction (P32)."""

        def acting(storage: Storage) -> T:
            done = writing(storage)
            storage.actions.add(deed)
            return done

        return self.write(acting)

    def deed(
        self, request: Request, action: str, about: str, *, before: str = "", after: str = "", reason: str = ""
    ) -> Deed:
        """What the visitor does."""
        visitor = visitor_of(request)
        by, role = (visitor.person.name, visitor.person.role.value) if visitor else ("", "")
        return Deed(self.clock(), by, role, ip_of(request), action, about, before, after, reason)

    def page(
        self, request: Request, template: str, page: object, *, here: str = "", status: int = HTTPStatus.OK
    ) -> HTMLResponse:
        """Pages that stand in the menu follow what happens; one that is being read stays as it is.

        Nothing that was made for who is signed in is kept by a browser or a proxy (R-WEB-1).
        """
        visitor = visitor_of(request)
        wrong = troubles(self.vitals()) if visitor and self.vitals else ()
        context = {"page": page, "here": here, "now": self.clock(), "visitor": visitor, "troubles": wrong}
        html = self.templates.get_template(template).render(context)
        headers = {"Refresh": f"{self.config.web.refresh:.0f}"} if here and self.config.web.refresh else {}
        if visitor:
            headers["Cache-Control"] = "no-store"
        return HTMLResponse(html.encode(errors="replace"), status, headers)

    def message(self, status: int, request_id: str = "", templates: Environment | None = None) -> str:
        """templates: in the language of the reader; None: in English."""
        known, templates = HTTPStatus(status), templates or self.templates
        title, text = words.ANSWERS.get(known, (known.phrase, known.description))
        template = templates.get_template("message.html")
        return template.render(title=title, text=text, request_id=request_id, here="", visitor=None)

    @property
    def called(self) -> dict[str, str]:
        """Of parties and outlets; an id that both have is the party's."""
        return {**self.outlet_names, **self.names}

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Those of the configuration, and those that were added beside it."""
        return self.read(lambda storage: storage.added.beside(self.config.outlets))

    @property
    def outlet_names(self) -> dict[str, str]:
        return {outlet.id: outlet.name for outlet in self.outlets}


def environment(tongue: Tongue = ENGLISH, suffix: str = "") -> Environment:
    """Templates from files alone, everything escaped, a missing value an error (R-WEB-5).

    suffix: of the addresses of pages that there are in several languages.
    """
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    speak(templates, tongue.lang)
    spoken = (words.bare, words.count, tongue.moment, tongue.number, tongue.day, words.site, words.stamp)
    templates.filters |= {word.__name__: word for word in spoken}
    templates.tests["linkable"] = words.linkable
    templates.globals |= {"subscribe": False, "alert_feeds": False, "visitor": None, "alternates": (), "troubles": ()}
    templates.globals |= {"lang": tongue.lang, "page_lang": tongue.lang, "suffix": suffix}
    # A feed reader names no language: its address does.
    spoken_by_address = suffix or (f"?lang={tongue.lang}" if tongue is not ENGLISH else "")
    templates.globals["of_feeds"] = spoken_by_address
    return templates
