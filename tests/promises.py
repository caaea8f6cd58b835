"""Are the promises kept? Runs what shows them and prints a table: promise, measured, limit, verdict.

    .venv/bin/python tests/promises.py [P1 P33 ...] [--from REPORT.xml ...] [--lanes 3]

--from: what pytest wrote with --junitxml, looked up instead of run again; what the report does not hold is said to be
not looked at. The exit code is 1 if a promise was broken, and 2 if a test that tests/promises.toml names is not there.
"""

import argparse
import ast
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
TOP = HERE.parent
KEPT, BROKEN, UNSEEN = "kept", "BROKEN", "not looked at"
SHOWN = 160  # characters of what a program printed last
Promises = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """file: without its ending. measured: what the test itself says (record_property)."""

    file: str
    function: str
    outcome: str
    seconds: float
    measured: str


@dataclass(frozen=True, slots=True)
class Result:
    verdict: str
    measured: str


def main() -> int:
    parser = argparse.ArgumentParser(description="Are the promises kept?")
    parser.add_argument("names", nargs="*", metavar="P", help="these alone")
    parser.add_argument("--from", dest="reports", nargs="+", type=Path, default=[], metavar="XML")
    parser.add_argument("--lanes", type=int, default=3, help="processes side by side")
    options = parser.parse_args()
    promises = {name: one for name, one in load().items() if name in options.names or not options.names}
    began = time.monotonic()
    if options.reports:
        cases, programs = [case for one in options.reports for case in read(one)], {}
    else:
        cases, programs = run(promises, options.lanes)
    results = {name: judge(one, cases, programs.get(name)) for name, one in promises.items()}
    show(promises, results)
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    return 1 if any(result.verdict == BROKEN for result in results.values()) else 0


def load() -> Promises:
    return tomllib.loads((HERE / "promises.toml").read_text(encoding="utf-8"))


def named_test_is_there(name: str) -> bool:
    """file::function as in the lists of promises and lessons, or a file alone."""
    file, _, function = name.partition("::")
    if not (HERE / file).is_file():
        return False
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return not function or f"test_{function}" in there


def nodes(promise: Mapping[str, Any]) -> list[str]:
    """As pytest takes them, of the folder above."""
    return ["tests/" + name.replace("::", "::test_") for name in promise.get("tests", ())]


def run(promises: Promises, lanes: int) -> tuple[list[Case], dict[str, Result]]:
    """The tests of all of them at once, beside them one program after the other."""
    wanted = sorted({node for one in promises.values() for node in nodes(one)})
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as pool:
        jobs = {name: pool.submit(_program, one["program"]) for name, one in promises.items() if "program" in one}
        cases = _tested(wanted, Path(folder) / "report.xml", lanes) if wanted else []
        return cases, {name: job.result() for name, job in jobs.items()}


def _tested(wanted: Sequence[str], report: Path, lanes: int) -> list[Case]:
    words = ("-m", "pytest", "-q", "-m", "slow or not slow", "-n", str(lanes), f"--junitxml={report}", *wanted)
    done = subprocess.run([sys.executable, *words], cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(2)
    if done.returncode == 1:
        sys.stdout.write(done.stdout)
    return read(report)


def _program(words: Sequence[str]) -> Result:
    done = subprocess.run([sys.executable, *words], cwd=TOP, capture_output=True, text=True, check=False)
    printed = [line.strip() for line in (done.stdout or done.stderr).splitlines() if line.strip()]
    return Result(KEPT if done.returncode == 0 else BROKEN, "; ".join(printed[-2:])[-SHOWN:])


def read(report: Path) -> list[Case]:
    root = ElementTree.parse(report).getroot()
    return [_case(one) for one in root.iter("testcase")]


def _case(one: ElementTree.Element) -> Case:
    outcomes = {child.tag for child in one} & {"failure", "error", "skipped"}
    said = (found.get("value", "") for found in one.iter("property") if found.get("name") == "measured")
    function = one.get("name", "").partition("[")[0].removeprefix("test_")
    file = one.get("classname", "").rpartition(".")[2]
    return Case(file, function, min(outcomes, default="passed"), float(one.get("time", 0)), "; ".join(said))


def judge(promise: Mapping[str, Any], cases: Iterable[Case], program: Result | None = None) -> Result:
    """Kept: each test it names was run, none failed, and not all of one were skipped."""
    if "program" in promise:
        return program or Result(UNSEEN, "a program of its own")
    found = list(cases)
    shares = {name: [case for case in found if _is_of(case, name)] for name in promise["tests"]}
    mine = [case for share in shares.values() for case in share]
    if any(case.outcome in ("failure", "error") for case in mine):
        return Result(BROKEN, _told(mine))
    seen = all(any(case.outcome == "passed" for case in share) for share in shares.values())
    return Result(KEPT if seen else UNSEEN, _told(mine))


def _is_of(case: Case, name: str) -> bool:
    file, _, function = name.partition("::")
    return case.file == file.removesuffix(".py") and function in ("", case.function)


def _told(cases: Sequence[Case]) -> str:
    passed = sum(case.outcome == "passed" for case in cases)
    said = [case.measured for case in cases if case.measured]
    return "; ".join((*said, f"{passed} of {len(cases)} cases in {sum(case.seconds for case in cases):.0f} s"))


def show(promises: Promises, results: Mapping[str, Result]) -> None:
    table = Table("promise", "what", "measured", "limit", "verdict")
    for name, one in promises.items():
        table.add_row(name, one["what"], results[name].measured, one["limit"], results[name].verdict)
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)


if __name__ == "__main__":
    sys.exit(main())
