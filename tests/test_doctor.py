"""`repwatch doctor` finds what is wrong, says what to do about it, and changes nothing."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
import dns.rrset
import pytest
from dns.resolver import Resolver
from presshouse import Presshouse
from receivers import SECRET, HookReceiver, MailServer, free_port
from test_commands import repwatch

from alerts.records import dkim, dmarc, spf
from demo.newsroom import Newsroom
from repwatch.config import load
from repwatch.model import BackupSettings, Config, Level, MailSettings, Reason, Subscription
from scheduler import checkup, reaching
from scheduler.backing_up import back_up
from scheduler.tools import make_tools
from storage import Storage
from storage.endpoints import MAIL_SERVER

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL, NOTE, ILL = Level.WELL, Level.NOTE, Level.ILL


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        (["v=spf1 mx -all"], WELL),
        (["google-site-verification=x", "v=spf1 ip4:192.0.2.1 ~all"], WELL),
        ([], ILL),
        (["v=spf10 -all"], ILL),
        (["v=spf1 -all", "v=spf1 mx -all"], ILL),
        (["v=spf1 +all"], ILL),
        (["v=spf1 all"], ILL),
        (["v=spf1 " + " ".join(f"include:{n}.example" for n in range(11)) + " -all"], ILL),
    ],
)
def test_what_spf_says(texts: list[str], level: Level) -> None:
    found = spf("desk.example", texts)
    assert (found.level, bool(found.do)) == (level, level is not WELL)


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        (["v=DMARC1; p=reject"], WELL),
        (["v=DMARC1;p=quarantine; rua=mailto:a@b.example"], WELL),
        (["v=DMARC1; p=none"], NOTE),
        ([], ILL),
        (["p=reject"], ILL),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], ILL),
    ],
)
def test_what_dmarc_says(texts: list[str], level: Level) -> None:
    assert dmarc("desk.example", texts).level is level


@pytest.mark.parametrize(
    ("texts", "level"),
    [(["v=DKIM1; k=rsa; p=MIIB IjAN"], WELL), (["p=MIIB"], WELL), (["v=DKIM1; p="], ILL), ([], ILL)],
)
def test_what_dkim_says(texts: list[str], level: Level) -> None:
    assert dkim("desk.example", "mail", texts).level is level


RECORDS = {
    "desk.example.": ["v=spf1 mx -all"],
    "_dmarc.desk.example.": ["v=DMARC1; p=reject"],
    "mail._domainkey.desk.example.": ["v=DKIM1; p=" + "A" * 300],
}


@contextmanager
def name_server() -> Iterator[Resolver]:
    """One on loopback, that knows RECORDS, nothing of others, and fails at broken.example."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(20)

        def serving() -> None:
            while True:
                data, who = listener.recvfrom(4096)
                query = dns.message.from_wire(data)
                name = str(query.question[0].name)
                if name == "stop.":
                    return
                answer = dns.message.make_response(query)
                texts = [f'"{text[:200]}" "{text[200:]}"' for text in RECORDS.get(name, [])]
                if texts:
                    answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *texts))
                elif name.endswith("broken.example."):
                    answer.set_rcode(dns.rcode.SERVFAIL)
                else:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                listener.sendto(answer.to_wire(), who)

        thread = threading.Thread(target=serving)
        thread.start()
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], listener.getsockname()[1]
        yield resolver
        listener.sendto(dns.message.make_query("stop.", "TXT").to_wire(), listener.getsockname())
        thread.join()


def sending(domain: str) -> Config:
    mail = MailSettings(host="mail.example", sender=f"watch@{domain}", dkim_selector="mail")
    return Config(Path("/nowhere"), ("en",), (), mail=mail)


def test_the_records_are_asked_for_where_the_name_service_answers() -> None:
    with name_server() as resolver:
        found = {}
        for domain in ("desk.example", "other.example", "broken.example", "localhost"):
            config = sending(domain)
            found[domain] = [one.level for one in reaching.of_records(config, lambda n: reaching.texts_of(n, resolver))]
    assert found["desk.example"] == [WELL, WELL, WELL]
    assert found["other.example"] == [ILL, ILL, ILL]
    assert found["broken.example"] == [NOTE], "that it does not say is no proof that there is none"
    assert found["localhost"] == []


@pytest.fixture
def config(tmp_path: Path) -> Config:
    told = Subscription("operator", "webhook", "https://hook.example", reasons=(Reason.TROUBLE,))
    config = Config(tmp_path / "var", ("en",), ("ukraine-russia",), subscriptions=(told,))
    config.state.mkdir(mode=0o700)
    with Storage(config.database, migrate=True, checkpoints=True):
        pass
    config.database.chmod(0o600)
    return config


