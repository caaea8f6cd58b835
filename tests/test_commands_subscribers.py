"""An operator adds, changes, pauses and removes subscribers, and looks after their messages, against real receivers."""

import json
import re
from collections.abc import Callable

import pytest
from office import ANNA, BY, RUSSIAN, Office
from receivers import HookReceiver
from test_commands import repwatch


def test_a_subscriber_gets_mails_until_he_is_paused_and_none_after_he_is_removed(office: Office) -> None:
    office.hears(1245)
    anna = office.add(ANNA)
    office.run("deliver")
    assert office.mail.mails == [], "what was known before is not told"
    office.hears(1248, RUSSIAN, "post")
    office.run("deliver")
    (mail,) = office.mail.mails
    assert (mail["To"], "Figures differ" in mail["Subject"]) == (ANNA, True)
    assert "is paused" in office.run("subscribers", "pause", ANNA)
    office.hears(1250, RUSSIAN, "post")
    office.run("deliver")
    assert len(office.mail.mails) == 1
    office.run("subscribers", "resume", anna)
    office.hears(1250, RUSSIAN, "herald")
    office.run("deliver")
    assert [mail["To"] for mail in office.mail.mails] == [ANNA, ANNA]
    assert mail["Message-ID"] == office.mail.mails[1]["In-Reply-To"]
    office.run("subscribers", "remove", ANNA, "--yes")
    office.hears(1260, RUSSIAN, "post")
    office.run("deliver")
    assert len(office.mail.mails) == 2
    assert [one["state"] for one in office.listed("deliveries", "list", "--subscription", anna)] == ["sent", "sent"]
    assert ANNA.encode() not in (office.folder / "var" / "repwatch.db").read_bytes()


def test_the_address_in_a_mail_ends_it_by_mail_as_often_as_it_is_used(office: Office) -> None:
    with (office.folder / "config.toml").open("a") as file:
        file.write('[web]\npublic_url = "https://watch.example"\n')
    anna = office.add(ANNA)
    office.hears(1248, RUSSIAN, "post")
    office.run("deliver")
    (mail,) = office.mail.mails
    to = re.search(r"<mailto:(unsubscribe\+[\w-]{43}@example\.org)>", str(mail["List-Unsubscribe"]).replace(" ", ""))
    assert to
    office.hears(1250, RUSSIAN, "post")
    for words in ("", "again"):
        letter = f"From: {ANNA}\r\nSubject: unsubscribe {words}\r\n\r\n"
        assert repwatch("inbound", "--to", to[1], cwd=office.folder, stdin=letter).stdout == "somebody unsubscribed\n"
    assert [one["state"] for one in office.listed("deliveries", "list", "--subscription", anna)] == [
        "cancelled",
        "sent",
    ]
    office.run("deliver")
    assert len(office.mail.mails) == 1
    listed = {one["id"]: one.get("standing") for one in office.listed("subscribers", "list", "--all")}
    assert listed[anna] == "ended"
    assert ANNA.encode() not in (office.folder / "var" / "repwatch.db").read_bytes()
    wrong = to[1].replace("unsubscribe+", "unsubscribe+x")
    assert (
        "5.1.1"
        in repwatch("inbound", "--to", wrong, cwd=office.folder, stdin="From: a@b.example\r\n\r\n", code=67).stdout
    )


def test_a_webhook_is_added_with_a_secret_that_is_shown_once(office: Office) -> None:
    with HookReceiver() as hook:
        said = office.run("subscribers", "add", hook.url, *BY, "--channel", "webhook", "--reason", "exchange.new")
        found = re.search(r"whsec_\S+", said)
        assert found
        office.hears(909, outlet="herald")
        office.run("deliver")
        assert hook.posts == [], "it has not answered a test message"
        assert "failed at its answer: 400" in office.run("alerts", "test", hook.url, code=1), "nor has it the secret"
        hook.secret = found[0]
        hook.refused.clear()
        assert "is told what becomes known" in office.run("alerts", "test", hook.url)
        office.hears(1245)
        office.run("deliver")
        assert (list(hook.by_id.values()), hook.refused) == (["system.test"], []), "reasons leave a conflict out"
        assert "whsec_" not in office.run("subscribers", "show", hook.url) + office.run("subscribers", "list")


