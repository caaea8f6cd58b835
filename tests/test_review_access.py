"""Every route of the app, by whom and how; they are taken from the app, so that none is forgotten (P28, P29)."""

import re

import pytest
from builders_desk import configured, enter, filled, publish, served
from builders_review import NAMES, NOW, stored
from starlette.routing import Mount, Route

from repwatch.model import Exchange, Role
from review.access import ACCESS
from review.app import build
from storage import Storage

EXCHANGE = Exchange("north-south-2031-05-06", "north-south", "2031-05-06")
WHO = ("nobody", "viewer", "editor", "admin")
ALL, READ = "yes yes yes yes", "401 yes yes yes"
# What each of WHO gets by GET, and by POST of a good form; "-": there is no such method.
TABLE = {
    "/": (ALL, "-"),
    "/account": ("401 yes yes yes", "401 yes yes yes"),
    "/account/codes": ("401 yes yes yes", "401 yes yes yes"),
    "/actions": ("401 403 403 yes", "-"),
    "/alerts": (READ, "-"),
    "/alerts.atom": (ALL, "-"),
    "/alerts.json": (ALL, "-"),
    "/api/v1/exchanges": (ALL, "-"),
    "/api/v1/exchanges/{id:path}": (ALL, "-"),
    "/api/v1/openapi.json": (ALL, "-"),
    "/api/v1/reach": (ALL, "-"),
    "/api/v1/totals": (ALL, "-"),
    "/articles/{article_id}": (ALL, "-"),
    "/audit/{sample}": (READ, "401 403 yes yes"),
    "/c/{token}": (ALL, ALL),
    "/exchanges/{exchange_id:path}": (ALL, "-"),
    "/healthz": (ALL, "-"),
    "/invite/{token}": (ALL, ALL),
    "/ledger.atom": (ALL, "-"),
    "/ledger.csv": (ALL, "-"),
    "/ledger.json": (ALL, "-"),
    "/login": (ALL, ALL),
    "/logout": ("-", "401 yes yes yes"),
    "/m/{token}": (ALL, ALL),
    "/metrics": (ALL, "-"),
    "/readyz": (ALL, "-"),
    "/manage": (ALL, ALL),
    "/new-outlet": ("401 403 yes yes", "401 403 yes yes"),
    "/outlets": (ALL, "-"),
    "/outlets/{outlet_id}": (READ, "401 403 yes yes"),
    "/people": ("401 403 403 yes", "401 403 403 yes"),
    "/privacy": (ALL, "-"),
    "/articles/{article_id}/text": (READ, "-"),
    "/decide": ("401 403 yes yes", "401 403 yes yes"),
    "/decisions": (READ, "401 403 yes yes"),
    "/quality": (READ, "-"),
    "/robots.txt": (ALL, "-"),
    "/questions": (READ, "401 403 yes yes"),
    "/questions.json": (READ, "-"),
    "/questions/{key}": (READ, "401 403 yes yes"),
    "/search": (READ, "-"),
    "/static": (ALL, "-"),
    "/subscribe": (ALL, ALL),
    "/subscribers": ("401 403 yes yes", "401 403 yes yes"),
    "/totals": (ALL, "-"),
    "/totals.csv": (ALL, "-"),
    "/totals.json": (ALL, "-"),
    "/try": (READ, "401 403 yes yes"),
    "/try/rules": (READ, "401 403 yes yes"),
    "/try/rules/{trial}": (READ, "401 403 yes yes"),
    "/u/{token}": (ALL, ALL),
    "/years/{year}": (ALL, "-"),
}
OPEN_FORMS = {path for path, (_, post) in TABLE.items() if post == ALL}


def app_of(config):
    return build(config.database, config, NAMES, NOW, clock=lambda: NOW, spoken={"en": NAMES})


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    config = configured(tmp_path_factory.mktemp("access"))
    filled(config)
    publish(config, EXCHANGE, stored(640))
    return config


@pytest.fixture(scope="module")
def clients(config):
    with served(app_of(config)) as client:
        yield {
            "nobody": client,
            **{role.value: enter(config, client, role, now=NOW) for role in Role},
        }


def address(path):
    path = path.replace("{exchange_id:path}", EXCHANGE.id).replace("{article_id}", "1")
    return re.sub(r"\{\w+\}", "no-such-token", "/static/style.css" if path == "/static" else path)


def token_of(client):
    found = re.search(r'name="token" value="([^"]+)"', client.ask("/account").text)
    return found[1] if found else ""


