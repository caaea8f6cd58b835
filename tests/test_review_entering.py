"""Getting in, staying in, being put out; by a real server over a real database (R-AUTH, P29 to P32)."""

import re
from datetime import timedelta
from http import HTTPStatus

import pyotp
import pytest
from builders_desk import Clock, configured, filled, served, text_of
from builders_people import PASSWORD, Browser, arrived, invited
from builders_review import NAMES, NOW

from repwatch.model import Role
from review.app import build
from review.gate import COOKIE
from review.passwords import step_of, weakness
from storage import Storage


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def config(tmp_path):
    config = configured(tmp_path)
    filled(config)
    return config


@pytest.fixture
def desk(config, clock):
    with served(build(config.database, config, NAMES, NOW, clock=clock)) as client:
        yield client


def actions(config):
    with Storage(config.database, write=False) as storage:
        return [deed.action for deed in reversed(storage.actions.recent(100))]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        pytest.param("short", "at least 12", id="too short"),
        pytest.param("x" * 129, "at most 128", id="too long"),
        pytest.param("qwerty123456", "first that anybody", id="among the common ones"),
        pytest.param("abcabcabcabc", "first that anybody", id="one word again and again"),
        pytest.param("olena and the rest", "must not contain", id="with the name"),
        pytest.param("we run Repwatch here", "must not contain", id="with the name of the site"),
        pytest.param("desk.example.org!", "must not contain", id="with the address of the site"),
        pytest.param("чотири слова поспіль", "", id="words of another script"),
        pytest.param(PASSWORD, "", id="four words"),
    ],
)
def test_which_passwords_will_do(password, why):
    found = weakness(password, "olena", "desk.example.org")
    assert (why in found) if why else not found


@pytest.mark.parametrize(
    ("later", "known"), [(-30, True), (0, True), (29, True), (31, True), (-70, False), (70, False)]
)
def test_a_code_holds_one_step_around(later, known):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    now = NOW.replace(second=0)
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=later))
    assert (step_of(code, secret, now) is not None) is known


@pytest.mark.parametrize("code", ["", "12345", "١٢٣٤٥٦", "0" * 999, "abcdef"])
def test_what_is_no_code_is_none(code):
    assert step_of(code, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", NOW) is None


def test_a_link_is_looked_at_as_often_as_wanted_and_used_once(config, desk):
    path = invited(config, "olena")
    for _ in range(3):
        assert "Choose a password" in desk.ask(path).text
    assert desk.ask(path, "HEAD").status == 200
    browser = Browser(desk)
    weak = browser.post(path, password="short", again="short")
    assert (weak.status, "at least 12" in weak.text) == (422, True)
    assert browser.post(path, password=PASSWORD, again="another").status == 422
    assert browser.post(path, password=PASSWORD, again=PASSWORD).status == 303
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}", browser.cookie)
    assert browser.open("/account").status == 200
    assert Browser(desk).post(path, password="another four words", again="another four words").status == 404
    assert actions(config) == ["set a password"]


def test_a_link_is_void_after_its_day(config, desk, clock):
    path = invited(config, "olena")
    clock.now += timedelta(days=400)
    assert desk.ask(path).status == 404


def test_the_cookie_is_bound_to_this_host_and_to_encryption(config, desk):
    answer = Browser(desk).post(invited(config, "olena"), password=PASSWORD, again=PASSWORD)
    parts = set(answer.headers["Set-Cookie"].split("; ")[1:])
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= parts
    assert answer.headers["Cache-Control"] == "no-store"


def test_somebody_signs_in_reads_and_signs_out(config, desk):
    arrived(config, desk, "olena")
    browser = Browser(desk)
    refused = browser.open("/alerts?x=1")
    assert (refused.status, 'name="next" value="/alerts?x=1"' in refused.text) == (401, True)
    assert browser.sign_in("Olena", wanted="/alerts").headers["Location"] == "/alerts"
    page = browser.open("/alerts")
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
    old = browser.cookie
    assert browser.send("/account", action="nothing").status == 200
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    assert browser.post("/logout", token=token[1]).status == 303
    assert Browser(desk, old).open("/alerts").status == 401
    assert actions(config) == ["set a password", "signed in", "signed out"]


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "", "alerts", "/a\nb"])
def test_after_signing_in_one_stays_here(config, desk, wanted):
    arrived(config, desk, "olena")
    assert Browser(desk).sign_in("olena", wanted=wanted).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "password"),
    [("olena", "not the password"), ("nobody", PASSWORD), ("", ""), ("locked", PASSWORD), ("new", "")],
    ids=["a wrong password", "an unknown name", "nothing", "who is locked out", "who has no password yet"],
)
def test_what_is_wrong_is_not_said(config, desk, name, password):
    arrived(config, desk, "olena")
    arrived(config, desk, "locked")
    invited(config, "new")
    with Storage(config.database) as storage:
        storage.people.disable("locked", NOW)
    answer = Browser(desk).sign_in(name, password)
    assert answer.status == 403
    assert "Name, password or code is not right." in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_sixth_failure_is_too_many_and_the_real_one_keeps_her_login(config, desk, clock):
    olena = arrived(config, desk, "olena")
    for _ in range(5):
        assert Browser(desk).sign_in("olena", "wrong").status == 403
    answer = Browser(desk).sign_in("OLENA")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "900")
    assert olena.open("/alerts").status == 200
    clock.now += timedelta(minutes=16)
    assert Browser(desk).sign_in("olena").status == 303