def test_the_list_has_both_kinds_and_those_that_ended_on_demand(office: Office) -> None:
    anna = office.add(ANNA, "--cadence", "daily", "--at", "06:30", "--zone", "Europe/Kyiv")
    office.add("file-reader", "--channel", "file")
    office.run("subscribers", "remove", anna, "--yes")
    standings = [one["standing"] for one in office.listed("subscribers", "list")]
    assert standings == ["config.toml", "active"]
    ended = office.listed("subscribers", "list", "--all")[1]
    assert (ended["id"], ended["address"], ended["created_by"], ended["standing"]) == (anna, "", "", "ended")
    assert "desk" in office.run("subscribers", "list")


def test_what_is_changed_is_changed_and_the_rest_stays(office: Office) -> None:
    anna = office.add(ANNA, "--reason", "exchange.conflict", "--minimum", "confirmed", "--lang", "uk")
    office.run("subscribers", "change", ANNA, "--quiet", "22:00-07:00", "--zone", "Europe/Kyiv")
    office.run("subscribers", "change", anna, "--address", "Anna@Example.ORG", "--reason", "")
    shown = json.loads(office.run("subscribers", "show", anna, "--json"))
    assert (shown["address"], shown["reasons"], shown["minimum"]) == ("Anna@example.org", [], "confirmed")
    assert (shown["quiet"], shown["zone"], shown["lang"], shown["created_by"]) == (
        "22:00-07:00", "Europe/Kyiv", "uk", "olena",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "anna"), 'the address: is "anna"; allowed is one mail address'),
        (("add", "a@example.org\nBcc: b@example.org"), "allowed is one mail address"),
        (("add", ANNA, "--zone", "Europe/Kiew"), "--zone: is \"Europe/Kiew\"; allowed is a name of the time zone"),
        (("add", ANNA, "--reason", "exchange.nwe"), '--reason: has "exchange.nwe"; allowed are'),
        (("add", ANNA, "--party", "atlantis"), '--party: has "atlantis"; allowed are russia, ukraine'),
        (("add", ANNA, "--cadence", "weekly"), "--cadence: is \"weekly\"; allowed is one of daily, immediate"),
        (("add", ANNA, "--at", "7"), '--at: is "7"; allowed is an hour like 07:00'),
        (("add", ANNA, "--quiet", "22-7"), "allowed is two hours like 22:00-07:00"),
        (("add", ANNA, "--quiet", "07:00-07:00"), "pause the subscription instead"),
        (("add", ANNA, "--quiet", "22:00-08:00", "--cadence", "daily"), "in which the digest of 07:00 falls"),
        (("add", ANNA, "--lang", "xx"), '--lang: is "xx"; allowed is one of'),
        (("add", ANNA, "--channel", "pigeon"), '--channel: is "pigeon"; allowed is one of apprise, file'),
        (("add", "https://10.0.0.1/x", "--channel", "webhook"), "address not allowed"),
        (("add", "../x", "--channel", "file"), "allowed is a folder below the state folder"),
        (("change", ANNA), "there is no subscription anna@example.org; `repwatch subscribers list` lists them"),
        (("pause", "desk"), "desk stands in the configuration; change it there"),
    ],
    ids=lambda value: " ".join(value)[:60].replace("\n", " ") if isinstance(value, tuple) else "",
)  # fmt: skip
def test_every_mistake_is_told_with_what_is_allowed(office: Office, words: tuple[str, ...], told: str) -> None:
    by = BY if words[0] == "add" else ()
    code = 2 if words[0] == "add" else 1
    assert told in office.run("subscribers", *words, *by, code=code)
    assert len(office.listed("subscribers", "list", "--all")) == 1


def test_no_address_is_told_twice_by_a_slip(office: Office) -> None:
    anna = office.add(ANNA)
    told = office.run("subscribers", "add", ANNA.replace("example", "Example"), *BY, code=1)
    assert f"has the subscription {anna} already and would be told twice" in told
    second = office.add(ANNA, "--second")
    assert f"has 2 subscriptions; name one of {anna}, {second}" in office.run("subscribers", "pause", ANNA, code=1)


def test_what_cannot_be_done_now_is_told(office: Office) -> None:
    anna = office.add(ANNA)
    run: Callable[..., str] = office.run
    assert "there is nothing to resume" in run("subscribers", "resume", anna, code=1)
    assert "nothing is changed" in run("subscribers", "change", anna, code=2)
    run("subscribers", "pause", anna)
    assert "is paused already" in run("subscribers", "pause", anna, code=1)
    run("subscribers", "remove", anna, "--yes")
    assert "has ended" in run("subscribers", "change", anna, "--at", "08:00", code=1)