def test_a_good_database_and_backup_are_well(config: Config) -> None:
    back_up(config, NOW)
    assert [one.level for one in checkup.of_database(config, NOW)] == [WELL]
    assert [one.level for one in checkup.of_backups(config, NOW + HOUR)] == [WELL]
    (late,) = checkup.of_backups(config, NOW + 4 * HOUR)
    assert (late.level, late.do[:20]) == (ILL, "does the daemon run?")


def test_a_damaged_database_and_backup_are_ill(config: Config) -> None:
    path = back_up(config, NOW).path
    for each in (path, config.database):
        with each.open("r+b") as file:
            for page in range(5, 60, 2):
                file.seek(page * 4096)
                file.write(b"\x0d\x00\x00\xff\xff" * 800)
    for found in (list(checkup.of_database(config, NOW)), list(checkup.of_backups(config, NOW))):
        assert found[0].level is ILL
        assert found[0].do


def test_what_is_not_there_yet_is_no_illness(tmp_path: Path) -> None:
    config = Config(tmp_path, ("en",), ())
    assert [one.level for one in (*checkup.of_database(config, NOW), *checkup.of_backups(config, NOW))] == [NOTE, NOTE]
    never = replace(config, backup=BackupSettings(every=0))
    assert [one.level for one in checkup.of_backups(never, NOW)] == [NOTE]


def test_files_that_others_may_read_are_noted(config: Config, tmp_path: Path) -> None:
    toml = tmp_path / "config.toml"
    toml.write_text("")
    toml.chmod(0o640)
    assert list(checkup.of_files(toml, config)) == []
    toml.chmod(0o666)
    config.database.chmod(0o644)
    assert [one.level for one in checkup.of_files(toml, config)] == [NOTE, NOTE]


@pytest.mark.parametrize(
    ("channels", "words"),
    [((), "nobody is told"), (("file",), "into files alone"), (("smtp",), "by mail alone"), (("smtp", "webhook"), "")],
    ids=["nobody", "files", "only mail", "a second way"],
)
def test_who_is_told_that_repwatch_is_ill(config: Config, channels: tuple[str, ...], words: str) -> None:
    told = tuple(Subscription(f"s{n}", one, "x", reasons=(Reason.TROUBLE,)) for n, one in enumerate(channels))
    said = " ".join(one.words for one in checkup.of_config(replace(config, subscriptions=told)))
    assert words in said
    assert ("mail alone" in said) is (channels == ("smtp",))


def test_receivers_that_fail_or_are_closed_are_ill(config: Config) -> None:
    with Storage(config.database) as storage:
        storage.endpoints.failed(MAIL_SERVER, NOW)
        storage.endpoints.failed("operator", NOW)
        storage.endpoints.close("operator", "it answered 410", NOW)
        found = list(reaching.of_receivers(storage, make_tools(config), NOW))
    assert [(one.level, one.about) for one in found] == [(ILL, "mail"), (ILL, "receiver operator")]


@pytest.mark.slow
def test_the_command_looks_at_everything_and_stores_nothing(tmp_path: Path) -> None:
    """A newsroom, a mail server and a receiver that answer; one outlet and one receiver that do not."""
    with Newsroom() as newsroom, MailServer() as mail, HookReceiver() as hook:
        paper = newsroom.open("gazette")
        paper.publish("Grain harvest beats forecasts", "Farmers brought in 60 million tonnes.")
        gone = f"http://127.0.0.1:{free_port()}/feed"
        house = Presshouse(tmp_path, paper, ("gone", gone))
        house.config.write_text(
            house.config.read_text()
            + f'[mail]\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\n'
            + "".join(
                f'[[subscription]]\nid = "{name}"\nchannel = "webhook"\naddress = "{url}"\nsecret = "{SECRET}"\n'
                'reasons = ["system.trouble"]\n'
                for name, url in (("here", hook.url), ("away", f"http://127.0.0.1:{free_port()}/hook"))
            )
        )
        config = load(house.config)
        with Storage(config.database, migrate=True, checkpoints=True):
            pass
        before = config.database.read_bytes()
        said = repwatch("doctor", "--config", str(house.config), "--json", cwd=tmp_path, code=1).stdout
        found = [json.loads(line) for line in said.splitlines()]
        levels = {(one["about"], one["level"]) for one in found}
        assert {("mail", "well"), ("receiver here", "well"), ("outlets", "well"), ("names", "well")} <= levels
        assert {("receiver away", "ILL"), ("outlet gone", "ILL")} <= levels
        assert not mail.mails
        assert not hook.posts
        assert not hook.refused
    assert config.database.read_bytes() == before
    assert all(one["do"] for one in found if one["level"] == "ILL")
    said = repwatch("doctor", "--config", str(house.config), "--offline", cwd=tmp_path).stdout
    assert "outlet gone" not in said
    assert "whole" in said
