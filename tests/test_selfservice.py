"""Subscribing, changing and ending by links in mails: real pages, database and mail server, a given clock."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from builders_desk import Answer, Client, served
from dumped import dumped
from receivers import MailServer

from alerts.deliver import channels_for, deliver
from repwatch.model import (
    Alert,
    Asked,
    Config,
    Exchange,
    ExchangeStatus,
    MailSettings,
    Reason,
    Settlement,
    Standing,
    WebSettings,
    Wish,
)
from review.app import build
from scheduler.owing import Issue, owe, ready
from scheduler.selfservice import serve
from scheduler.tools import Tools, make_tools, reader_names
from storage import Storage

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUBLIC = "https://ledger.example"
FORM = "application/x-www-form-urlencoded"
READER = "reader@people.example"
LINK = re.compile(r"https://ledger\.example(/[cum]/[\w-]{43})")


@dataclass
class Service:
    """now: what every part takes for the time; set it to let time pass."""

    config: Config
    tools: Tools
    mail: MailServer
    now: datetime = START
    client: Client = field(init=False)

    def get(self, path: str, **headers: str) -> Answer:
        return self.client.ask(path, headers=headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        body = urlencode(fields or {}).encode()
        return self.client.ask(path, "POST", {"Content-Type": FORM, **headers}, body)

    def subscribe(self, address: str = READER, **fields: str) -> Answer:
        return self.post("/subscribe", {"address": address, "what": "all", **fields})

    def work(self) -> None:
        """What the daemon does: the wishes, then what is owed."""
        with closing(Storage(self.config.database)) as storage:
            serve(storage, self.tools, self.now)
            deliver(storage, self.tools.channels, self.config, self.now, lambda: 0.0)

    def alert(self) -> None:
        """Owe everybody who is told a message about an exchange, and send it."""
        with closing(Storage(self.config.database)) as storage:
            for one in storage.subscribers.active():
                exchange = Exchange("x", "ukraine-russia", "2026-03-01")
                said = Settlement(exchange, ExchangeStatus.RETRACTED, (), (), 0)
                key = f"{one.id} {self.now}"
                told = Alert(key, one.id, "x", "", Reason.RETRACTED, said, (), self.now)
                owe(storage, ready(self.tools, one, [told], Issue("urgent", key, self.now)))
        self.work()

    def letters(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mail.mails]

    def link(self) -> str:
        """In the newest mail."""
        text = self.mail.mails[-1].get_body(("plain",)).get_content()
        (found,) = LINK.findall(text)
        return str(found)

    def standings(self) -> list[Standing]:
        with closing(Storage(self.config.database, write=False)) as storage:
            return [one.standing for one in storage.subscribers.all()]

    def begun(self, address: str = READER, **fields: str) -> None:
        self.subscribe(address, **fields)
        self.work()
        assert self.post(self.link()).status == 200
        self.work()

    def dump(self) -> str:
        with closing(Storage(self.config.database, write=False)) as storage:
            return dumped(storage._db.conn, "counted")


@pytest.fixture(scope="module")
def tools() -> Tools:
    return make_tools(Config(Path("unused"), ("en", "uk", "ru"), ("ukraine-russia",)))


@pytest.fixture
def service(tmp_path: Path, tools: Tools) -> Iterator[Service]:
    with opened(tmp_path, tools) as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Iterator[Service]:
    """For what must change nothing."""
    with opened(tmp_path_factory.mktemp("shared"), tools) as made:
        yield made


@contextmanager
def opened(tmp_path: Path, tools: Tools, public_url: str = PUBLIC) -> Iterator[Service]:
    with MailServer() as mail:
        config = Config(
            tmp_path, ("en", "uk", "ru"), ("ukraine-russia",), web=WebSettings(public_url=public_url, subscribe=True),
            mail=MailSettings("127.0.0.1", mail.port, "none", sender="watch@desk.example", domain="desk.example"),
        )  # fmt: skip
        with Storage(config.database, migrate=True, checkpoints=True) as storage:
            storage.meta.started(START)
            for exchange in ("x", "y"):
                storage._db.execute(
                    "INSERT INTO exchanges (id, conflict, date, known, precision, created_at, touched)"
                    " VALUES (?, 'ukraine-russia', '2026-03-01', 0, 'day', '', 0)",
                    [exchange],
                )
            tools = replace(tools, config=config, channels=channels_for(config))
            made = Service(config, tools, mail)
            app = build(
                config.database, config, tools.party_names, START, clock=lambda: made.now,
                spoken=reader_names(tools.names),
            )  # fmt: skip
            with served(app) as made.client:
                yield made


def test_nothing_but_one_link_is_sent_before_the_button_is_pressed(service: Service) -> None:
    assert service.subscribe().status == 202
    service.work()
    service.alert()
    assert service.letters() == ["Please confirm your subscription"]
    assert service.standings() == [Standing.PENDING]
    (letter,) = service.mail.mails
    assert letter["List-Unsubscribe"] is None
    assert service.get(service.link()).status == 200
    service.work()
    assert service.standings() == [Standing.PENDING], "looking at the page is no consent"

    assert service.post(service.link()).status == 200
    service.work()
    assert service.standings() == [Standing.ACTIVE]
    service.alert()
    assert len(service.mail.mails) == 2


def test_a_mail_says_how_to_end_it_in_its_headers_and_in_its_text(service: Service) -> None:
    service.begun()
    service.alert()
    mail, page = service.mail.mails[-1], service.link()
    token = page.rpartition("/")[2]
    links = [part.strip() for part in str(mail["List-Unsubscribe"]).split(",")]
    assert links == [f"<{PUBLIC}{page}>", f"<mailto:unsubscribe+{token}@desk.example>"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"=?" not in mail.as_bytes().split(b"List-Unsubscribe:")[1].split(b"\n\n")[0]
    assert f"{PUBLIC}/manage" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("form", ["urlencoded", "multipart"])
def test_one_click_ends_everything_of_that_address_and_may_be_repeated(service: Service, form: str) -> None:
    service.begun()
    service.alert()
    page = service.link()
    with closing(Storage(service.config.database)) as storage:  # one more message is owed
        (one,) = storage.subscribers.active()
        said = Settlement(Exchange("y", "ukraine-russia", "2026-03-01"), ExchangeStatus.RETRACTED, (), (), 0)
        told = Alert("k", one.id, "y", "", Reason.RETRACTED, said, (), service.now)
        owe(storage, ready(service.tools, one, [told], Issue("urgent", "k", service.now)))
    body = b"List-Unsubscribe=One-Click"
    kind = FORM
    if form == "multipart":
        body = b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
        kind = "multipart/form-data; boundary=b"
    for _ in range(2):
        answer = service.client.ask(page, "POST", {"Content-Type": kind}, body)
        assert answer.status == 200
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["Location"] is None
    before = len(service.mail.mails)
    service.work()
    service.alert()
    assert len(service.mail.mails) == before
    assert service.standings() == [Standing.ENDED]
    assert READER not in service.dump()


def test_a_scanner_that_opens_every_link_a_thousand_times_changes_nothing(service: Service) -> None:
    service.subscribe("other@people.example")
    service.work()
    confirm = service.link()
    service.begun()
    service.alert()
    end = service.link()
    service.post("/manage", {"address": READER}, **{"X": "y"})
    paths = (confirm, end, "/subscribe", "/manage", "/privacy", "/u/none", "/c/none", "/m/none")
    before = service.dump()
    for number in range(1000):
        path = paths[number % len(paths)]
        answer = service.client.ask(path, "HEAD" if number % 3 else "GET")
        assert answer.status in (200, 404, 429)
        if path[:3] in ("/c/", "/u/", "/m/"):
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            if answer.status != 429:
                assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert service.dump() == before


def test_an_address_gets_one_letter_a_day_and_one_ip_three_an_hour(service: Service) -> None:
    answers = {service.subscribe().text for _ in range(3)}
    service.work()
    assert len(service.letters()) == 1
    assert len(answers) == 1, "whether the address is known is told to nobody"
    service.now += timedelta(minutes=61)
    for name in "abcdef":
        service.subscribe(f"{name}@people.example")
    service.work()
    assert len(service.letters()) == 1 + 3
    service.now += timedelta(hours=24)
    service.subscribe()
    service.work()
    assert len(service.letters()) == 1 + 3 + 1


def test_who_has_a_subscription_gets_a_link_to_it_and_no_second_one(service: Service) -> None:
    service.begun()
    service.now += timedelta(hours=25)
    assert service.subscribe().status == 202
    service.work()
    assert service.letters()[-1] == "Your link to change the subscription"
    assert service.standings() == [Standing.ACTIVE]


def test_what_was_asked_for_can_be_seen_changed_paused_and_ended(service: Service) -> None:
    service.begun(what="key", lang="uk", zone="Europe/Kyiv", party="ukraine")
    service.now += timedelta(hours=25)
    service.post(
        "/manage", {"address": READER.upper().replace("PEOPLE.EXAMPLE", "People.Example").replace("READER", "reader")}
    )
    service.work()
    page = service.link()
    shown = service.get(page).text
    assert 'value="key" checked' in shown
    assert 'value="Europe/Kyiv"' in shown
    assert re.search(r'value="ukraine" checked', shown)
    assert not re.search(r'value="russia" checked', shown)

    wishes = {
        "address": READER,
        "what": "all",
        "cadence": "daily",
        "at": "08:30",
        "zone": "Europe/Warsaw",
        "lang": "ru",
    }
    assert service.post(page, {**wishes, "action": "save"}).status == 200
    with closing(Storage(service.config.database, write=False)) as storage:
        (one,) = storage.subscribers.active()
    assert (one.reasons, one.parties, one.cadence, one.at, one.zone, one.lang) == (
        (), (), "daily", "08:30", "Europe/Warsaw", "ru",
    )  # fmt: skip
    wrong = service.post(page, {**wishes, "zone": "Mars/Base", "action": "save"})
    assert (wrong.status, "no such time zone" in wrong.text) == (422, True)

    service.post(page, {"action": "pause"})
    assert service.standings() == [Standing.PAUSED]
    service.post(page, {"action": "resume"})
    service.work()
    assert service.standings() == [Standing.ACTIVE]
    service.post(page, {"action": "end"})
    assert service.standings() == [Standing.ENDED]
    assert service.get(page).status == 404


def test_a_new_address_confirms_itself_first_and_the_old_one_is_told(service: Service) -> None:
    service.begun()
    service.now += timedelta(hours=25)
    service.post("/manage", {"address": READER})
    service.work()
    page, new = service.link(), "new@people.example"
    assert new in service.post(page, {"address": new, "what": "all", "action": "save"}).text
    service.work()
    assert service.mail.mails[-1]["To"] == new
    assert service.letters()[-1] == "Please confirm your new address"
    service.alert()
    assert service.mail.mails[-1]["To"] == READER, "nothing goes there before"
    confirm = next(
        LINK.findall(mail.get_body(("plain",)).get_content())[0] for mail in service.mail.mails if mail["To"] == new
    )
    assert service.post(confirm).status == 200
    service.work()
    assert (service.letters()[-1], service.mail.mails[-1]["To"]) == (
        "The address of your subscription was changed", READER,
    )  # fmt: skip
    service.now += timedelta(minutes=1)
    service.alert()
    assert service.mail.mails[-1]["To"] == new


def test_links_end_with_their_time_and_do_one_thing(service: Service) -> None:
    service.subscribe()
    service.work()
    page = service.link()
    token = page.rpartition("/")[2]
    assert [service.get(f"/{kind}/{token}").status for kind in "ucm"] == [404, 200, 404]
    service.now += timedelta(hours=48)
    assert service.get(page).status == 404
    assert service.post(page).status == 404
    service.work()
    assert service.standings() == [Standing.PENDING]
    service.now += timedelta(minutes=1)
    service.work()
    assert service.standings() == [Standing.ENDED], "nobody confirmed it"
    assert READER not in service.dump()


def test_who_asks_again_has_the_whole_time_of_the_second_link(service: Service) -> None:
    service.subscribe()
    service.work()
    service.now += timedelta(hours=47)
    service.subscribe()
    service.work()
    service.now += timedelta(hours=47)
    service.work()
    assert service.standings() == [Standing.PENDING], "the first link is over, the second is not"
    assert service.post(service.link()).status == 200
    service.work()
    assert service.standings() == [Standing.ACTIVE]


def test_a_letter_that_cannot_be_written_is_dropped_and_a_confirmation_that_cannot_be_carried_out_is_kept(
    service: Service,
) -> None:
    service.subscribe()
    service.work()
    page = service.link()
    assert service.post(page).status == 200
    with closing(Storage(service.config.database)) as storage:
        (one,) = storage.subscribers.all()
        storage._db.execute("CREATE TRIGGER no BEFORE INSERT ON subscribers BEGIN SELECT RAISE(ABORT, 'broken'); END")
        storage.asked.add(Asked(Wish.MANAGE, one.subscription.id, service.now))
        broken = replace(service.tools, render=lambda *_: 1 / 0)  # type: ignore[arg-type,return-value]
        report = serve(storage, broken, service.now)
        assert (report.done, report.failed) == (0, 2)
        assert [each.wish for each in storage.asked.waiting(9)] == [Wish.BEGIN]
        storage._db.execute("DROP TRIGGER no")
    service.work()
    assert service.standings() == [Standing.ACTIVE]


def test_a_link_confirms_once(service: Service) -> None:
    service.subscribe()
    service.work()
    page = service.link()
    assert [service.post(page).status, service.post(page).status, service.get(page).status] == [200, 404, 404]


def test_guessing_links_is_stopped(service: Service) -> None:
    found = [service.get(f"/u/{number:043}").status for number in range(62)]
    assert found == [404] * 60 + [429] * 2


def test_a_program_that_fills_every_field_gets_the_same_answer_and_no_mail(service: Service) -> None:
    said = service.subscribe(website="https://spam.example")
    service.work()
    assert (said.status, service.letters()) == (202, [])
    assert said.text == service.subscribe("b@people.example").text


ADDRESSES = [
    ("a@b.example\r\nBcc: c@d.example", 422), ("", 422), ("no address", 422), ("a@b@c.example", 422),
    ("<a@b.example>", 422), ("a@bücher.example", 202), (f"{'x' * 65}@b.example", 422), ("ä@b.example", 422),
]  # fmt: skip


@pytest.mark.parametrize(("address", "status"), ADDRESSES, ids=[ascii(address)[:20] for address, _ in ADDRESSES])
def test_an_odd_address_is_taken_as_it_is_meant_or_told(service: Service, address: str, status: int) -> None:
    assert service.subscribe(address).status == status
    service.work()
    if status == 202:
        assert service.mail.mails[-1]["To"] == "a@xn--bcher-kva.example"


FORGED = [
    ("a page elsewhere", {"Origin": "https://evil.example"}, FORM, b"address=a", 403),
    ("across sites", {"Sec-Fetch-Site": "cross-site"}, FORM, b"address=a", 403),
    ("a neighbour", {"Sec-Fetch-Site": "same-site"}, FORM, b"address=a", 403),
    ("no origin is given and no site", {"Origin": "null"}, FORM, b"address=a", 403),
    ("JSON", {}, "application/json", b"{}", 415),
    ("2 MiB", {}, FORM, b"address=" + b"x" * 2_097_152, 413),
]


@pytest.mark.parametrize("path", ["/subscribe", "/manage", "/c/none", "/m/none"])
@pytest.mark.parametrize(
    ("headers", "kind", "body", "status"), [row[1:] for row in FORGED], ids=[row[0] for row in FORGED]
)
def test_a_form_that_is_none_of_ours_changes_nothing(
    shared: Service, path: str, headers: dict[str, str], kind: str, body: bytes, status: int
) -> None:
    before = shared.dump()
    assert shared.client.ask(path, "POST", {"Content-Type": kind, **headers}, body).status == status
    assert shared.dump() == before


@pytest.mark.parametrize("origin", [PUBLIC, "null"])
def test_a_form_of_ours_is_taken_also_from_a_browser_that_hides_its_origin(service: Service, origin: str) -> None:
    fields = {"address": READER, "what": "all"}
    assert service.post("/subscribe", fields, Origin=origin, **{"Sec-Fetch-Site": "same-origin"}).status == 202


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/subscribe", "/u/none", "/privacy"])
def test_no_other_method_is_answered(shared: Service, path: str, method: str) -> None:
    assert shared.client.ask(path, method).status == 405


def test_the_pages_speak_the_language_that_is_chosen_or_that_the_browser_asks_for(shared: Service) -> None:
    assert '<html lang="uk">' in shared.get("/subscribe?lang=uk").text
    assert '<html lang="ru">' in shared.get("/privacy", **{"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}).text
    assert '<html lang="en">' in shared.get("/manage", **{"Accept-Language": "fr"}).text


def test_nobody_can_subscribe_where_the_operator_does_not_want_it(service: Service) -> None:
    closed = replace(service.config, web=replace(service.config.web, subscribe=False))
    app = build(closed.database, closed, service.tools.party_names, START, spoken=reader_names(service.tools.names))
    with served(app) as client:
        assert [client.ask(path).status for path in ("/subscribe", "/manage", "/privacy")] == [404, 200, 200]