# The index of search shows what it holds by its other tables alone.
STORED = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'search_index'"


def changes(config):
    """Everything in the database but what counts tries."""
    with Storage(config.database, write=False) as storage:
        names = [row["name"] for row in storage._db.query(STORED)]
        tables = sorted(set(names) - {"counted"} - {name for name in names if name.startswith("sqlite_")})
        return {name: [tuple(row.values()) for row in storage._db.query(f"SELECT * FROM {name}")] for name in tables}


def routes(config):
    return {route.path: route for route in app_of(config).routes if isinstance(route, (Route, Mount))}


def test_every_route_has_a_rule_and_stands_in_this_table(config):
    assert set(routes(config)) == set(ACCESS) == set(TABLE)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", TABLE)
def test_who_may_open_which_page(clients, path, who):
    wanted = TABLE[path][0]
    answer = clients[who].ask(address(path))
    if wanted == "-":
        assert answer.status == 405
    else:
        expected = dict(zip(WHO, wanted.split(), strict=True))[who]
        assert (answer.status not in (401, 403, 405, 500)) if expected == "yes" else answer.status == int(expected)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", [path for path, (_, post) in TABLE.items() if post not in ("-", ALL)])
def test_who_may_send_which_form(config, clients, path, who):
    """A form that is refused changes nothing; what a good form does is tested elsewhere."""
    expected = dict(zip(WHO, TABLE[path][1].split(), strict=True))[who]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    before = changes(config)
    body = f"token={token_of(clients[who])}&action=nothing".encode()
    if path == "/logout" and expected == "yes":
        pytest.skip("it would end the login that the others need; tested with the logins")
    answer = clients[who].ask(address(path), "POST", headers, body)
    assert (answer.status in (200, 303, 400, 404, 409, 422)) if expected == "yes" else answer.status == int(expected)
    if expected != "yes":
        assert changes(config) == before


FORGED = {
    "no token": ({}, b"action=end", 403),
    "the token of another login": ({}, b"token=" + b"A" * 43, 403),
    "another origin": ({"Origin": "https://evil.example"}, b"token=%s", 403),
    "another site": ({"Sec-Fetch-Site": "cross-site"}, b"token=%s", 403),
    "a sister site": ({"Sec-Fetch-Site": "same-site"}, b"token=%s", 403),
    "JSON": ({"Content-Type": "application/json"}, b'{"token": "%s"}', 403),
    "plain text": ({"Content-Type": "text/plain"}, b"token=%s", 415),
}


@pytest.mark.parametrize("kind", FORGED)
@pytest.mark.parametrize("path", [path for path, (_, post) in TABLE.items() if post not in ("-", ALL)])
def test_a_forged_form_changes_nothing(config, clients, path, kind):
    extra, body, status = FORGED[kind]
    admin = clients["admin"]
    headers = {"Content-Type": "application/x-www-form-urlencoded", **extra}
    body = body.replace(b"%s", token_of(admin).encode())
    before = changes(config)
    assert admin.ask(address(path), "POST", headers, body).status == status
    assert changes(config) == before


@pytest.mark.parametrize("path", TABLE)
def test_reading_changes_nothing(config, clients, path):
    before = changes(config)
    for method in ("GET", "HEAD"):
        clients["admin"].ask(address(path), method)
    assert changes(config) == before


def test_a_route_without_a_rule_is_refused_to_everybody(config, clients, monkeypatch):
    app = app_of(config)
    app.add_api_route("/forgotten", lambda: "secret", methods=["GET"])
    with served(app) as client:
        assert client.ask("/forgotten").status == 403
        assert enter(config, client, Role.ADMIN, "another").ask("/forgotten").status == 403


def test_the_ledger_can_be_closed(tmp_path):
    config = configured(tmp_path, public=False)
    filled(config)
    with served(app_of(config)) as client:
        viewer = enter(config, client, Role.VIEWER)
        for path in ("/", "/ledger.json", "/ledger.atom", "/totals", "/outlets"):
            assert client.ask(path).status == 401
            assert viewer.ask(path).status == 200
        assert client.ask("/healthz").status == 200


def test_a_form_that_is_too_large_is_refused(clients):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert clients["admin"].ask("/people", "POST", headers, b"a=" + b"x" * 1_048_577).status == 413
    many = "&".join(f"f{number}=1" for number in range(1001)).encode()
    assert clients["admin"].ask("/people", "POST", headers, many).status == 400
