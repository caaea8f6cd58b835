"""The archives that a command names: files, folders, addresses, lists of them. An edge: it looks into lists."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import fsspec

from backfill.listing import ARCHIVES, addresses, is_archive, is_list, is_remote


class InputUnreadable(Exception):
    """What was named cannot be read, or is nothing of the kind; the message says which and why."""


def archives(named: Iterable[str], base: str = "") -> list[str]:
    """Each once, in a fixed order. Local files as whole paths, so that a second run knows them again.

    Raises InputUnreadable.
    """
    found = [address for name in named for address in _of(name, base)]
    return sorted({address if is_remote(address) else str(Path(address).absolute()) for address in found})


def _of(name: str, base: str) -> Iterator[str]:
    if not is_remote(name) and Path(name).is_dir():
        inside = [str(path) for path in Path(name).rglob("*") if is_archive(path.name)]
        if not inside:
            raise InputUnreadable(f"{name} holds no archives; they end in {', '.join(ARCHIVES)}")
        yield from inside
    elif is_archive(name):
        yield _present(name)
    elif is_list(name):
        listing = name if is_remote(name) else str(Path(name).absolute())
        yield from addresses(_lines(name), listing, base and base.rstrip("/") + "/")
    else:
        raise InputUnreadable(f"{name} is neither an archive ({', '.join(ARCHIVES)}) nor a list (.paths.gz, .txt)")


def _present(name: str) -> str:
    if not is_remote(name) and not Path(name).is_file():
        raise InputUnreadable(f"{name} is not there")
    return name


def _lines(name: str) -> list[str]:
    try:
        with fsspec.open(name, "rb") as file:
            content = file.read()
        packed = content.startswith(b"\x1f\x8b")
        return (gzip.decompress(content) if packed else content).decode().splitlines()
    except (OSError, EOFError, UnicodeDecodeError, ValueError) as error:
        raise InputUnreadable(f"the list {name} cannot be read: {error!r}") from error
