"""Where a run of the tests keeps its files, and fixtures of several files. Nothing here changes what is tested.

Each fresh database writes a dozen migrations through to the disk, and each process that a test starts reads the whole
program. A filesystem in memory takes the first, code that is compiled once for all processes the second. The slow
tests, crash loops, stay on the disk.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing.util import Finalize
from pathlib import Path

import pytest

MEMORY, ROOM = Path("/dev/shm"), 2**30  # bytes; a container may have as little as 64 MiB there
RECKONING = {"test_scheduler_orders", "test_scheduler_stale_totals", "test_told_orders", "test_demo_orders"}
LAST = -200  # after multiprocessing, which clears up there at -100; also what killed processes have left


def pytest_configure(config: pytest.Config) -> None:
    quick = config.option.markexpr == "not slow" and _roomy(MEMORY)
    folder = Path(tempfile.mkdtemp(prefix="repwatch-tests-", dir=MEMORY if quick else None))
    Finalize(None, shutil.rmtree, (folder,), {"ignore_errors": True}, exitpriority=LAST)
    if quick:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # of tmp_path; what failed is kept
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)  # of everything else, here and in processes
    os.environ.pop("INVOCATION_ID", None)  # where a service runs the tests: no daemon of theirs is to try its fence
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "code")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests go in three lanes, two of them for what waits for servers and clocks; what reckons keeps to one."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.xdist_group("reckons" if item.path.stem in RECKONING else item.path.stem))


@pytest.fixture(autouse=True)
def log_of_a_command_ends_with_it() -> Iterator[None]:
    """A command that runs within a test leaves a handler that writes to what is closed by then."""
    yield
    root = logging.getLogger()
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)


def _roomy(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= ROOM


pytest_plugins = ["office"]
