"""What does reading an archive cost, a page and a core, on one worker and on two, and beside news-please?

    .venv/bin/python bench/backfill.py [--files 4] [--pages 7000] [--folder var/archive] [--small] [--save]

Makes archives (bench/archive.py; 300 MB in all, 5 % of the pages pass the first look) and reads them by
`repwatch backfill` with one and with two local workers; what a run over an archive of one page takes, the start, is
taken off. Pages a second and core are pages by CPU seconds of the workers' reading. Then the same pages are taken
through the stages one by one, in this process. news-please, and trafilatura on every page, read the first pages of the
first file. --small takes a tenth. --save writes bench/scale.json, from which bench/scale.py computes docs/scale.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import rmtree
from statistics import fmean
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import archive  # noqa: E402
import trafilatura  # noqa: E402
from measure import Cost, measure  # noqa: E402

SAVED = ROOT / "bench" / "scale.json"
PASSING = 0.05
LEAST_PAGES, LEAST_GAIN = 1500, 1.8  # pages a second and core; two workers against one
PEER = "news-please==1.6.16"
PEER_PAGES = 60
PEER_CODE = """
import sys, time, warnings
warnings.simplefilter("ignore")
from newsplease import NewsPlease
from warcio.archiveiterator import ArchiveIterator
most, read, started = int(sys.argv[2]), 0, time.process_time()
with open(sys.argv[1], "rb") as file:
    for record in ArchiveIterator(file):
        if record.rec_type == "response" and read < most:
            NewsPlease.from_warc(record, fetch_images=False)
            read += 1
print(read / (time.process_time() - started))
"""


def main() -> None:
    asked = _options()
    files, pages = asked.files, asked.pages // (10 if asked.small else 1)
    paths = archive.grow(asked.folder, files, pages, PASSING)
    (tiny,) = archive.grow(asked.folder, 1, 1, 0.0)
    size = sum(path.stat().st_size for path in paths)
    print(f"{files} files, {files * pages:,} pages, {size / 1e6:,.0f} MB; load of the machine {os.getloadavg()[0]:.1f}")
    runs = {workers: _run(asked.folder, paths, tiny, workers) for workers in (1, 2)}
    stages = _stages(paths[0])
    peers = {"trafilatura on every page": _trafilatura(paths[0]), "news-please": _news_please(asked.folder, paths[0])}
    found = _figures(runs, stages, peers) | {"files": files, "pages_a_file": pages, "mb": round(size / 1e6)}
    print(json.dumps(found, indent=1))
    _judge(found)
    if asked.save:
        SAVED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What reading an archive costs.")
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--pages", type=int, default=7000, help="of each file")
    parser.add_argument("--folder", type=Path, default=Path("var/archive"))
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--save", action="store_true")
    return parser.parse_args()


def _run(folder: Path, paths: Sequence[Path], tiny: Path, workers: int) -> dict[str, Any]:
    start, cost = (_backfilled(folder, some, workers) for some in ([tiny], paths))
    parts = [json.loads(path.read_text()) for path in sorted((folder / "out" / "parts").glob("*.json"))]
    read = sum(part["counts"]["pages"] for part in parts)
    return {
        "wall": cost.wall - start.wall, "start": start.wall, "memory": cost.memory, "pages": read,
        "cpu": sum(part["cpu"] for part in parts), "counts": _summed(part["counts"] for part in parts),
        "seconds_a_page": [round(part["cpu"] / part["counts"]["pages"], 7) for part in parts],
    }  # fmt: skip


def _backfilled(folder: Path, paths: Sequence[Path], workers: int) -> Cost:
    out = folder / "out"
    rmtree(out, ignore_errors=True)
    words = [str(path.absolute()) for path in paths]
    command = [sys.executable, "-m", "repwatch.start", "backfill", *words, "--workers", str(workers)]
    config = ["--out", str(out.absolute()), "--config", str(folder.absolute() / "none.toml")]
    cost = measure([*command, *config], {**os.environ, "PYTHONPATH": str(ROOT)}, folder)
    if cost.code:
        raise SystemExit(f"the run failed: see {folder / 'log'}")
    return cost


def _summed(counts: Iterator[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for name, many in one.items():
            total[name] = total.get(name, 0) + many
    return total


def _stages(path: Path) -> dict[str, float]:
    """CPU milliseconds for each page that comes so far, and the pages' size."""
    from backfill.job import Job, selection
    from backfill.records import captures
    from backfill.skim import may_tell, rough_text
    from backfill.weigh import at_first_sight, weigh
    from repwatch.config import known_conflicts, known_languages

    chosen = selection(Job(known_languages(), known_conflicts()))
    screen = partial(at_first_sight, selection=chosen)
    reading, pages = _timed(lambda: list(captures(str(path), screen, 5 << 20)))
    sieving, passed = _timed(
        lambda: [(head, body) for head, body in pages if chosen.sieve.passes(body, head.content_type)]
    )
    skimming, left = _timed(
        lambda: [
            page for page in passed if may_tell(rough_text(page[1], page[0].content_type), (), chosen.lexicon)
        ]
    )  # fmt: skip
    whole, _ = _timed(lambda: [weigh(head, body, chosen) for head, body in left])
    through = (sieving / len(pages) + skimming / len(passed)) * len(left)
    return {
        "kb": fmean(len(body) for _, body in pages) / 1000,
        "reading": 1000 * reading / len(pages),
        "sieving": 1000 * sieving / len(pages),
        "skimming": 1000 * skimming / len(passed),
        "article": 1000 * (whole - through) / len(left),
    }


