"""The crawler process: python -m crawler [--once [OUTLET ...] | --probes FOLDER].

REPWATCH_CONFIG names config.toml, unless the daemon hands its own over. Standard output is for the parent alone: a
line of JSON every ten seconds, or one summary at the end with --once. It ends when its standard input ends, on SIGTERM,
or when nothing is due (--once).
Exit codes: 0, or 78 for a wrong configuration or a database of another version.
"""

import argparse
import os
import resource
import sys

from repwatch import loading

MEMORY = (600 * 1024 * 1024, 1024 * 1024 * 1024)  # bytes of address space, soft and hard (R-CRAWL-1)
CPU = 43_200  # seconds
FILES = 512
# With more arenas than this glibc alone reserves 750 MB of address space for our threads.
ARENAS = "2"
EXIT_CONFIG = 78


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    _few_arenas(arguments)
    _limit()
    loading.begin()
    from crawler.process import run  # late: the limits come first, and a second start by _few_arenas costs no imports

    once, config = options.once is not None, os.environ.get("REPWATCH_CONFIG", "config.toml")
    return run(config, once, tuple(options.once or ()), options.probes)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m crawler", description="Fetches what is due.")
    parser.add_argument("--once", nargs="*", metavar="OUTLET", help="until nothing is due; these outlets in any case")
    parser.add_argument("--probes", metavar="FOLDER", help="answer what is asked in a database there, and nothing else")
    return parser.parse_args(arguments)


def _few_arenas(arguments: list[str]) -> None:
    """The allocator reads the variable at its start, so a process started without it starts itself again."""
    if "MALLOC_ARENA_MAX" not in os.environ:
        os.environ["MALLOC_ARENA_MAX"] = ARENAS
        os.execv(sys.executable, [sys.executable, "-m", "crawler", *arguments])  # noqa: S606  our own command


def _limit() -> None:
    for kind, soft, hard in (
        (resource.RLIMIT_AS, *MEMORY),
        (resource.RLIMIT_CPU, CPU, CPU),
        (resource.RLIMIT_NOFILE, FILES, FILES),
    ):
        _, allowed = resource.getrlimit(kind)
        most = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(kind, (min(soft, most), most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
