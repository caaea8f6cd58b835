"""The whole demo: nineteen days through the real daemon, undisturbed and under kill -9."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from receivers import free_port, until
from test_demo import running

from demo.june import load

pytestmark = pytest.mark.slow
PATIENCE = 240  # seconds


@pytest.mark.parametrize("seed", [0, 1], ids=["as written", "another order"])
def test_what_is_detected_is_what_happened(tmp_path, seed) -> None:
    folder = tmp_path / "demo"
    done = subprocess.run(
        [*_command(folder), "--seed", str(seed)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + _log(folder)
    story = load(seed)
    name = next(outlet.name for outlet in story.outlets if outlet.id == story.silent)
    assert f"{name}: silent" in done.stdout
    assert running(folder) == []


@pytest.mark.parametrize("seed", range(5))
def test_it_ends_right_though_it_is_killed_four_times(tmp_path, seed) -> None:
    folder, chance = tmp_path / "demo", random.Random(seed)
    port, events = free_port(), len(load(0).events)
    moments = sorted(chance.sample(range(2, events), 4))
    process = _start(folder, port)
    try:
        for moment in moments:
            until(partial(_reached, folder, moment, process), PATIENCE)
            chance.choice([_kill_demo, _kill_daemon, _kill_crawler])(process, folder)
            if process.poll() is not None or _ended_soon(process):
                until(lambda: not running(folder), 60)
                process = _start(folder, port, "--resume")
        process.wait(PATIENCE)
    finally:
        _kill_demo(process, folder)
    assert process.returncode == 0, folder.with_suffix(".txt").read_text(encoding="utf-8") + _log(folder)
    assert running(folder) == []


def _reached(folder: Path, moment: int, process: subprocess.Popen[str]) -> bool:
    return len(_done(folder)) >= moment or process.poll() is not None


def _command(folder: Path, port: int = 0) -> list[str]:
    where = ["--dir", str(folder), "--port", str(port or free_port())]
    return [sys.executable, "-m", "repwatch.start", "demo", "--exit", "--speed", "4", *where]


def _start(folder: Path, port: int, *more: str) -> subprocess.Popen[str]:
    with folder.with_suffix(".txt").open("a", encoding="utf-8") as printed:
        return subprocess.Popen([*_command(folder, port), *more], stdout=printed, text=True)


def _kill_demo(process: subprocess.Popen[str], _: Path) -> None:
    process.kill()
    process.wait()


def _kill_daemon(_: subprocess.Popen[str], folder: Path) -> None:
    _kill(folder, "repwatch.start run")


def _kill_crawler(_: subprocess.Popen[str], folder: Path) -> None:
    _kill(folder, "-m crawler")


def _kill(folder: Path, command: str) -> None:
    for number in running(folder):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended by itself
            line = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            if command in line:
                os.kill(number, signal.SIGKILL)


def _ended_soon(process: subprocess.Popen[str]) -> bool:
    """The demo ends by itself when its daemon was killed, and goes on when only the crawler was."""
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        return False
    return True


def _done(folder: Path) -> list[str]:
    progress = folder / "progress.json"
    return json.loads(progress.read_text(encoding="utf-8")) if progress.exists() else []


def _log(folder: Path) -> str:
    return (folder / "daemon.log").read_text(encoding="utf-8")[-4000:]
