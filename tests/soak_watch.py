"""What the processes of a daemon hold, second by second, and whether it is more in the end than at first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from statistics import median

GROWN = 1.05  # the last quarter's memory may be so many times the first's
WARM = 20.0  # seconds after its start during which a process is still loading
MIB = 1 << 20
LOG_NORMAL = 64 * MIB  # bytes of write-ahead log (P16)
Quarters = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """at: seconds into the soak. MiB resident; descriptors; 0 where a process was not there, or still warming up."""

    at: float
    daemon: float
    crawler: float
    parsers: float
    daemon_files: int
    crawler_files: int
    log: int


def sample(at: float, database: Path, daemon: tuple[int, float], crawler: tuple[int, float]) -> Sample:
    """daemon, crawler: process, and for how many seconds it has run."""
    (one, age), (two, young) = daemon, crawler
    warm, ready = age > WARM, young > WARM
    log = database.with_name(f"{database.name}-wal")
    return Sample(
        at,
        _resident(one) if warm else 0,
        _resident(two) if ready else 0,
        sum(map(_resident, below(two))) if ready else 0,
        _files(one) if warm else 0,
        _files(two) if ready else 0,
        log.stat().st_size if log.exists() else 0,
    )


def quarters(samples: Sequence[Sample], of: Callable[[Sample], float]) -> Quarters:
    """The medians; a quarter without any is 0."""
    length = (samples[-1].at or 1) / 4
    parts: list[list[float]] = [[], [], [], []]
    for one in samples:
        if value := of(one):
            parts[min(3, int(one.at / length))].append(value)
    first, second, third, last = (median(part) if part else 0.0 for part in parts)
    return first, second, third, last


def grew(samples: Sequence[Sample]) -> Iterator[str]:
    """Sentences, one for each that held more in the last quarter than in the first."""
    for name, of in MEMORY.items():
        first, *_, last = quarters(samples, of)
        if not first or not last or last > first * GROWN:
            yield f"memory of the {name} went from {first:.0f} to {last:.0f} MiB"
    for name, files in FILES.items():
        first, *_, last = quarters(samples, files)
        if not first or not last or last > first + 2:  # one more connection or page that is just open
            yield f"descriptors of the {name} went from {first:.0f} to {last:.0f}"
    if (most := max(one.log for one in samples)) > LOG_NORMAL:
        yield f"the write-ahead log had {most / MIB:.0f} MiB"


def rows(samples: Sequence[Sample]) -> Iterator[tuple[str, Quarters]]:
    for name, of in MEMORY.items():
        yield f"{name}, MiB", quarters(samples, of)
    for name, files in FILES.items():
        yield f"{name}, descriptors", quarters(samples, files)


MEMORY: dict[str, Callable[[Sample], float]] = {name: attrgetter(name) for name in ("daemon", "crawler", "parsers")}
FILES: dict[str, Callable[[Sample], float]] = {name: attrgetter(f"{name}_files") for name in ("daemon", "crawler")}


def _resident(pid: int) -> float:
    with suppress(OSError, IndexError, ValueError):  # it ended between two looks
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / MIB
    return 0


def _files(pid: int) -> int:
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0


def below(pid: int) -> Iterator[int]:
    """Of every thread, for each has the children that it made."""
    with suppress(OSError):
        for made in list(Path(f"/proc/{pid}/task").glob("*/children")):
            for child in map(int, made.read_text().split()):
                yield child
                yield from below(child)
