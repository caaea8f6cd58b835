"""The structure of the tree: who may import whom, what is pure, how long files and functions are, where words live."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("repwatch", "crawler", "matcher", "review", "alerts", "storage", "scheduler", "backfill", "demo")
FILES = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
FRONT = (  # the commands
    "repwatch.start", "repwatch.cli", "repwatch.running", "repwatch.showing", "repwatch.opening", "repwatch.rules",
    "repwatch.replaying", "repwatch.past", "repwatch.importing", "repwatch.revisions", "repwatch.options",
    "repwatch.progress", "repwatch.outlets", "repwatch.asking", "repwatch.adding", "repwatch.appending",
    "repwatch.opml", "repwatch.probed", "repwatch.crawling", "repwatch.decide", "repwatch.deciding",
    "repwatch.subscribers", "repwatch.subscribing", "repwatch.deliveries", "repwatch.silence",
    "repwatch.alerting", "repwatch.reachable",
    "repwatch.inbound", "repwatch.suppressions", "repwatch.sending", "repwatch.users", "repwatch.serving",
    "repwatch.finding", "repwatch.quality", "repwatch.backup", "repwatch.backfilling", "repwatch.pausing",
    "repwatch.doctor",
)  # fmt: skip
SHARED = (
    "repwatch",
    "repwatch.model",
    "repwatch.config",
    "repwatch.guard",
    "repwatch.addresses",
    "repwatch.logs",
)  # everybody may import these
ALERTS_PURE = (
    "alerts.policy", "alerts.digest", "alerts.sections", "alerts.quotes", "alerts.reports", "alerts.payload",
    "alerts.diagnose", "alerts.outage", "alerts.minimum", "alerts.notices",
    "alerts.grouping", "alerts.pulse",
)  # fmt: skip

# Folder -> what of the project it may import beside itself and the shared files.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "repwatch": (),
    "storage": (),
    "matcher": (),
    "crawler": ("storage", "matcher.relevance", "matcher.words", "repwatch.lexicon"),
    "alerts": ("storage",),
    "review": ("storage", "matcher", "alerts.headers", "alerts.languages", "repwatch.subscription", *ALERTS_PURE),
    "backfill": (
        "matcher",
        "crawler.page",
        "crawler.entries",
        "crawler.charset",
        "repwatch.lexicon",
    ),
    "scheduler": ("storage", "matcher", "crawler", "alerts", "review", "repwatch", "backfill"),
    "demo": ("storage", "matcher", "crawler", "alerts", "review", "scheduler", "repwatch"),
}
IMPURE_MODULES = {
    "sqlite3", "socket", "subprocess", "urllib.request", "http.client", "smtplib", "asyncio", "threading", "requests",
    "urllib3", "scrapy", "twisted", "sqlite_utils", "os", "time", "random", "secrets", "tempfile", "shutil", "uvicorn",
}  # fmt: skip
VALUES = ("scrapy.exceptions", "twisted.internet.error", "twisted.web")  # kinds of error, looked at and not raised
PURE_MARK = re.compile(r"\bPure\b")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def covers(allowed: str, module: str) -> bool:
    return module == allowed or module.startswith(f"{allowed}.")


def is_pure(tree: ast.Module) -> bool:
    return bool(PURE_MARK.search(ast.get_docstring(tree) or ""))


PURE = [file for file in FILES if is_pure(tree_of(file))]


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_point_inwards(file: Path) -> None:
    name = name_of(file)
    if name in FRONT:
        return
    folder = name.split(".")[0]
    for module in imports(tree_of(file)):
        if module.split(".")[0] not in FOLDERS or (covers(folder, module) and folder != "repwatch"):
            continue
        assert module not in FRONT, f"{name} imports {module}: nobody imports the commands"
        allowed = any(module == one or covers("repwatch.model", module) or (module.startswith(f"{one}.") and "." in one)
                      for one in SHARED) or any(covers(one, module) for one in MAY_IMPORT[folder])  # fmt: skip
        parent = module.rpartition(".")[0]  # "from repwatch import __version__" names a value, not a file
        assert allowed or parent in SHARED or folder == "repwatch", f"{name} imports {module}"


@pytest.mark.parametrize("file", [file for file in FILES if name_of(file).startswith("repwatch")], ids=name_of)
def test_the_shared_files_know_no_room(file: Path) -> None:
    if name_of(file) not in FRONT:
        rooms = {module for module in imports(tree_of(file)) if module.split(".")[0] in FOLDERS[1:]}
        assert rooms <= {"matcher"}, f"{name_of(file)} imports {rooms}"  # the folder of the lexicon, not its code


@pytest.mark.parametrize("file", PURE, ids=name_of)
def test_pure_files_touch_nothing(file: Path) -> None:
    tree = tree_of(file)
    reached = {
        module
        for module in imports(tree)
        if any(covers(one, module) for one in IMPURE_MODULES) and not any(covers(one, module) for one in VALUES)
    }
    assert not reached, f"{name_of(file)} says it is pure and imports {reached}"
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"open", "datetime.now", "datetime.utcnow", "date.today", "print", "input"}
    names = {name_of(other) for other in FILES}
    for module in set(imports(tree)) & names - {*FOLDERS, "repwatch.model"}:
        if not module.startswith("repwatch.model"):
            other = next(each for each in FILES if name_of(each) == module)
            assert other in PURE, f"{name_of(file)} imports {module}, which is not pure"


def test_the_files_that_must_be_pure_are() -> None:
    names = {name_of(file) for file in PURE}
    wanted = {"crawler.feed", "crawler.page", "crawler.telegram", "review.triage", "alerts.policy", "alerts.digest"}
    wanted |= {name_of(file) for file in (ROOT / "matcher").glob("*.py") if file.stem != "__init__"}
    assert wanted <= names, f"without the mark: {sorted(wanted - names)}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_files_and_functions_are_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{name_of(file)}.{node.name} has {length} lines"


def party_names() -> set[str]:
    names: set[str] = set()
    for file in (ROOT / "matcher" / "lexicon" / "conflicts").glob("*.toml"):
        for party, entry in tomllib.loads(file.read_text(encoding="utf-8"))["party"].items():
            names |= {party, *entry["display"].values()}
    return {name.lower() for name in names}


@pytest.mark.parametrize("file", sorted((ROOT / "matcher").glob("*.py")), ids=name_of)
def test_no_word_of_a_language_or_party_stands_in_the_code_of_the_matcher(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"[\u0400-\u04ff]", text), "a Cyrillic letter"
    assert not [name for name in party_names() if name in text.lower()]


@pytest.mark.parametrize("file", [file for file in FILES if "demo" not in file.parts], ids=name_of)
def test_no_module_state_and_no_question_whether_it_is_tested(file: Path) -> None:
    tree = tree_of(file)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    assert "pytest" not in set(imports(tree))
