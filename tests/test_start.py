"""A command ends in words: on what the machine refuses, so that it can be run again, and on Ctrl-C."""

import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from repwatch.start import EXIT_BUSY, EXIT_DISK, _refused

CONFIG = 'languages = ["en"]\nhistory_until = "2022-01-01"\n'
FILLER = "x" * 80_000  # that the articles take room
ROOM = 400_000  # bytes by which a file may grow: for a part of the articles, not for all


def full(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "small.db")) as database:
        database.execute("PRAGMA max_page_count = 2")
        database.execute("CREATE TABLE one (text)")
        database.execute("INSERT INTO one VALUES (zeroblob(100000))")


def held(folder: Path) -> None:
    with (
        closing(sqlite3.connect(folder / "held.db")) as first,
        closing(sqlite3.connect(folder / "held.db", timeout=0)) as second,
    ):
        first.execute("BEGIN IMMEDIATE")
        second.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize(
    ("trouble", "words", "code"),
    [
        pytest.param(full, "make room", EXIT_DISK, id="a full disk asks for room"),
        pytest.param(held, "try again", EXIT_BUSY, id="a database held by another asks for another try"),
    ],
)
def test_what_sqlite_refuses_is_told(
    trouble: Callable[[Path], None], words: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(sqlite3.OperationalError) as refused:
        trouble(tmp_path)
    with pytest.raises(SystemExit) as ended:
        _refused(refused.value)
    assert ended.value.code == code
    assert words in capsys.readouterr().err


def test_a_fault_of_our_own_is_not_taken_for_the_machine_s() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        with pytest.raises(sqlite3.OperationalError) as fault:
            database.execute("SELECT 1 FROM nowhere")
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            _refused(fault.value)


def _import(folder: Path, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    def lessen() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    return subprocess.run(
        [sys.executable, "-m", "repwatch.start", "import", "old.jsonl", "--json"],
        cwd=folder, capture_output=True, text=True, check=False, preexec_fn=lessen,
    )  # fmt: skip


def test_an_import_that_finds_no_room_goes_on_where_it_ended(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    told = [
        {
            "id": str(day), "url": f"https://a.example/{day}", "outlet": "a", "published": f"2025-03-{day:02}T10:00Z",
            "lang": "en", "title": "Ukraine receives bodies of soldiers",
            "text": f"Russia handed over the bodies of {100 + day} soldiers to Ukraine today, Kyiv said.\n" + FILLER,
        }
        for day in range(1, 29)
    ]  # fmt: skip
    (tmp_path / "old.jsonl").write_text("", encoding="utf-8")
    assert _import(tmp_path).returncode == 0
    (tmp_path / "old.jsonl").write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    refused = _import(tmp_path, (tmp_path / "var" / "repwatch.db").stat().st_size + ROOM)
    assert refused.returncode == EXIT_DISK
    assert "Traceback" not in refused.stderr
    assert "look at the disk" in refused.stderr
    again = json.loads(_import(tmp_path).stdout)
    assert 0 < again["new"] < len(told)
    assert again["new"] + again["known"] == len(told)
    assert len(json.loads(_import(tmp_path).stdout)["opened"]) == 0


SWALLOWS = "import os, signal\ntry:\n    os.kill(os.getpid(), signal.SIGINT)\nexcept BaseException:\n    pass\n"
COMMAND = """
import signal
from repwatch import start
signal.signal(signal.SIGINT, start._ended)
import swallows
print("went on")
"""


def test_ctrl_c_ends_a_command_whose_import_swallows_what_is_raised(tmp_path) -> None:
    (tmp_path / "swallows.py").write_text(SWALLOWS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", COMMAND], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Ended.\n")
