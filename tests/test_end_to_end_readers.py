"""A reader from the form to the last mail, with the real daemon, its crawler, its pages and a mail server."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from receivers import HookReceiver, MailServer, until
from test_end_to_end import Stage

from demo.newsroom import Newsroom

ANNA = "anna@people.example"
pytestmark = pytest.mark.slow
HEADERS = {"Host": "ledger.example", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Newsroom() as newsroom, MailServer() as mail, HookReceiver() as hook:
        stage = Stage(tmp_path, newsroom, mail, hook)
        config = stage.tower.config.read_text(encoding="utf-8")
        web = '[web]\npublic_url = "https://ledger.example"\nsubscribe = true\n'
        stage.tower.config.write_text(config.replace("[web]\n", web), encoding="utf-8")
        yield stage
        if stage.tower.process and stage.tower.process.poll() is None:
            stage.tower.kill()


def post(stage: Stage, path: str, **fields: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", stage.tower.port, timeout=10)
    connection.request("POST", path, urlencode(fields), HEADERS)
    status = connection.getresponse().status
    connection.close()
    return status


def test_who_subscribes_and_confirms_is_told_until_one_click_and_never_after(stage: Stage) -> None:
    def mails(to: str = ANNA) -> list[str]:
        return [mail.get_body(("plain",)).get_content() for mail in stage.mail.mails if mail["To"] == to]

    def link(kind: str) -> str:
        found = re.search(rf"https://ledger\.example(/{kind}/[\w-]+)", mails()[-1])
        assert found
        return found[1]

    stage.tower.start()
    stage.read()
    stage.tower.rounds()
    assert post(stage, "/subscribe", address=ANNA, what="all", lang="uk", zone="Europe/Kyiv") == 202
    until(lambda: len(mails()) == 1)
    confirm = link("c")
    assert post(stage, confirm) == 200
    until(lambda: stage.tower.query("SELECT standing FROM subscriptions") == [("active",)])

    stage.report(stage.gazette, 1245, 51, "the Coordination Headquarters")
    until(lambda: len(mails()) == 2, 40)
    assert "1\xa0245 тіл" in mails()[-1]
    end = link("u")
    assert post(stage, end, **{"List-Unsubscribe": "One-Click"}) == 200
    stage.report(stage.courier, 1248, 51, "Vladimir Medinsky")
    until(lambda: len(mails("reader@people.example")) == 2, 40)
    stage.tower.rounds()
    assert len(mails()) == 2
    assert not any(part.rpartition("/")[2] in stage.tower.log() for part in (confirm, end)), "no token in the log"
