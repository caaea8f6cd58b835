"""The README and docs tell the same story as the tree, the commands and config.toml."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from test_commands import repwatch
from typer.main import get_command

from repwatch.cli import app
from repwatch.config import load
from scheduler import pipeline

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = sorted((ROOT / "docs").glob("*.md"))
FORBIDDEN = re.compile(
    "|".join(("/wor" + "k/", "/far" + "m/", "/roo" + "t/", "pypi" + "\\.org", "python" + "hosted", "npm" + "js"))
)


def commands() -> list[str]:
    top = get_command(app)
    names = []
    for name, command in sorted(top.commands.items()):  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        names += [f"{name} {each}" for each in inner] if inner else [name]
    return names


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return listed.split()


@pytest.mark.parametrize("name", commands())
def test_every_command_stands_in_the_readme_and_explains_itself(name: str) -> None:
    assert f"`repwatch {name}`" in README
    assert "Example: repwatch" in repwatch(*name.split(), "--help", cwd=ROOT).stdout


@pytest.mark.parametrize("folder", sorted({name.split("/")[0] for name in tracked() if "/" in name} - {".ci"}))
def test_every_folder_stands_in_the_readme(folder: str) -> None:
    assert f"{folder}/" in README


def test_the_readme_names_no_command_folder_or_page_that_is_not_there() -> None:
    for name in re.findall(r"`repwatch ([a-z]+(?: (?!-)[a-z]+)?)`", README):
        assert name in commands()
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
    for target in re.findall(r"make ([a-z]+)", README):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_readme_pipeline_and_tree_give_the_same_order() -> None:
    numbered = re.findall(r"^\d\. \*\*`(\w+)/`", README, re.MULTILINE)
    assert numbered == ["crawler", "matcher", "review", "alerts"]
    order = re.findall(r"(\w+)\(storage, tools, now\)", _source())
    assert order == ["match", "decide", "reconcile", "alert", "digest"]


def _source() -> str:
    text = Path(pipeline.__file__).read_text(encoding="utf-8")
    return text[text.index("def run_steps") : text.index("def match")]


def test_the_examples_of_the_readme_are_good_configuration(tmp_path: Path) -> None:
    tables = "\n".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
    (tmp_path / "config.toml").write_text(tables, encoding="utf-8")
    config = load(tmp_path / "config.toml")
    assert [outlet.id for outlet in config.outlets] == ["example"]
    assert [one.id for one in config.subscriptions] == ["desk"]


def test_what_config_toml_shows_commented_out_is_good_too(tmp_path: Path) -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    (tmp_path / "partner-secret").write_text("whsec_" + "A" * 44)
    (tmp_path / "mail-password").write_text("x")
    (tmp_path / "newsroom-address").write_text("ntfys://ntfy.example.org/news\n")
    shown = re.sub(r"^# (?=[a-z_]+ = |\[\[)", "", text, flags=re.MULTILINE)
    assert len(tomllib.loads(shown)) > 5
    (tmp_path / "config.toml").write_text(shown, encoding="utf-8")
    shown_ids = {one.id for one in load(tmp_path / "config.toml").subscriptions}
    assert shown_ids == {"desk", "partner", "newsroom", "first-look", "operator"}


def test_the_shipped_configuration_is_good() -> None:
    config = load(ROOT / "config.toml")
    assert len([outlet for outlet in config.outlets if outlet.enabled]) > 20
    assert all(outlet.note for outlet in config.outlets if not outlet.enabled)


def test_no_page_is_left_unlinked() -> None:
    for page in DOCS:
        assert f"docs/{page.name}" in README


def test_nothing_of_the_machine_it_was_made_on_stands_in_the_tree() -> None:
    for name in tracked():
        text = (ROOT / name).read_bytes().decode(errors="ignore") if (ROOT / name).exists() else ""
        assert not FORBIDDEN.search(text), name


@pytest.mark.parametrize("file", sorted((ROOT / "matcher").glob("[a-z]*.py")), ids=lambda file: file.stem)
def test_every_stage_of_the_matcher_stands_in_its_page(file: Path) -> None:
    assert f"`{file.name}`" in (ROOT / "docs" / "matcher.md").read_text(encoding="utf-8")
