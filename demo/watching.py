"""The real daemon under the demo: start it, ask whether it has taken everything in, end it."""

import ctypes
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

from demo.stage import Stage
from repwatch.model import Settlement
from storage import Storage

PR_SET_PDEATHSIG = 1  # of prctl(2)
STARTING = 30.0  # seconds
ENDING = 30.0


class DaemonEnded(Exception):
    """It is not running any more; the message says where its log is."""


class Watch:
    """One daemon on one stage; its output goes to a file beside its configuration."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def started(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Returns once its page answers. Raises DaemonEnded."""
        with (self._stage.folder / "daemon.log").open("ab") as log:
            command = [sys.executable, "-m", "repwatch.start", "run", "--config", str(self._stage.config)]
            self._process = subprocess.Popen(  # noqa: S603 our own command
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_end_with_us,
            )
        end = time.monotonic() + STARTING
        while not self._answers():
            self.require()
            if time.monotonic() > end:
                raise DaemonEnded(f"the daemon does not answer; see {self._stage.folder / 'daemon.log'}")
            time.sleep(0.1)

    def require(self) -> None:
        """Raises DaemonEnded."""
        if self._process is None or self._process.poll() is not None:
            raise DaemonEnded(f"the daemon has ended; see {self._stage.folder / 'daemon.log'}")

    def end(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._stage.web}/healthz", timeout=2) as answer:
                return bool(json.load(answer))
        except urllib.error.HTTPError:
            return True  # it answers, though not well
        except OSError:
            return False


def _end_with_us() -> None:
    """On Linux the daemon is told to end when the demo is killed, so that nothing is left running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def settlements(stage: Stage) -> list[Settlement]:
    """What the daemon has read itself."""
    with closing(Storage(stage.database, write=False)) as storage:
        return storage.exchanges.settlements(known=False)
