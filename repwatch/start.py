"""Where the program starts: Ctrl-C is one plain line also while the commands are still being loaded."""

import signal
import sys
from typing import NoReturn

ENDED = 130  # what a shell expects of a program that Ctrl-C ended


def main() -> None:
    signal.signal(signal.SIGINT, _ended)
    from repwatch.cli import app

    app()


def _ended(number: int, frame: object) -> NoReturn:
    """The daemon and the demo put their own handlers in its place."""
    sys.stderr.write("Ended.\n")
    raise SystemExit(ENDED)


if __name__ == "__main__":
    main()
