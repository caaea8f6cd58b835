"""A back-fill from a web server and an object store, and on a real cluster of which a worker dies in the middle."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
from archive_store import store
from builders_archive import JOB, filled
from test_backfill import a_few_files, outcome
from test_commands import program, repwatch

from backfill.inputs import archives
from backfill.work import read_file

DASK = (sys.executable, "-m", "dask")
REPWATCH = (sys.executable, "-m", "repwatch.start")


def test_a_list_and_its_files_are_read_from_a_web_server(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    (tmp_path / "all.paths").write_text("\n".join(file.name for file in files), encoding="utf-8")
    with store(tmp_path) as there:
        found = archives([f"{there.url}/all.paths"])
        assert found == [f"{there.url}/{file.name}" for file in files]
        here, web = (read_file(str(address), JOB) for address in (files[0], found[0]))
    assert web.counts == here.counts
    assert web.claims == here.claims
    assert web.damages == ()


def test_a_damaged_file_on_a_web_server_is_read_on(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    content = bytearray(files[0].read_bytes())
    content[2000:2050] = bytes(50)
    files[0].write_bytes(content)
    with store(tmp_path) as there:
        web = read_file(f"{there.url}/{files[0].name}", JOB)
    here = read_file(str(files[0]), JOB)
    assert web.damages == here.damages != ()
    assert web.counts == here.counts


def test_a_file_that_is_not_there_is_no_damage(tmp_path: Path) -> None:
    with store(tmp_path) as there, pytest.raises(FileNotFoundError):
        read_file(f"{there.url}/none.warc.gz", JOB)


@pytest.mark.slow
def test_files_are_read_from_an_object_store(tmp_path: Path) -> None:
    """In a process of its own, which is told of the store as operators do: by the environment."""
    (tmp_path / "bucket").mkdir()
    files = a_few_files(tmp_path / "bucket")
    (tmp_path / "bucket" / "all.paths").write_text("\n".join(file.name for file in files), encoding="utf-8")
    with store(tmp_path) as there:
        given = {"endpoint_url": there.url, "key": "k", "secret": "s", "client_kwargs": {"region_name": "x"}}
        words = [*REPWATCH, "backfill", "s3://bucket/all.paths", "--workers", "1", "--out", "out", "--json"]
        environment = {**os.environ, "FSSPEC_S3": json.dumps(given)}
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["failed"] == {}
    assert report["files"] == len(files)
    assert report["articles"] == 26


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The scheduler's address, and the processes that keep a worker each."""
    with ExitStack() as stack:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        scheduler = subprocess.Popen(
            [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "s.json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, text=True,
        )  # fmt: skip
        stack.callback(_end, scheduler)
        assert scheduler.stderr
        address = next(
            found[1] for line in scheduler.stderr if (found := re.search(r"Scheduler at:\s+(tcp://\S+)", line))
        )
        keepers = []
        for _ in range(workers):
            words = [*DASK, "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-dashboard"]
            keeper = subprocess.Popen(words, **quiet)  # type: ignore[call-overload]
            stack.callback(_end, keeper)
            keepers.append(psutil.Process(keeper.pid))
        yield address, keepers


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stderr:
        process.stderr.close()


def worker_of(keeper: psutil.Process) -> psutil.Process:
    """Its child that reads, not the one that tracks resources."""
    return next(child for child in keeper.children() if "spawn_main" in " ".join(child.cmdline()))


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    with store(tmp_path, hold=2) as there, cluster(tmp_path, 2) as (scheduler, keepers):
        addresses = [f"{there.url}/{file.name}" for file in files]
        run = subprocess.Popen(
            [*REPWATCH, "backfill", *addresses, "--scheduler", scheduler, "--out", "out", "--json"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        for _ in range(2):  # both workers are in the middle of a file
            assert there.held.acquire(timeout=60)
        os.kill(worker_of(keepers[0]).pid, signal.SIGKILL)
        there.freed.set()
        out, error = run.communicate(timeout=120)
        assert run.returncode == 0, error
        assert json.loads(out)["files"] == len(files)
        assert outcome(tmp_path / "out") == outcome(filled(addresses, tmp_path / "alone"))


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_and_ends_as_one_that_was_not(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    with store(tmp_path, hold=1) as there:
        addresses = [f"{there.url}/{file.name}" for file in files]
        words = [*REPWATCH, "backfill", *addresses, "--workers", "1", "--out", "out", "--json"]
        run = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True)
        assert there.held.acquire(timeout=60)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        there.freed.set()
        done = program("backfill", *addresses, "--workers", "1", "--out", "out", "--json", cwd=tmp_path)
        assert json.loads(done.stdout)["files"] == len(files)
        assert outcome(tmp_path / "out") == outcome(filled(addresses, tmp_path / "alone"))


def test_where_no_scheduler_is_that_is_told(tmp_path: Path) -> None:
    files = a_few_files(tmp_path)
    said = repwatch(
        "backfill", str(files[0]), "--scheduler", "nonsense://x", "--out", "out", cwd=tmp_path, code=1
    ).stderr
    assert said.startswith("no Dask scheduler answers at nonsense://x (")
