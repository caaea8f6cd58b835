"""A desk with questions: real stories read by the real steps, and the pages over that database by a real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from builders_desk import Client, served
from builders_people import Browser, arrived

from alerts.deliver import channels_for
from repwatch.config import load
from repwatch.model import Article, Config, Draw, Question, Role, Sample, Settlement, Trial
from review.sampling import figure_key
from scheduler.indexing import index_all
from scheduler.pipeline import run_steps
from scheduler.tools import Tools, make_tools
from scheduler.trying import text_of, try_rules
from scheduler.web import application
from storage import Storage

CONFIG = """
languages = ["en", "uk", "ru"]
[[subscription]]
id = "readers"
channel = "file"
"""


@dataclass(frozen=True, slots=True)
class Newsdesk:
    tools: Tools
    client: Client
    now: datetime

    @property
    def day(self) -> str:
        return self.now.date().isoformat()

    @property
    def exchange(self) -> str:
        return f"ukraine-russia-{self.day}"

    def storage(self) -> Storage:
        return Storage(self.tools.config.database)

    def hears(self, *stories: Article) -> None:
        with self.storage() as storage:
            for story in stories:
                storage.articles.save(story, self.now)
        self.follows()

    def follows(self) -> None:
        """What the daemon does within two seconds."""
        with self.storage() as storage:
            run_steps(storage, self.tools, datetime.now(UTC))
            index_all(storage)

    def questions(self) -> dict[str, Question]:
        """By kind."""
        with self.storage() as storage:
            return {one.kind: one for one in storage.reviews.open_questions()}

    def draws(self) -> list[list[Sample]]:
        """Of each kind, as if the hash had hit all of them."""
        now = datetime.now(UTC)
        with self.storage() as storage:
            _, claims = storage.claims.accepted(0, now, 100)
            _, articles = storage.articles.nearly(0, now, 100)
            storage.quality.draw([
                *(Sample(Draw.ACCEPTED, figure_key(one.url, one.claim), one.outlet, one.article, one.revision, one.id,
                         now) for one in claims),
                *(Sample(Draw.MISSED, one.url, one.outlet, one.id, one.revision, None, now) for one in articles),
            ])  # fmt: skip
            return [storage.quality.open(kind, 10) for kind in Draw]

    def tries(self, file: str, old: str, new: str) -> int:
        """Other rules, read by the daemon to the end."""
        text = (text_of(self.tools.config, file) or "").replace(old, new)
        with self.storage() as storage:
            number = storage.trials.request(Trial(0, file, text, 100, "olena", datetime.now(UTC)))
            while storage.trials.waiting():
                try_rules(storage, self.tools, datetime.now(UTC))
        return number

    def settlement(self) -> Settlement | None:
        with self.storage() as storage:
            return storage.exchanges.settlement(self.exchange)

    def best(self) -> dict[str, int | None]:
        found = self.settlement()
        return {side.to: side.best for side in found.received} if found else {}

    def comes(self, name: str, role: Role = Role.EDITOR) -> Browser:
        return arrived(self.tools.config, self.client, name, role)

    def log(self) -> list[tuple[str, str]]:
        with self.storage() as storage:
            deeds = reversed(storage.actions.recent(100))
            return [(one.by, one.action) for one in deeds if one.action not in ("set a password", "signed in")]

    def mails(self) -> int:
        with self.storage() as storage:
            return len(storage.outbox.recent(100))


def story(number: int, outlet: str, title: str, text: str, now: datetime, lang: str = "en") -> Article:
    return Article(f"https://{outlet}.example/{number}", outlet, title, text, now, published=now, lang=lang)


def stories(now: datetime) -> dict[str, Article]:
    day = f"{now:%B} {now.day}"
    received = "bodies of fallen soldiers"
    return {
        "courier": story(
            1, "courier", "Ukraine brings home 1,000 bodies",
            f"Ukraine received the bodies of 1,000 fallen soldiers on {day}, the Coordination Headquarters said. "
            "Russia received 26 bodies in return.", now,
        ),
        "herald": story(
            2, "herald", "Bodies returned",
            f"Ukraine received 1,212 {received} on {day}, presidential aide Vladimir Medinsky said.", now,
        ),
        "essay": story(
            3, "essay", "On the war", "The war goes on and the talks were held. " * 60
            + "Ukraine received the bodies of 43 fallen soldiers in the exchange of bodies.", now,
        ),
        "post": story(
            4, "post", "Bodies exchange",
            f"Russia received 870 {received} on {day}, and Ukraine received 12 bodies in the repatriation.", now,
        ),
    }  # fmt: skip


@cache
def _tools() -> Tools:
    """The lexicon is built once; a desk differs in its configuration alone."""
    return make_tools(Config(Path(), ("en", "uk", "ru"), ("ukraine-russia",)))


@contextmanager
def newsdesk(folder: Path, *named: str, declared: str = "", **web: Any) -> Iterator[Newsdesk]:
    """named: of the stories that have come in. declared: outlets, as tables."""
    extra = "".join(f"{name} = {value}\n" for name, value in web.items())
    (folder / "config.toml").write_text(f"{CONFIG}{declared}[web]\n{extra}")
    config = load(folder / "config.toml")
    tools = replace(_tools(), config=config, channels=channels_for(config), outlets={o.id: o for o in config.outlets})
    tools.config.state.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    with Storage(tools.config.database, migrate=True) as storage:
        storage.meta.started(now - timedelta(days=2))
        storage.outlets.sync(config.outlets, now - timedelta(days=2))
        run_steps(storage, tools, now - timedelta(days=1))
    with served(application(tools, now)) as client:
        desk = Newsdesk(tools, client, now)
        known = stories(now)
        desk.hears(*(known[name] for name in named))
        yield desk