def _timed(work: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    """The better of two."""
    best, found = float("inf"), list[Any]()
    for _ in range(2):
        started = time.process_time()
        found = work()
        best = min(best, time.process_time() - started)
    return best, found


def _trafilatura(path: Path) -> float:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    started, read = time.process_time(), 0
    for record in ArchiveIterator(str(path), WarcRecordType.response, auto_decode="all", fsspec_args=False):
        trafilatura.extract(record.reader.read(5 << 20).decode(errors="replace"), fast=True)
        if (read := read + 1) == 4 * PEER_PAGES:
            break
    return read / (time.process_time() - started)


def _news_please(folder: Path, path: Path) -> float | None:
    """Pages a second; None: it cannot be had here."""
    beside, uv = folder.absolute() / "peers", str(Path(sys.executable).with_name("uv"))
    python = str(beside / "bin" / "python")
    steps = [] if (beside / "ready").exists() else [
        [uv, "venv", "--quiet", "--python", sys.executable, str(beside)],
        [uv, "pip", "install", "--quiet", "--python", python, PEER, "warcio==1.8.1"],
    ]  # fmt: skip
    try:
        for step in steps:
            subprocess.run(step, check=True)
        (beside / "ready").touch()
        words = [python, "-c", PEER_CODE, str(path), str(PEER_PAGES)]
        return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"not compared: news-please ({error})")
        return None


def _figures(
    runs: dict[int, dict[str, Any]], stages: dict[str, float], peers: dict[str, float | None]
) -> dict[str, Any]:
    one, two = runs[1], runs[2]
    whole = stages["reading"] + stages["sieving"] + PASSING * (stages["skimming"] + stages["article"])
    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        "pages_a_second_and_core": round(one["pages"] / one["cpu"]),
        "the_same_if_all_that_pass_were_read": round(1000 / whole),
        "two_against_one": round(one["wall"] / two["wall"], 2),
        "wall": {str(workers): round(run["wall"], 1) for workers, run in runs.items()},
        "start": round(one["start"], 1),
        "memory_mb": round(max(one["memory"], two["memory"])),
        "counts": one["counts"],
        "seconds_a_page": one["seconds_a_page"],
        "stages_ms": {name: round(value, 4) for name, value in stages.items()},
        "peers": {name: round(value, 1) if value else None for name, value in peers.items()},
    }


def _judge(found: dict[str, Any]) -> None:
    for what, value, least in (
        ("pages a second and core", found["pages_a_second_and_core"], LEAST_PAGES),
        ("two workers against one", found["two_against_one"], LEAST_GAIN),
    ):
        print(f"{what}: {value}, goal {least}{'' if value >= least else ': MISSED'}")


if __name__ == "__main__":
    main()
