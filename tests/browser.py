"""The pages in a real browser: keys, two editors, a phone, no script, the dark, accessibility. `make browser` runs it.

Apart from the others: the browser's driver breaks every later test of the same run that uses asyncio.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders_people import PASSWORD, invited
from newsdesk import Newsdesk, newsdesk, story
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from repwatch.model import (
    Action,
    Entry,
    Lead,
    Listed,
    Outcome,
    Pause,
    Poll,
    Probe,
    ProbeKind,
    ProbeResult,
    Role,
    Site,
    Trouble,
    TroubleKind,
)
from storage import Storage

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
OUTLETS = "".join(
    f'[[outlet]]\nid = "{name}"\nname = "The {name.title()}"\nfeeds = [{{ url = "https://{name}.example/rss" }}]\n'
    for name in ("gazette", "echo")
)
PICTURES = os.environ.get("REPWATCH_PICTURES", "")  # a folder, to look at what the tests saw


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    """A dispute, and ten doubtful figures."""
    with newsdesk(tmp_path, "courier", "herald", "post", declared=OUTLETS) as desk:
        talk = "The war goes on and the talks were held. " * 60
        for number in range(10):
            told = f"Ukraine received the bodies of {41 + number} fallen soldiers in the exchange of bodies."
            desk.hears(story(100 + number, f"essay{number}", "On the war", talk + told, desk.now))
        yield desk


class Tab:
    """One page of one person. loud: what the console or the policy complained of."""

    def __init__(self, browser: Browser, desk: Newsdesk, **how: object) -> None:
        self.context: BrowserContext = browser.new_context(base_url=f"http://127.0.0.1:{desk.client.port}", **how)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.desk, self.loud = desk, list[str]()
        self.page.on("console", lambda message: self.loud.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.loud.append(str(error)))
        self.page.on("dialog", lambda dialog: self.loud.append(f"a dialog: {dialog.message}"))

    def comes_in(self, name: str, role: Role = Role.EDITOR) -> "Tab":
        self.page.goto(invited(self.desk.tools.config, name, role))
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_label("The same again").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/")
        return self

    def picture(self, name: str) -> None:
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)

    def violations(self) -> list[str]:
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes']][:5]}" for one in found]


def test_somebody_signs_in_and_out(chromium: Browser, desk: Newsdesk) -> None:
    tab = Tab(chromium, desk).comes_in("olena")
    tab.page.get_by_role("button", name="Sign out").click()
    tab.page.goto("/questions")
    assert tab.page.title() == "Sign in · repwatch"
    tab.page.get_by_label("Name").fill("olena")
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/questions")
    assert [word for word in tab.loud if "401" not in word] == []


def test_ten_cards_are_decided_by_keyboard(chromium: Browser, desk: Newsdesk) -> None:
    tab = Tab(chromium, desk).comes_in("olena")
    page, keys = tab.page, tab.page.keyboard
    page.goto("/questions")
    tab.picture("queue")
    keys.press("n")
    page.wait_for_url(re.compile("/questions/[0-9a-f]{64}"))
    tab.picture("card-conflict")
    decided = 0
    for _ in range(14):
        here = page.url
        heading = page.locator("h1").inner_text()
        if "Which of these" in heading:
            keys.press("n")
        elif decided % 3 == 0:
            keys.press("a")
        else:
            keys.press("r")
            keys.type("an essay, not news")
            keys.press("Enter")
        page.wait_for_url(lambda url, here=here: url != here)
        decided += "Is this right" in heading
        if decided == 10:
            break
    tab.picture("card-gate")
    assert decided == 10
    with desk.storage() as storage:
        assert len(storage.decisions.all()) == 10
    keys.press("u")
    page.wait_for_url("**/decisions")
    expect(page.get_by_role("status")).to_contain_text("is taken back")
    tab.picture("decisions")
    desk.follows()
    with desk.storage() as storage:
        assert sum(not one.undone_by for one in storage.decisions.all()) == 9
    assert tab.loud == []


def test_the_list_is_walked_and_the_help_opens_by_keys(chromium: Browser, desk: Newsdesk) -> None:
    tab = Tab(chromium, desk).comes_in("olena")
    page, keys = tab.page, tab.page.keyboard
    page.goto("/questions")
    keys.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab.picture("keys")
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for key in "jjk":
        keys.press(key)
    second = page.locator("[data-card] a").nth(0)
    expect(second).to_be_focused()
    keys.press("Enter")
    page.wait_for_url(re.compile("/questions/[0-9a-f]{64}"))
    keys.press("c")
    assert tab.loud == []


def test_two_editors_who_collide_are_told(chromium: Browser, desk: Newsdesk) -> None:
    olena, iryna = Tab(chromium, desk).comes_in("olena"), Tab(chromium, desk).comes_in("iryna")
    path = f"/questions/{desk.questions()['gate.late'].key}"
    for tab in (olena, iryna):
        tab.page.goto(path)
    for tab in (olena, iryna):
        tab.page.keyboard.press("a")
        tab.page.wait_for_load_state()
    expect(iryna.page.get_by_role("alert")).to_contain_text("olena decided meanwhile")
    iryna.picture("collision")


def test_an_article_is_found_by_keyboard(chromium: Browser, desk: Newsdesk) -> None:
    tab = Tab(chromium, desk).comes_in("olena")
    page, keys = tab.page, tab.page.keyboard
    page.goto("/questions")
    keys.press("/")
    page.wait_for_url("**/search")
    keys.press("/")
    keys.type('"fallen soldier" talks')
    keys.press("Enter")
    page.wait_for_url("**/search?q=%22fallen+soldier%22+talks")
    expect(page.locator("mark").first).to_have_text("talks")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url(re.compile("/articles/[0-9]+"))
    assert tab.loud == []


def fares(storage: Storage, now: datetime) -> None:
    """An outlet with a past, paused, and one that is about to be added."""
    (feed,) = [one for one in storage.outlets.lease_feeds(now, 5) if one.outlet == "gazette"]
    told = (
        Listed(Entry(str(day), None, "Story", published=now - timedelta(days=day)), Action.PASS, "") for day in range(9)
    )
    storage.outlets.record_poll(Poll(feed, Outcome.OK, now, tuple(told), known_since=now - timedelta(days=20)), now)
    storage.incidents.begin(Trouble(TroubleKind.FAILING, now, feed.id, "gazette", feed.url, "dns", "no name"), now)
    storage.outlet_pauses.add(Pause("gazette", "iryna", "it moves its site", now, now + timedelta(days=1)))
    site = Site("The Post", "en", (Lead("https://post.example/rss", "feed", "named in the head of the page"),
                                   Lead("https://echo.example/rss", "feed", "the page links to it")))  # fmt: skip
    listed = (Listed(Entry("1", "https://post.example/1", "Bodies returned", published=now), Action.FETCH, "bodies"),)
    for probe, answer in (
        (Probe(ProbeKind.FIND, "https://post.example/"), ProbeResult(Outcome.OK, site=site)),
        (Probe(ProbeKind.LIST, "https://post.example/rss"), ProbeResult(Outcome.OK, listed=listed, count=30)),
    ):
        storage.probes.request(probe, now, "iryna")
        (leased,) = storage.probes.lease(now, 5)
        storage.probes.answer(leased, answer, now)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_page_has_a_barrier(chromium: Browser, desk: Newsdesk, scheme: str, size: str) -> None:
    how = {"color_scheme": scheme, **({"viewport": PHONE} if size == "phone" else {})}
    tab = Tab(chromium, desk, **how).comes_in("olena", Role.ADMIN)
    cards = [f"/questions/{one.key}" for one in desk.questions().values()]
    trial = desk.tries("en/verbs", '"received", ', "")
    drawn = [f"/audit/{one.id}" for kind in desk.draws() for one in kind]
    pages = ["/", "/questions", *cards, "/quality", *drawn, "/try", "/try/rules?file=uk/verbs", f"/try/rules/{trial}",
             "/decisions", "/outlets", "/alerts", "/account", "/account/codes", "/people",
             "/actions", f"/exchanges/{desk.exchange}", "/articles/1", "/totals", "/decide",
             "/articles/1/text", "/subscribers", "/search", "/search?q=soldiers&lang=en",
             "/search?q=%22open", "/?lang=uk", f"/exchanges/{desk.exchange}?lang=ru", "/totals?lang=uk",
             f"/years/{desk.now.year}",
             "/outlets/gazette", "/new-outlet", "/new-outlet?find=1&list=2"]  # fmt: skip
    with desk.storage() as storage:
        fares(storage, desk.now)
    found = {}
    for number, path in enumerate(pages):
        tab.page.goto(path)
        tab.picture(f"{size}-{scheme}-{number}")
        found |= {path: bad} if (bad := tab.violations()) else {}
        wide = tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
    assert found == {}, json.dumps(found, indent=1)
    assert [word for word in tab.loud if "422" not in word] == [], "a query that is not understood is told so"


def test_a_sample_is_answered_by_keyboard_and_a_text_is_tried(chromium: Browser, desk: Newsdesk) -> None:
    (first, *_), _ = desk.draws()
    tab = Tab(chromium, desk).comes_in("olena")
    tab.page.goto(f"/audit/{first.id}")
    tab.page.keyboard.press("r")
    tab.page.wait_for_url(f"**/questions/claim-{first.claim}")
    tab.page.goto("/quality")
    assert "1 of 1" in tab.page.content()
    tab.page.goto("/try")
    tab.page.get_by_label("The text", exact=True).fill("Україна повернула тіла 1212 полеглих воїнів.")
    tab.page.get_by_role("button", name="Read it", exact=True).click()
    assert "1,212 bodies to Ukraine" in tab.page.content()
    assert tab.violations() == []
    assert tab.loud == []


def test_it_works_without_script(chromium: Browser, desk: Newsdesk) -> None:
    tab = Tab(chromium, desk, java_script_enabled=False).comes_in("olena")
    tab.page.goto("/questions")
    tab.page.get_by_role("button", name="Take the next one").click()
    tab.page.goto(f"/questions/{desk.questions()['gate.late'].key}")
    tab.page.get_by_role("button", name="Accept").click()
    tab.page.goto("/decisions")
    assert "is right as it was read" in tab.page.content()
    tab.page.get_by_role("button", name="Take decision 1 back").click()
    assert "is taken back" in tab.page.content()
