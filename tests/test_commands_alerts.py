"""What would be told, and whether it arrives: each step at which a test message may fail, against real servers."""

import json
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from alerts_receiver import Receiver
from dumped import dumped
from office import ANNA, BY, Office
from receivers import HookReceiver, free_port

from storage import Storage

TODAY = f"ukraine-russia-{datetime.now(UTC):%Y-%m-%d}"


def today(office: Office) -> str:
    ledger = json.loads(office.run("ledger", "--format", "json"))
    return str(ledger[0]["id"])


def dump(office: Office) -> str:
    with closing(Storage(office.folder / "var" / "repwatch.db", write=False)) as storage:
        return dumped(storage._db.conn)


def test_a_preview_shows_what_would_go_out_and_changes_nothing(office: Office) -> None:
    office.add(ANNA, "--lang", "uk", "--party", "ukraine")
    office.hears(1245)
    before, id = dump(office), today(office)
    assert office.run("alerts", "preview", id, "--as", ANNA) == "", "it is owed already"
    shown = office.run("alerts", "preview", id, "--as", ANNA, "--anew", "--html", "message.html")
    assert f"To: {ANNA}\nSubject: Україні — 1 245 тіл" in shown
    assert '<html lang="uk">' in (office.folder / "message.html").read_text(encoding="utf-8")
    body = json.loads(office.run("alerts", "preview", id, "--as", "desk", "--anew", "--json"))
    assert (body["type"], body["data"]["exchanges"][0]["id"]) == ("exchange.new", id)
    office.run("deliver")
    assert [mail["To"] for mail in office.mail.mails] == [ANNA]
    assert before.count('INSERT INTO "alerts"') == dump(office).count('INSERT INTO "alerts"')


def test_what_the_feeds_of_alerts_would_say_is_shown_in_each_language(office: Office) -> None:
    office.hears(1245)
    shown = office.run("alerts", "preview", today(office), "--as", "feeds", "--anew")
    assert re.findall(r"^\[(\w\w)\] ", shown, re.MULTILINE) == ["en", "ru", "uk"]
    assert "1,245 bod" in shown
    assert "1 245 тіл" in shown
    assert "leave out --html and --json" in office.run(
        "alerts", "preview", today(office), "--as", "feeds", "--anew", "--json", code=2
    )


def test_a_preview_of_nothing_names_what_is_not_there(office: Office) -> None:
    assert "there is no exchange nowhere" in office.run("alerts", "preview", "nowhere", "--as", "desk", code=1)
    assert "there is no subscription nobody" in office.run("alerts", "preview", "nowhere", "--as", "nobody", code=1)


def test_a_test_message_says_that_it_is_one_and_arrives_at_once(office: Office) -> None:
    office.add(ANNA, "--quiet", "00:00-23:59")
    assert "was taken: 250" in office.run("alerts", "test", ANNA)
    (mail,) = office.mail.mails
    assert (mail["To"], mail["Subject"]) == (ANNA, "Test message, no news")
    with HookReceiver() as hook:
        said = office.run("subscribers", "add", hook.url, *BY, "--channel", "webhook")
        hook.secret = re.search(r"whsec_\S+", said)[0]  # type: ignore[index]  # it is there
        office.run("alerts", "test", hook.url)
        assert list(hook.by_id.values()) == ["system.test"]
    assert "written to" in office.run("alerts", "test", "desk")


def test_both_secrets_sign_for_a_day(office: Office) -> None:
    with HookReceiver() as hook:
        said = office.run("subscribers", "add", hook.url, *BY, "--channel", "webhook")
        old = re.search(r"whsec_\S+", said)[0]  # type: ignore[index]
        new = re.search(r"whsec_\S+", office.run("subscribers", "rotate", hook.url))[0]  # type: ignore[index]
        assert old != new
        for secret in (old, new):
            hook.secret = secret
            office.run("alerts", "test", hook.url)
        office.run("subscribers", "change", hook.url, "--reason", "exchange.new")
        with closing(Storage(office.folder / "var" / "repwatch.db")) as storage:
            now = datetime.now(UTC)
            storage.subscribers.forget_secrets(now - timedelta(hours=24))
            office.run("alerts", "test", hook.url)
            storage.subscribers.forget_secrets(now)
        office.run("alerts", "test", hook.url)
        assert (len(hook.posts), hook.refused) == (4, [])
        hook.secret = old
        office.run("alerts", "test", hook.url, code=1)
    assert "is no webhook" in office.run("subscribers", "rotate", office.add(ANNA), code=1)


def mail_of(office: Office, **settings: object) -> None:
    path = office.folder / "config.toml"
    kept = re.sub(r"\[mail\].*?(?=\[\[)", "", path.read_text(), flags=re.DOTALL)
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    path.write_text(kept.replace("[[subscription]]", f"[mail]\n{lines}[[subscription]]", 1))


def no_server(office: Office) -> None:
    mail_of(office, host="127.0.0.1", port=free_port(), security="none")


def no_encryption(office: Office) -> None:
    mail_of(office, host="127.0.0.1", port=office.mail.port, security="starttls")


def no_login(office: Office) -> None:
    (office.folder / "password").write_text("secret")
    mail_of(office, host="127.0.0.1", port=office.mail.port, security="none", user="watch", password_file="password")


def no_message(office: Office) -> None:
    office.mail.answer = "554 no thanks"


@pytest.mark.parametrize(
    ("breaks", "step", "words"),
    [
        (no_server, "connection", "Connection refused"),
        (no_encryption, "encryption", "STARTTLS"),
        (no_login, "login", "AUTH"),
        (no_message, "message", "554 no thanks"),
    ],
    ids=["no server", "no encryption", "no login", "the message is refused"],
)
def test_a_mail_that_fails_names_the_step(office: Office, breaks, step: str, words: str) -> None:
    office.add(ANNA)
    breaks(office)
    said = office.run("alerts", "test", ANNA, code=1)
    assert f"failed at its {step}" in said
    assert words in said
    assert "What to do: " in said


def test_a_webhook_that_fails_names_the_step(office: Office) -> None:
    with Receiver(lambda handler: (handler.send_response(500), handler.end_headers())) as receiver:  # type: ignore[arg-type,return-value]
        url = f"http://127.0.0.1:{receiver._server.server_address[1]}/hook"
        office.run("subscribers", "add", url, *BY, "--channel", "webhook")
        assert "failed at its answer: 500" in office.run("alerts", "test", url, code=1)
    assert "failed at its connection" in office.run("alerts", "test", url, code=1)
    nowhere = "http://nowhere.invalid/hook"
    path = office.folder / "config.toml"
    secret = "whsec_" + "A" * 43 + "="
    path.write_text(
        f'{path.read_text()}[[subscription]]\nid = "lost"\nchannel = "webhook"\naddress = "https://nowhere.invalid/"\n'
        f'secret = "{secret}"\n[[subscription]]\nid = "inside"\nchannel = "webhook"\naddress = "https://10.0.0.1/"\n'
        f'secret = "{secret}"\n'
    )
    assert "failed at its name" in office.run("alerts", "test", "lost", code=1), nowhere
    assert "failed at its address" in office.run("alerts", "test", "inside", code=1)
