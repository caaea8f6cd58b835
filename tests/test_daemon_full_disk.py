"""The whole daemon on a full disk: it says so, stays up and can be read, and goes on when there is room (P14)."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from builders_desk import Client
from builders_people import arrived
from receivers import HookReceiver, MailServer, until
from test_selfservice_guarded import small_disk
from watchtower import Watchtower

from crawler import room
from demo.newsroom import Newsroom
from repwatch.config import load
from repwatch.model import Config, CrawlSettings


@pytest.mark.slow
def test_it_says_so_stays_up_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    if os.geteuid() != 0:
        pytest.skip("needs the right to mount a small disk")
    with Newsroom() as newsroom, MailServer() as mail, HookReceiver() as hook, small_disk(tmp_path / "state") as disk:
        fill, free = disk
        if shutil.disk_usage(tmp_path / "state").total > 10 << 20:
            pytest.skip("needs the right to mount a small disk")
        paper = newsroom.open("gazette", full=True)
        paper.publish("Grain harvest beats forecasts", "Farmers brought in 60 million tonnes.")
        tower = Watchtower(tmp_path, (paper,), mail, hook)
        try:
            tower.start()
            until(lambda: tower.query("SELECT 1 FROM feeds WHERE first_ok_at NOT NULL"))
            editor = arrived(load(tower.config), Client(tower.port), "olena")
            assert "nothing can be stored" not in editor.open("/questions").text
            fill()
            said = "bodies of 1,245 fallen soldiers"
            paper.publish(
                "Russia hands over 1,245 bodies to Ukraine",
                f"Russia handed over the {said} to Ukraine today, the Coordination Headquarters said.",
                published=datetime.now(UTC) - timedelta(minutes=1),
            )
            until(lambda: "disk is full" in tower.log(), 30)
            assert tower.get("/")[0] == 200
            assert tower.get("/ledger.json")[0] == 200
            until(lambda: "nothing can be stored" in editor.open("/questions").text, 30)
            assert tower.process
            assert tower.process.poll() is None
            free()
            until(lambda: hook.posts and mail.mails, 75)
            until(tower.settled)
            assert json.loads(tower.get("/healthz")[1])["status"] == "ok"
            assert "nothing can be stored" not in editor.open("/questions").text
            assert tower.query("PRAGMA integrity_check") == [("ok",)]
            assert (len(hook.posts), len(mail.mails)) == (1, 1)
            assert tower.stop() == 0
        finally:
            if tower.process and tower.process.poll() is None:
                tower.kill()


def test_without_room_nothing_new_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-DB-6."""
    config = Config(tmp_path, ("en",), ())
    assert room.Room(config).is_there()
    monkeypatch.setattr(room, "LEAST", 1 << 60)
    assert "MiB of room" in room.shortage(config)
    assert not room.Room(config).is_there()
    test = replace(config, crawl=CrawlSettings(allow_networks=(ip_network("127.0.0.0/8"),)))
    assert room.Room(test).is_there()


def test_a_look_is_taken_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = room.Room(Config(tmp_path, ("en",), ()))
    assert looking.is_there()
    monkeypatch.setattr(room, "LEAST", 1 << 60)
    assert looking.is_there()
    monkeypatch.setattr(room, "LOOK", 0.0)
    assert not looking.is_there()
