"""The list of promises names tests that are there, and a promise is kept only where each of them was run and passed."""

from pathlib import Path

import pytest
from promises import BROKEN, KEPT, UNSEEN, Case, judge, load, named_test_is_there, read

HERE = Path(__file__).parent
NAMED = [(name, test) for name, one in load().items() for test in one.get("tests", ())]


@pytest.mark.parametrize(("promise", "test"), NAMED, ids=[f"{name} {test}" for name, test in NAMED])
def test_what_shows_a_promise_is_there(promise: str, test: str) -> None:
    assert named_test_is_there(test), f"{promise}: there is no {test}"


def test_programs_are_there() -> None:
    programs = [
        [word for word in one["program"] if word.endswith(".py")] for one in load().values() if "program" in one
    ]
    assert all(files and (HERE.parent / files[0]).is_file() for files in programs)


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        pytest.param({"a": "passed", "b": "passed"}, KEPT, id="all passed"),
        pytest.param({"a": "passed", "b": "failure"}, BROKEN, id="one failed"),
        pytest.param({"a": "passed", "b": "error"}, BROKEN, id="one could not be run"),
        pytest.param({"a": "passed"}, UNSEEN, id="one was not run"),
        pytest.param({"a": "passed", "b": "skipped"}, UNSEEN, id="one was skipped"),
        pytest.param({}, UNSEEN, id="none was run"),
    ],
)
def test_when_a_promise_is_kept(outcomes: dict[str, str], verdict: str) -> None:
    cases = [Case("test_x", name, outcome, 1.0, "") for name, outcome in outcomes.items()]
    assert judge({"tests": ["test_x.py::a", "test_x.py::b"]}, cases).verdict == verdict


REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
<testcase classname="tests.test_x" name="test_a[1-2]" time="0.5"><properties><property name="measured" value="0 of 12"/>
</properties></testcase>
<testcase classname="tests.test_x" name="test_b" time="1.5"><failure message="no">no</failure></testcase>
</testsuite></testsuites>"""


def test_a_report_is_read(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    cases = read(tmp_path / "report.xml")
    assert cases == [Case("test_x", "a", "passed", 0.5, "0 of 12"), Case("test_x", "b", "failure", 1.5, "")]
    assert judge({"tests": ["test_x.py::a"]}, cases).measured == "0 of 12; 1 of 1 cases in 0 s"