def test_a_failed_message_is_found_with_its_answers_and_sent_again_under_its_id(office: Office) -> None:
    anna = office.add(ANNA)
    office.hears(1245)
    office.mail.answer = "550 no such user"
    office.run("deliver", code=1)
    (failed,) = office.listed("deliveries", "list", "--state", "failed")
    assert (failed["address"], failed["last_answer"], failed["whys"][0]["reason"]) == (
        ANNA, "550 no such user", "exchange.new",
    )  # fmt: skip
    office.mail.answer = ""
    assert "1 message will be sent again" in office.run("deliveries", "retry", failed["id"][:8])
    office.run("deliver")
    assert list(office.mail.by_id) == [f"<{failed['id']}@example.org>"]
    told = office.run("deliveries", "show", failed["id"][:8])
    assert re.findall(r"attempt .* UTC  (\w+)  (\d+)", told) == [("failed", "550"), ("sent", "250")]
    assert f"subscription {anna}" in told
    assert "1,245" in told
    assert "was sent and is not sent twice" in office.run("deliveries", "retry", failed["id"], code=1)
    assert "0 messages will be sent again" in office.run("deliveries", "retry", "--failed")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("list", "--state", "lost"), 2, "--state is one of pending, leased, sent, failed, cancelled"),
        (("show", "abcd1234"), 1, "there is no message abcd1234"),
        (("show", "a*"), 2, "is no id"),
        (("retry",), 2, "name messages, or give --failed"),
    ],
    ids=["a state that is none", "an id that is none", "a pattern", "nothing named"],
)
def test_a_mistake_about_messages_is_told(office: Office, words: tuple[str, ...], code: int, told: str) -> None:
    assert told in office.run("deliveries", *words, code=code)


def test_a_silence_holds_messages_back_until_it_is_ended(office: Office) -> None:
    office.add(ANNA)
    office.hears(1245)
    office.run("deliver")
    exchange = office.listed("deliveries", "list", "--state", "sent")[0]["whys"][0]["about"]
    said = office.run("silence", "add", "exchange", exchange, "--for", "6h", "--reason", "it is edited", *BY)
    assert f"silence 1: nobody is told of exchange {exchange} until" in said
    office.hears(1248, RUSSIAN, "post")
    office.run("deliver")
    assert len(office.mail.mails) == 1
    assert [one["reason"] for one in office.listed("silence", "list")] == ["it is edited"]
    office.run("silence", "end", "1", "--by", "petro")
    office.hears(1248, RUSSIAN, "herald")
    office.run("deliver")
    assert ["Figures differ" in mail["Subject"] for mail in office.mail.mails] == [False, True]
    assert office.run("silence", "list") == "Nothing is silenced.\n"
    assert "ended by petro" in " ".join(office.run("silence", "list", "--all").split())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("add", "party", "x"), 2, "give exchange or outlet"),
        (("add", "exchange", "x"), 1, "there is no exchange x"),
        (("add", "outlet", "x"), 1, "there is no outlet x; `repwatch outlets list` lists them"),
        (("add", "outlet", "x", "--for", "ever"), 2, "allowed is a time from 1m to 90d"),
        (("add", "outlet", "x", "--reason", " "), 2, "--reason is empty"),
        (("end", "7"), 1, "there is no silence 7 that still lasts"),
    ],
    ids=["a kind", "an exchange", "an outlet", "a time", "no reason", "a number"],
)
def test_a_mistake_about_silences_is_told(office: Office, words: tuple[str, ...], code: int, told: str) -> None:
    reason = ("--reason", "why") if words[0] == "add" and "--reason" not in words else ()
    assert told in office.run("silence", *words, *reason, *BY, code=code)


def test_the_programs_log_has_no_address_of_a_person(office: Office) -> None:
    office.add(ANNA)
    office.hears(1245)
    office.mail.answer = f"550 no such user <{ANNA.upper()}>"
    said = repwatch("deliver", cwd=office.folder, code=1).stdout
    assert "550 no such user <a***@example.org>, given up" in said
    assert office.listed("deliveries", "list", "--state", "failed")[0]["last_answer"] == office.mail.answer
