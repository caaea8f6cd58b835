"""Runs a command and says what it cost: CPU of the whole process tree, also of what the command did not wait for.

    python bench/measure.py COMMAND …     prints the cost as a line of JSON

A process of its own takes in every orphan of the command (Linux only), so that all CPU comes to be counted as its
children's. The command's output goes to standard error.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and MB of the largest process."""

    user: float
    system: float
    wall: float
    memory: float
    code: int

    @property
    def cpu(self) -> float:
        return self.user + self.system


def measure(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Cost:
    done = subprocess.run(
        [sys.executable, __file__, *command], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=(folder / "log").open("a"), text=True, check=True,
    )  # fmt: skip
    return Cost(**json.loads(done.stdout))


def main(command: Sequence[str]) -> None:
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=2, start_new_session=True)
    code = process.wait()
    wall = time.perf_counter() - started
    while True:  # orphans
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps(asdict(Cost(used.ru_utime, used.ru_stime, wall, used.ru_maxrss / 1024, code))))


if __name__ == "__main__":
    main(sys.argv[1:])
