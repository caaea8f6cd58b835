"""What the running page shows of the lessons that other programs had to learn; every route and field is taken from the
app and its sources, so that a new one is tried too.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlencode

import pytest
from alerts_builders import DESK, NAMES, OFFICE, URL, alert, claim, settlement, side
from builders_desk import Answer, Client, configured, elsewhere, enter, filled, publish, served
from builders_people import PASSWORD, Browser, arrived, invited
from builders_review import NAMES as PARTIES
from builders_review import NOW, stored
from lxml import html
from newsdesk import newsdesk
from test_review_access import OPEN_FORMS, TABLE, address, app_of, changes, token_of
from test_review_subscribing import FORM

from alerts.digest import compose
from alerts.render import renderer
from repwatch.config import load
from repwatch.model import Claimant, Config, Exchange, Question, Role
from repwatch.subscription import SubscriptionWrong, checked
from review.app import build
from review.search import SHARED
from scheduler.web import server
from storage import Storage

REVIEW = Path(__file__).parent.parent / "review"
SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in REVIEW.rglob("*.py"))
PAGES = "\n".join(file.read_text(encoding="utf-8") for file in (REVIEW / "templates").rglob("*.html"))
HOSTILE = "'\"><img src=x onerror=alert(1)><svg onload=alert(2)></textarea></title></script><script>alert(3)</script>"
JINJA = "{{ 7 * 7 }}{% for one in (1,) %}{{ one.__class__ }}{% endfor %}"
NAMED = {*re.findall(r'\.get\("(\w+)"', SOURCES), *re.findall(r'name="(\w+)"', PAGES), *SHARED, "debug"}
FIELDS = sorted(NAMED - {"token", "action", "would"})
ACTIONS = sorted({*re.findall(r'name="(?:action|would)" value="([\w-]+)"', PAGES),
                  *re.findall(r'(?:hidden|answer)\("([\w-]+)"', PAGES)})  # fmt: skip
FORMS = [path for path, (_, post) in TABLE.items() if post != "-" and path not in {*OPEN_FORMS, "/logout"}]
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
TYPES = {"text/html", "text/plain", "text/csv", "text/css", "application/json",
         "application/feed+json", "application/atom+xml"}  # fmt: skip


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    config = configured(tmp_path_factory.mktemp("lessons"))
    filled(config)
    exchange = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")
    odd = stored(7, quote=JINJA, claimant=JINJA, title=JINJA)
    publish(config, exchange, stored(640, quote=HOSTILE, claimant=HOSTILE, title=HOSTILE), elsewhere(odd, 2))
    with Storage(config.database) as storage, storage.transaction():
        storage.reviews.ask(exchange.id, [Question("key", "gate.side", f"Is it right? {HOSTILE}", exchange.id, 1)], NOW)
    return config


@pytest.fixture(scope="module")
def desk(config: Config) -> Iterator[Client]:
    with served(app_of(config)) as client:
        yield client


@pytest.fixture(scope="module")
def admin(config: Config, desk: Client) -> Client:
    return enter(config, desk, Role.ADMIN, now=NOW)


@pytest.fixture
def sender(config: Config, desk: Client) -> Client:
    """A login for this test alone: forms may end it."""
    return enter(config, desk, Role.ADMIN, secrets.token_hex(8), now=NOW)


def place(path: str) -> str:
    """Where there is something to be asked about."""
    return address(path.replace("{key}", "key").replace("{outlet_id}", "courier"))


def harmless(answer: Answer) -> None:
    """No markup that we were given, a type that runs nothing, and no way to another site."""
    kind = answer.headers.get("Content-Type", "text/html").split(";")[0]
    assert kind in TYPES
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if kind == "text/html":
        assert not re.search(r"<img src=x|<svg onload|<script>", answer.text)
    assert re.match(r"/(?![/\\])", answer.headers.get("Location", "/"))


@pytest.mark.parametrize("path", TABLE)
def test_nothing_comes_back_as_markup_or_leads_away(admin: Client, desk: Client, path: str) -> None:
    """Neither from a path, which error pages like to repeat, nor from what stands behind it."""
    named = re.sub(r"\{[^}]+\}", quote(HOSTILE, safe=""), path)
    for who in (admin, desk):
        for shown in (named, f"{named}/{quote(HOSTILE, safe='')}", place(path)):
            for value in (HOSTILE, "//evil.example/", "/\\evil.example/"):
                harmless(who.ask(f"{shown}?{urlencode(dict.fromkeys(FIELDS, value))}"))
                harmless(who.ask(f"{shown}?{urlencode({**dict.fromkeys(FIELDS, ''), 'q': value})}"))


@pytest.mark.parametrize("path", FORMS)
def test_what_is_wrong_in_a_form_is_not_said_in_its_own_markup(sender: Client, path: str) -> None:
    token = token_of(sender)
    assert token
    for action in ACTIONS:
        for value in (HOSTILE, f"https://evil.example/{HOSTILE}"):
            fields = {"token": token, **dict.fromkeys(FIELDS, value), "action": action, "would": action}
            answer = sender.ask(place(path), "POST", FORM_TYPE, urlencode(fields).encode())
            assert answer.status < 500
            harmless(answer)


@pytest.mark.parametrize("path", sorted(OPEN_FORMS))
def test_readers_forms_say_nothing_in_its_own_markup_either(desk: Client, path: str) -> None:
    harmless(desk.ask(address(path), "POST", FORM_TYPE, urlencode(dict.fromkeys(FIELDS, HOSTILE)).encode()))


def test_words_of_others_are_no_template(desk: Client) -> None:
    shown = unescape(desk.ask("/exchanges/north-south-2031-05-06").text)
    assert JINJA in shown
    who = Claimant(JINJA, "odd")
    told = alert(settlement(side("north", claim(1, "north", 12, [who, OFFICE], quote=f"12 bodies {JINJA}"))))
    message = compose((told,), DESK, renderer(), URL, NAMES)
    assert JINJA in message.text
    assert JINJA in unescape(message.html)


@contextmanager
def running(config: Config) -> Iterator[Client]:
    """As the daemon serves it, with what the configuration says of proxies."""
    made = server(build(config.database, config, PARTIES, NOW, clock=lambda: NOW), config.web)
    made.config.port = 0
    with closing(made.config.bind_socket()) as socket:
        socket.listen()
        thread = Thread(target=made.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        yield Client(socket.getsockname()[1])
        made.should_exit = True
        thread.join(10)


@pytest.mark.parametrize(
    ("proxies", "said", "believed"),
    [
        pytest.param((), "203.0.113.9", "127.0.0.1", id="nobody is configured"),
        pytest.param(("192.0.2.1",), "203.0.113.9", "127.0.0.1", id="another is configured"),
        pytest.param(("127.0.0.1",), "203.0.113.9", "203.0.113.9", id="the proxy itself"),
        pytest.param(("127.0.0.1",), "127.0.0.1, 203.0.113.9", "203.0.113.9", id="what its visitor had put before"),
    ],
)
def test_who_asks_is_whom_the_configured_proxy_names(tmp_path: Path, proxies, said: str, believed: str) -> None:
    """Limits of tries and the log of actions hang on it."""
    config = configured(tmp_path, proxies=proxies)
    filled(config)
    with running(config) as client:
        Browser(client, ip=said).post(invited(config, "olena"), password=PASSWORD, again=PASSWORD)
    with Storage(config.database, write=False) as storage:
        assert [deed.ip for deed in storage.actions.recent(9)] == [believed]


@pytest.mark.parametrize("path", sorted(OPEN_FORMS))
def test_nobody_lets_himself_in(config: Config, desk: Client, path: str) -> None:
    """Every form that may be sent without a login, filled as if it made an account."""
    before = changes(config)
    wanted = {"name": "mallory", "user": "mallory", "address": "m@e.example", "role": "admin", "is_admin": "1",
              "password": PASSWORD, "again": PASSWORD, "action": "add", "must_code": ""}  # fmt: skip
    answer = desk.ask(address(path), "POST", FORM_TYPE, urlencode(wanted).encode())
    assert "sid" not in str(answer.headers.get("Set-Cookie"))
    after = changes(config)
    assert [after[table] for table in ("people", "logins")] == [before[table] for table in ("people", "logins")]


def test_nothing_of_a_login_is_left_when_it_ends(tmp_path: Path) -> None:
    config = configured(tmp_path)
    filled(config)
    with served(app_of(config)) as client:
        olena = arrived(config, client, "olena")
        assert len(changes(config)["logins"]) == 1
        token = re.search(r'name="token" value="([^"]+)"', olena.open("/account").text)
        assert token
        olena.post("/logout", token=token[1])
        assert changes(config)["logins"] == []


@pytest.mark.parametrize("path", [path for path, (_, post) in TABLE.items() if post == "-"])
def test_what_has_no_form_is_changed_by_no_method(config: Config, admin: Client, path: str) -> None:
    """The interface for programs among it: it can only be read."""
    before = changes(config)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert admin.ask(address(path), method, FORM_TYPE, b"action=add").status == 405
    assert changes(config) == before


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("address", "anna"), ("address", "a@b.example,c@d.example"), ("zone", "Nowhere/City"), ("lang", "xx"),
     ("minimum", "ever"), ("cadence", "hourly"), ("at", "25:00")],
)  # fmt: skip
def test_a_form_a_command_and_the_configuration_refuse_the_same(tmp_path: Path, field: str, wrong: str) -> None:
    """What is good for one is good for all: below them is one check (for outlets see test_review_new_outlet.py)."""
    given = {"channel": "smtp", "address": "anna@example.org", "cadence": "daily", field: wrong}
    with pytest.raises(SubscriptionWrong) as refused:
        checked(given, (), ("en", "uk"))
    file = tmp_path / "config.toml"
    file.write_text('[[subscription]]\nid = "a"\n' + "".join(f'{name} = "{one}"\n' for name, one in given.items()))
    with pytest.raises(Exception, match=rf"\.{field}: ") as mistaken:
        load(file)
    assert str(refused.value).partition(";")[0] in str(mistaken.value)
    (tmp_path / "desk").mkdir()
    with newsdesk(tmp_path / "desk", public_url='"https://ledger.example.org"') as desk:
        answer = desk.comes("olena").send("/subscribers", action="add", agreed="on", **{**FORM, **given})
        with desk.storage() as storage:
            assert (answer.status, storage.subscribers.all()) == (422, [])


@pytest.mark.parametrize("path", [path for path, (get, _) in TABLE.items() if get != "-"])
def test_a_token_stands_in_forms_that_are_posted_and_nowhere_else(admin: Client, path: str) -> None:
    answer, token = admin.ask(address(path)), token_of(admin)
    assert token
    if not answer.headers["Content-Type"].startswith("text/html"):
        assert token not in answer.text
        return
    page = html.fromstring(answer.text)
    fields = page.xpath("//input[@name='token']")
    assert answer.text.count(token) == len(fields)
    assert all(field.xpath("ancestor::form")[0].method == "POST" for field in fields)
    for form in page.forms:
        if form.method == "POST" and path not in OPEN_FORMS:
            assert form.fields["token"] == token
    assert not [link for *_, link, _ in page.iterlinks() if token in link or admin.cookie in link]


def test_no_switch_says_more_of_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUG", "REPWATCH_DEBUG", "STARLETTE_DEBUG", "PYTHONDEBUG"):
        monkeypatch.setenv(name, "1")
    config = configured(tmp_path)
    filled(config)

    def stopped() -> None:
        raise RuntimeError("secret of the machine")

    app = build(config.database, config, PARTIES, NOW, clock=stopped)
    assert app.debug is False
    with served(app) as client:
        for switch in ("debug", "_debug", "trace", "_trace", "verbose", "context", "_context"):
            answer = client.ask(f"/healthz?{switch}=1&{switch}={quote(HOSTILE)}", headers={f"X-{switch}": "1"})
            assert (answer.status, "secret" in answer.text, "RuntimeError" in answer.text) == (500, False, False)
            harmless(answer)


STATIC = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml", "desk.js": "text/javascript",
          "ledger.schema.json": "application/json", "api.schema.json": "application/json"}  # fmt: skip


def test_files_are_those_that_we_ship_each_of_its_own_type(desk: Client) -> None:
    assert {one.name for one in (REVIEW / "static").iterdir()} == set(STATIC)
    for name, kind in STATIC.items():
        answer = desk.ask(f"/static/{name}?type=text/html", headers={"Accept": "text/html"})
        assert (answer.status, answer.headers["Content-Type"].startswith(kind)) == (200, True), name
    for path in ("", ".", "..", "%2e%2e%2fapp.py", "..%5capp.py", "%00", "/etc/passwd", "%2fetc%2fpasswd"):
        assert desk.ask(f"/static/{path}").status == 404


@pytest.mark.parametrize("path", [path for path, (get, _) in TABLE.items() if get != "-"])
def test_links_name_our_own_host_and_not_the_one_that_was_asked_for(admin: Client, path: str) -> None:
    answer = admin.ask(address(path), headers={"Host": "localhost:4711", "X-Forwarded-Host": "evil.example"})
    assert ":4711" not in answer.text + str(answer.headers)  # the bare number may be one of the figures
    assert "evil.example" not in answer.text + str(answer.headers)


def test_an_invitation_leads_to_the_configured_host(tmp_path: Path) -> None:
    config = configured(tmp_path, public_url="https://ledger.example.org")
    filled(config)
    with served(app_of(config)) as client:
        admin = enter(config, client, Role.ADMIN, now=NOW)
        body = urlencode({"token": token_of(admin), "action": "add", "name": "olena", "role": "viewer"}).encode()
        page = admin.ask("/people", "POST", {**FORM_TYPE, "Host": "localhost:4711"}, body).text
    assert re.search(r"<code>https://ledger\.example\.org/invite/", page)
