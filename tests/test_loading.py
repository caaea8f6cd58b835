"""While a program is loaded nothing is looked through for garbage; afterwards, what came later is."""

import asyncio
import gc
import subprocess
import sys

import pytest

from crawler.parsers import ParserPool

SAYS = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 1000)"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        pytest.param("", "True False", id="as Python starts"),
        pytest.param("from repwatch import loading; loading.begin()", "False False", id="begun"),
        pytest.param("from repwatch import loading; loading.begin(); loading.done()", "True True", id="begun and done"),
        pytest.param("from repwatch import loading; loading.done(); loading.done()", "True True", id="done twice"),
    ],
)
def test_garbage_is_looked_for_when_all_is_loaded(program: str, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"{program}\n{SAYS}"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == told


def looked_for() -> tuple[bool, int]:
    return gc.isenabled(), gc.get_freeze_count()


def test_a_parser_looks_for_garbage_in_what_it_reads_alone() -> None:
    async def work() -> object:
        pool = ParserPool(1)
        try:
            return await pool.run(looked_for)
        finally:
            pool.close()

    enabled, frozen = asyncio.run(work())  # type: ignore[misc]
    assert enabled
    assert frozen > 30_000, "the parsers' modules, which are loaded before"
