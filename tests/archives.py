"""Test files of other projects, out of their source archives on the package index. Nothing of them is in the tree.

REPWATCH_ARCHIVES names a folder that holds the archives, for a machine without an index. Without both a test is
skipped and says why. Version and hash are those of requirements.lock, so that an archive is the one that was tried.
"""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

LOCK = Path(__file__).parent.parent / "requirements.lock"
KEPT = "REPWATCH_ARCHIVES"
SECONDS = 180


def unpacked(project: str, folder: Path) -> Path:
    """The tests of a project, unpacked below folder. Skips the test if there is no archive to be had."""
    kept = os.environ.get(KEPT)
    packed = Path(kept) if kept else _downloaded(project, folder)
    version, hashes = _locked(project)
    name = f"{project}-{version}"
    archive = packed / f"{name}.tar.gz"
    if not archive.is_file():
        pytest.skip(f"{KEPT} has no {archive.name}")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert digest in hashes, f"{archive.name} is not the archive of requirements.lock"
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / name / "tests"


def _downloaded(project: str, folder: Path) -> Path:
    version, _ = _locked(project)
    try:
        done = _pip(project, version, folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the source archive of {project} {version} did not come in {SECONDS} seconds")
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        pytest.skip(f"the source archive of {project} {version} cannot be had: {said[-1] if said else 'no word why'}")
    return folder


def _pip(project: str, version: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary",
         ":all:", "--dest", str(folder), f"{project}=={version}"],
        capture_output=True, text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _locked(project: str) -> tuple[str, set[str]]:
    """Version and SHA-256 digests."""
    text = LOCK.read_text(encoding="utf-8")
    found = re.search(rf"^{project}==(\S+) \\\n((?:    --hash=sha256:\w+(?: \\)?\n)+)", text, re.MULTILINE)
    assert found, f"{project} is not in requirements.lock"
    return found[1], set(re.findall(r"sha256:(\w+)", found[2]))
