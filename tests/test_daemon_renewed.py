"""SIGHUP: the configuration is read anew while the daemon runs, and the old one is kept when the new one is wrong."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from receivers import free_port, until
from test_daemon import CONFIG, Running, _children

from crawler.handing import NAME, handed, handed_over
from repwatch.config import load
from scheduler.lock import AlreadyRunning, Lock

MORE = """
[log]
format = "json"
[[outlet]]
id = "elsewhere"
name = "Elsewhere"
feeds = [{ url = "https://elsewhere.invalid/rss" }]
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    daemon = Running(tmp_path, free_port())
    until(daemon.up, 40)
    yield daemon
    daemon.process.kill()
    daemon.process.communicate()


@pytest.mark.slow
def test_a_new_configuration_is_taken_a_wrong_one_is_not(running: Running) -> None:
    text = CONFIG.format(port=running.port)
    path = running.folder / "config.toml"
    until(lambda: _children(running.process.pid))
    (crawler,) = _children(running.process.pid)

    path.write_text(text + MORE + "[crawl]\nspacing = 'a while'\n")
    running.process.send_signal(signal.SIGHUP)
    os.kill(
        crawler, signal.SIGKILL
    )  # the next one gets the configuration that is in force, not what stands in the file
    until(lambda: _children(running.process.pid) not in ([], [crawler]), 20)
    until(lambda: "failing" in running.get("/outlets"), 30)
    assert "elsewhere" not in running.get("/outlets").lower()

    path.write_text(text.replace(str(running.port), str(free_port())) + MORE)
    running.process.send_signal(signal.SIGHUP)
    until(lambda: "Elsewhere" in running.get("/outlets"), 30)
    until(lambda: "elsewhere.invalid" in running.get("/outlets"), 30)
    assert json.loads(running.get("/healthz"))["status"] == "ok"
    with pytest.raises(AlreadyRunning), Lock(running.folder / "var" / "daemon.lock"):
        pass
    code, said = running.end()
    assert code == 0, said
    assert "the old one is kept" in said
    assert "crawl.spacing" in said
    assert "web.port has changed; that takes a new start" in said
    assert '"message": "the configuration was read anew: 2 outlets"' in said


def test_the_configuration_is_handed_over_as_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(port=8080) + '[crawl]\nallow_networks = ["127.0.0.0/8"]\n')
    config = load(path)
    assert handed() is None
    with handed_over(config) as (name, descriptor):
        monkeypatch.setenv(name, str(os.dup(descriptor)))
        assert handed() == config
    assert NAME not in os.environ
