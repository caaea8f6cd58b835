"""The demo before and around its story: what it refuses, how it ends, and that it leaves nothing running."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest
from receivers import NEVER, free_port, until

from demo.stage import MARK, StageTaken, build, rebuild
from demo.verdict import alert_rows, all_right, ledger_rows

DEMO = (sys.executable, "-m", "repwatch.start", "demo", "--exit")


def demo(folder: Path, *more: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    command = [*DEMO, "--dir", str(folder), "--port", str(port or free_port()), *more]
    wide = {**os.environ, "COLUMNS": "400"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=wide, check=False)


@pytest.fixture
def taken() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_and_nothing_is_begun(tmp_path, taken) -> None:
    done = demo(tmp_path / "demo", port=taken)
    assert done.returncode == 2
    assert f"port {taken} is taken" in done.stdout
    assert "--port" in done.stdout
    assert not (tmp_path / "demo").exists()


def test_somebody_elses_folder_is_left_alone(tmp_path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work", encoding="utf-8")
    done = demo(tmp_path)
    assert (done.returncode, (tmp_path / "thesis.txt").exists()) == (2, True)
    assert "--dir" in done.stdout


def test_there_must_be_something_to_resume(tmp_path) -> None:
    done = demo(tmp_path / "demo", "--resume")
    assert done.returncode == 2
    assert "start one without --resume" in done.stdout


def test_a_half_made_demo_is_begun_anew(tmp_path) -> None:
    (tmp_path / MARK).write_text("{", encoding="utf-8")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "repwatch.db").write_bytes(b"half a database")
    with pytest.raises(StageTaken, match="without --resume"):
        rebuild(tmp_path, free_port())
    stage = build(tmp_path, free_port(), outlets=3, seed=7)
    assert [file.name for file in tmp_path.iterdir()] == [MARK]
    assert (len(set(stage.ports)), stage.seed) == (5, 7)


@pytest.mark.slow
@pytest.mark.parametrize("terminal", [{"COLUMNS": "40", "TERM": "dumb", "NO_COLOR": "1"}], ids=["narrow and plain"])
def test_ctrl_c_ends_everything_and_says_how_to_go_on(tmp_path, terminal) -> None:
    folder = tmp_path / "demo"
    command = [*DEMO, "--dir", str(folder), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **terminal}, text=True) as process:
        until(lambda: len(_done(folder)) > 12, 40)
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "--resume" in printed
    assert "\x1b" not in printed
    assert max(map(len, printed.splitlines())) <= 40
    assert running(folder) == []


DEAF = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")  # until the program has put up its own handler, and Python none


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0, 0.05, 0.4, 0.8, 1.6])
def test_ctrl_c_while_it_starts_is_one_plain_line(tmp_path, pause) -> None:
    """However far it had come so many seconds after it could first be told to end."""
    folder = tmp_path / "demo"
    command = [*DEAF, *DEMO, "--dir", str(folder), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=PIPE, stderr=STDOUT, text=True) as process:
        until(lambda: _hears(process.pid, signal.SIGINT))
        NEVER.wait(pause)
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=30)
    assert process.returncode in (1, 130)  # the demo was under way, or not yet
    assert "Traceback" not in printed
    assert running(folder) == []


def _hears(pid: int, number: int) -> bool:
    """The command itself, not what it was forked from."""
    command, status = (Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8") for name in ("cmdline", "status"))
    caught = re.search(r"SigCgt:\s*([0-9a-f]+)", status)
    return command.startswith("\0".join(DEMO)) and bool(caught and int(caught[1], 16) >> (number - 1) & 1)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path) -> None:
    (tmp_path / "demo").write_text("a file", encoding="utf-8")
    done = demo(tmp_path / "demo")
    assert done.returncode == 1
    assert f"cannot work in {tmp_path / 'demo'}" in done.stdout
    assert "Traceback" not in done.stderr


def running(folder: Path) -> list[int]:
    """Processes whose command line or environment names the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue  # it has just ended
        if str(folder).encode() in told and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def _done(folder: Path) -> list[str]:
    progress = folder / "progress.json"
    return json.loads(progress.read_text(encoding="utf-8")) if progress.exists() else []


@pytest.mark.parametrize(
    ("told", "right"),
    [
        pytest.param([("2025-06-11", "new_exchange")], True, id="as it happened"),
        pytest.param([], False, id="an alert is missed"),
        pytest.param([("2025-06-11", "new_exchange")] * 2, False, id="told twice"),
        pytest.param([("2025-06-11", "new_exchange"), ("2025-06-07", "new_exchange")], False, id="a false alert"),
    ],
)
def test_the_verdict_counts_every_alert(told, right) -> None:
    rows = alert_rows([("2025-06-11", "new_exchange")], told)
    assert all_right([], rows) is right


def test_the_verdict_names_an_exchange_that_was_not_found() -> None:
    (row,) = ledger_rows({"2025-06-11": {"ukraine": "1212"}}, [])
    assert (row.day, row.detected, row.right) == ("2025-06-11", None, False)
