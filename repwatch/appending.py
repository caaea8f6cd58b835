"""Outlets appended to config.toml: the file as it is, then the new tables; replaced only by one that can be loaded."""

import contextlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from repwatch.config import ConfigError, load
from repwatch.model import Outlet
from repwatch.stanza import stanza


class NotAppended(Exception):
    """The file is as it was; the message says why, for a person."""


def append(path: Path, outlets: Sequence[Outlet]) -> None:
    """Raises NotAppended. Whoever reads the file meanwhile finds it without the new tables or with all of them."""
    path = path.resolve()  # a link stays a link
    try:
        before = path.read_bytes()
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            whole = Path(file.name)
            file.write(_together(before, "\n".join(map(stanza, outlets))))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise NotAppended(f"{path} cannot be written: {error.strerror}") from error
    try:
        _replace(path, whole, before, outlets)
    finally:
        whole.unlink(missing_ok=True)


def mistakes_in(outlets: Sequence[Outlet]) -> list[str]:
    """What config.toml would not take of these tables."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text("\n".join(map(stanza, outlets)), encoding="utf-8")
        try:
            load(path)
        except ConfigError as error:
            return list(error.mistakes)
    return []


def _replace(path: Path, whole: Path, before: bytes, outlets: Sequence[Outlet]) -> None:
    try:
        load(whole)
    except ConfigError as error:
        raise NotAppended(
            "\n".join([f"{path} would not be good with it:", *(f"  {m}" for m in error.mistakes)])
        ) from error
    try:
        _like(path, whole)
        if path.read_bytes() != before:
            raise NotAppended(f"{path} was changed by somebody else meanwhile; try again")
        whole.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise NotAppended(f"{path} cannot be written: {error.strerror}") from error


def _like(path: Path, whole: Path) -> None:
    """The daemon may read its configuration as another user than the one who appends to it."""
    shutil.copymode(path, whole)
    owner = path.stat()
    with contextlib.suppress(PermissionError):  # who may not give it away owns it
        os.chown(whole, owner.st_uid, owner.st_gid)


def _together(before: bytes, tables: str) -> bytes:
    """With the line ends that the file has."""
    end = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if not before else end if before.endswith(b"\n") else 2 * end
    return before + (gap + tables.replace("\n", end)).encode()
