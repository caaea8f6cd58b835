"""docs/scale.md says what its formulas give for the figures that lie beside it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "scale.md"


def scale(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "bench/scale.py", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_page_is_what_is_computed() -> None:
    assert scale().strip() in PAGE.read_text(encoding="utf-8")


def test_more_workers_take_fewer_hours() -> None:
    hours = [float(line.split()[2]) for line in scale("--simulate", "10", "100").splitlines()]
    assert hours[0] > 5 * hours[1]
