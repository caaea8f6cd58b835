"""While a program is loaded nothing is looked through for garbage; afterwards, what came later is."""

import subprocess
import sys

import pytest

from crawler.parsers import _READERS

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


PARSER = """
import asyncio, gc
from crawler.parsers import ParserPool

async def work():
    pool = ParserPool(1)
    try:
        print(await pool.run(gc.isenabled), await pool.run(gc.get_freeze_count))
    finally:
        pool.close()

asyncio.run(work())
"""


def test_a_parser_looks_for_garbage_in_what_it_reads_alone() -> None:
    """In a program of its own: in this one another test may have begun what parsers are made from."""
    loads = f"import gc, {', '.join(module for module, _ in _READERS.values())}; print(len(gc.get_objects()))"
    told, loaded = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for program in (PARSER, loads)
    )
    enabled, frozen = told.split()
    assert enabled == "True"
    assert int(frozen) > 0.9 * int(loaded) > 10_000, "the parsers' modules, which are loaded before"
