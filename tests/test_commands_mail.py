"""The commands about mail as programs: what a mail server hands over, who is suppressed, and how mails go out."""

import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from alerts_builders import delivery
from receivers import NEVER
from returned_mails import complaint, dsn, letter, owe, verp
from test_alerts_returned import HOSTILE
from typer.testing import CliRunner

from repwatch.cli import app
from repwatch.model import Delivery
from storage import Storage

READER = "reader@example.org"
NOBODY = {"ORIGINAL_RECIPIENT": None, "RECIPIENT": None}


@dataclass(frozen=True, slots=True)
class Place:
    folder: Path

    def storage(self) -> Storage:
        return Storage(self.folder / "var" / "repwatch.db", migrate=True)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "repwatch.start", *words], cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, stdin: bytes = b"", code: int = 0, **environment: str) -> str:
        """In this process, at the place."""
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(app, words, input=stdin, env={**NOBODY, "USER": "olena", **environment})
        assert done.exit_code == code, done.output
        return done.output

    def program(self, *words: str, stdin: bytes) -> str:
        """As a mail server starts it."""
        process = self.start(*words)
        out, error = process.communicate(stdin, timeout=60)
        assert process.returncode == 0, error
        assert b"Traceback" not in error
        return (out + error).decode()

    def sent(self, number: int, address: str = READER) -> Delivery:
        now = datetime.now(UTC)
        with self.storage() as storage:
            owed = owe(storage, delivery(number, address=address))
            (leased,) = storage.outbox.lease(now)
            storage.outbox.record_sent(leased, now, "250 taken")
        return owed


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "config.toml").write_text(
        'languages = ["en"]\n[mail]\nhost = "127.0.0.1"\nsecurity = "none"\ndomain = "example.org"\n'
        '[[subscription]]\nid = "desk"\nchannel = "smtp"\naddress = "reader@example.org"\n'
    )
    place = Place(tmp_path)
    (tmp_path / "var").mkdir()
    place.storage().close()
    return place


def test_a_returned_mail_suppresses_and_the_operator_sees_and_lifts_it(place: Place) -> None:
    owed = place.sent(1)
    said = place.program("inbound", "--to", verp(owed), stdin=dsn())
    assert said.startswith("a returned mail, permanent 5.1.1, message 00000000 to r***@example.org;")
    assert "; r***@example.org is suppressed: bounced\n" in said
    assert READER not in said
    listed = place.run("suppressions", "list")
    assert READER in listed
    assert "bounced" in listed
    (row,) = map(json.loads, place.run("suppressions", "list", "--json").splitlines())
    assert (row["address"], row["why"], row["by"]) == (READER, "bounced", "repwatch")
    shown = place.run("sending", "show")
    assert "Mails are sent." in shown
    assert "Of the latest 1 mails 1 came back for good" in shown
    assert json.loads(place.run("sending", "show", "--json"))["came"][0]["status"] == "5.1.1"
    with place.storage() as storage:
        waiting = owe(storage, delivery(2))
        assert storage.outbox.lease(datetime.now(UTC)) == []
    assert "is suppressed" in place.run("deliveries", "retry", waiting.id, code=1)
    assert "suppressed: bounced" in place.run("deliveries", "list", "--state", "cancelled")
    assert place.run("suppressions", "remove", "Reader@example.org") == "Reader@example.org gets mail again\n"
    assert "is not suppressed" in place.run("suppressions", "remove", READER, code=1)
    assert "No mailbox is suppressed" in place.run("suppressions", "list")
    assert "by olena" in place.run("suppressions", "list", "--all")
    assert "1 message will be sent again" in place.run("deliveries", "retry", waiting.id)


def test_the_operator_suppresses_a_mailbox_himself(place: Place) -> None:
    with place.storage() as storage:
        owe(storage, delivery(1))
    place.run("suppressions", "add", READER, "--reason", "asked by telephone")
    assert "already" in place.run("suppressions", "add", READER, "--reason", "again", code=1)
    assert "is no mail address" in place.run("suppressions", "add", "reader", "--reason", "x", code=2)
    assert "--reason is empty" in place.run("suppressions", "add", READER, "--reason", " ", code=2)
    assert "suppressed: operator, asked by telephone" in place.run("deliveries", "list")