def test_the_twenty_first_failure_from_one_place_is_too_many(config, desk):
    with Storage(config.database) as storage, storage.transaction():
        for _ in range(19):
            storage.asked.note("login ip", "127.0.0.1", NOW)
    arrived(config, desk, "olena")
    assert Browser(desk).sign_in("olena").status == 303
    assert Browser(desk).sign_in("nobody", "wrong").status == 403
    assert Browser(desk).sign_in("olena").status == 429


def test_one_time_codes_are_asked_for_and_hold_once(config, desk, clock):
    olena = arrived(config, desk, "olena")
    secret = re.search(r'name="secret" value="(\w{32})"', olena.open("/account/codes").text)
    assert secret
    phone = pyotp.TOTP(secret[1])
    assert olena.send("/account/codes", secret=secret[1], code="000000").status == 422
    done = olena.send("/account/codes", secret=secret[1], code=phone.at(NOW))
    recovery = re.findall(r"<li><code>([^<]+)</code>", done.text)
    assert len(recovery) == 10
    clock.now += timedelta(seconds=60)
    assert Browser(desk).sign_in("olena").status == 403
    assert Browser(desk).sign_in("olena", code=phone.at(clock.now)).status == 303
    assert Browser(desk).sign_in("olena", code=phone.at(clock.now)).status == 403
    assert Browser(desk).sign_in("olena", code=recovery[3]).status == 303
    assert Browser(desk).sign_in("olena", code=recovery[3]).status == 403
    assert "9 recovery codes are left" in text_of(olena.open("/account").text)


def test_who_must_use_codes_can_do_nothing_before(config, desk):
    olena = arrived(config, desk, "olena", must_code=True)
    assert olena.open("/alerts").headers["Location"] == "/account/codes"
    assert olena.open("/").status == 200
    secret = re.search(r'name="secret" value="(\w{32})"', olena.open("/account/codes").text)
    assert secret
    assert olena.send("/account/codes", secret=secret[1], code=pyotp.TOTP(secret[1]).at(NOW)).status == 200
    assert olena.open("/alerts").status == 200
    refused = olena.send("/account", action="codes-off", old=PASSWORD)
    assert "cannot be switched off" in refused.text


@pytest.mark.parametrize(
    ("later", "status"), [(timedelta(hours=11, minutes=59), 200), (timedelta(hours=12), 401)], ids=["used", "idle"]
)
def test_a_login_lapses_when_it_is_not_used(config, desk, clock, later, status):
    olena = arrived(config, desk, "olena")
    clock.now += later
    assert olena.open("/alerts").status == status


def test_a_login_lapses_after_a_week_however_much_it_is_used(config, desk, clock):
    olena = arrived(config, desk, "olena")
    for _ in range(14):
        assert olena.open("/alerts").status == 200
        clock.now += timedelta(hours=11.9)
    assert olena.open("/alerts").status == 200
    clock.now = NOW + timedelta(days=7)
    assert olena.open("/alerts").status == 401


@pytest.mark.parametrize("how", ["password", "role", "locked", "ended by herself", "ended by an admin"])
def test_an_old_cookie_is_worth_nothing_at_once(config, desk, how):
    olena, admin = arrived(config, desk, "olena"), arrived(config, desk, "iryna", Role.ADMIN)
    old = Browser(desk, olena.cookie)
    if how == "password":
        new = "other words nobody joins"
        assert olena.send("/account", action="password", old=PASSWORD, password=new, again=new).status == 303
        assert olena.open("/alerts").status == 200
    elif how == "ended by herself":
        olena.sign_in("olena")
        assert olena.send("/account", action="others").status == 303
    else:
        action = {"role": "role", "locked": "disable", "ended by an admin": "end"}[how]
        assert admin.send("/people", name="olena", action=action, role="viewer").status == 200
    assert old.open("/alerts").status == 401
    assert old.post("/account", action="others").status == 401


def test_nobody_can_end_a_login_of_another(config, desk):
    olena, iryna = arrived(config, desk, "olena"), arrived(config, desk, "iryna")
    with Storage(config.database, write=False) as storage:
        (hers,) = storage.logins.of("olena", NOW)
    assert "had ended before" in iryna.send("/account", action="end", key=hers.key).text
    assert olena.open("/alerts").status == 200


def test_the_last_administrator_stays_one(config, desk):
    admin = arrived(config, desk, "iryna", Role.ADMIN)
    for action in ("role", "disable"):
        answer = admin.send("/people", name="iryna", action=action, role="viewer")
        assert (answer.status, "last administrator" in answer.text) == (422, True)
    assert actions(config) == ["set a password"]


def test_an_admin_lets_somebody_in(config, desk):
    admin = arrived(config, desk, "iryna", Role.ADMIN)
    page = admin.send("/people", action="add", name="олена", role="editor")
    link = re.search(r"<code>http://127.0.0.1:8080(/invite/[\w-]{43})</code>", page.text)
    assert link
    assert admin.send("/people", action="add", name="ОЛЕНА".lower(), role="editor").status == 422
    assert Browser(desk).post(link[1], password=PASSWORD, again=PASSWORD).status == HTTPStatus.SEE_OTHER
    assert admin.send("/people", action="add", name="<b>", role="editor").status == 422
    log = text_of(admin.open("/actions").text)
    assert "iryna admin 127.0.0.1 added a person олена editor" in log


def test_the_log_of_actions_stays_as_it_was_written(config, desk):
    arrived(config, desk, "olena")
    with Storage(config.database) as storage:
        for statement in ("UPDATE actions SET by_whom = 'x'", "DELETE FROM actions"):
            with pytest.raises(Exception, match="action log"):
                storage._db.execute(statement)
    assert actions(config) == ["set a password"]