def test_all_sending_is_paused_and_goes_on(place: Place) -> None:
    assert "it is not paused" in place.run("sending", "resume", code=1)
    said = place.run("sending", "pause", "--for", "2h", "--reason", "the server moves")
    until = datetime.strptime(said.split("until ")[1][:16], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert timedelta(minutes=118) < until - datetime.now(UTC) <= timedelta(hours=2)
    assert "paused already" in place.run("sending", "pause", "--reason", "x", code=1)
    assert "--for" in place.run("sending", "pause", "--for", "soon", "--reason", "x", code=2)
    assert "the server moves, since" in place.run("sending", "show")
    with place.storage() as storage:
        owe(storage, delivery(1))
    assert re.fullmatch(r"0 sent, 0 failed\n  mails wait until \S+ \S+: the server moves\n", place.run("deliver"))
    place.run("sending", "resume")
    assert "Mails are sent." in place.run("sending", "show")


@pytest.mark.parametrize("name", ["ORIGINAL_RECIPIENT", "RECIPIENT"])
def test_a_mail_server_may_say_in_the_environment_whom_it_is_for(name: str, place: Place) -> None:
    said = place.run("inbound", stdin=dsn("delayed", "4.4.1"), **{name: verp(place.sent(1))})
    assert said == "a returned mail, temporary 4.4.1, message 00000000 to r***@example.org\n"


def test_the_mail_itself_may_say_whom_it_is_for(place: Place) -> None:
    owed = place.sent(1)
    assert "is suppressed: complained" in place.run("inbound", stdin=complaint(to=verp(owed)))


@pytest.mark.parametrize(
    ("stdin", "words", "code", "told"),
    [
        pytest.param(letter(), ("--to", "alerts@example.org"), 67, "5.1.1", id="a person, where nobody reads"),
        pytest.param(letter(), ("--to", "bounce@example.org"), 0, "kept as", id="a person, at a bounce address"),
        pytest.param(b"", (), 0, "kept as", id="nothing at all"),
        pytest.param(b"x" * 2_000_000, ("--to", "bounce@example.org"), 0, "kept as", id="two megabytes"),
        pytest.param(dsn(), ("--config", "none.toml"), 75, "cannot be read", id="no configuration: later"),
        pytest.param(dsn(), ("--db", "none.db"), 75, "is not there yet", id="no database: later"),
    ],
)
def test_the_mail_server_is_told_what_to_do(
    stdin: bytes, words: tuple[str, ...], code: int, told: str, place: Place
) -> None:
    said = place.run("inbound", *words, stdin=stdin, code=code)
    assert told in said
    assert "Thank you" not in said


@pytest.mark.slow
def test_a_mail_waits_while_the_database_is_held(place: Place) -> None:
    """As long as SQLite waits, then the mail server tries again."""
    owed = place.sent(1)
    with place.storage() as storage, storage.transaction():
        assert "database is locked" in place.run("inbound", "--to", verp(owed), stdin=dsn(), code=75)
    assert "is suppressed" in place.run("inbound", "--to", verp(owed), stdin=dsn())


def test_a_mail_waits_until_the_daemon_has_brought_the_schema_up_to_date(place: Place) -> None:
    owed = place.sent(1)
    with place.storage() as storage:
        storage._db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm0022_returned'")
    assert "schema is older" in place.run("inbound", "--to", verp(owed), stdin=dsn(), code=75)


def test_no_fault_of_ours_gives_a_mail_back(place: Place) -> None:
    with place.storage() as storage:
        storage._db.execute("DROP TABLE scores")
    said = place.run("inbound", "--to", verp(place.sent(1)), stdin=dsn("delayed", "4.4.1"), code=75)
    assert "4.3.0" in said


@pytest.mark.slow
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_is_taken_by_the_command(data: bytes, place: Place) -> None:
    place.program("inbound", "--to", "bounce@example.org", stdin=data)


@pytest.mark.slow
def test_killed_at_any_moment_and_handed_over_again_each_mail_counts_once(place: Place) -> None:
    chance, killed = Random(7), 0
    mails = [place.sent(number, f"{number}@example.org") for number in range(1, 17)]
    for owed in mails:
        process = place.start("inbound", "--to", verp(owed))
        assert process.stdin
        process.stdin.write(dsn("delayed", "4.4.1"))
        process.stdin.close()
        NEVER.wait(chance.uniform(0.02, 0.5))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        for stream in (process.stdout, process.stderr):
            assert stream
            stream.close()
        place.run("inbound", "--to", verp(owed), stdin=dsn("delayed", "4.4.1"))
        place.run("inbound", "--to", verp(owed), stdin=dsn("delayed", "4.4.1"))
    assert killed >= 4
    with place.storage() as storage:
        assert len(storage.inbound.recent(100)) == 16
        scores = [storage.suppressions.score(owed.address) for owed in mails]
        assert [score and score.value for score in scores] == [0.5] * 16
        assert storage._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
