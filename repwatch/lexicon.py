"""The TOML files below matcher/lexicon, read into parsed tables for matcher.words.build. An edge: it reads files."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matcher

FOLDER = Path(matcher.__file__).parent / "lexicon"


class LexiconMissing(LookupError):
    """A language or conflict was asked for that has no files; the message lists those that do."""


def tables(languages: Sequence[str], conflicts: Sequence[str], folder: Path = FOLDER) -> dict[str, Any]:
    """{"any": ..., "languages": {lang: {table: ...}}, "conflicts": {id: ...}}; raises LexiconMissing."""
    for language in languages:
        _require("language", language, available_languages(folder))
    for conflict in conflicts:
        _require("conflict", conflict, available_conflicts(folder))
    return {
        "any": {**_folder(folder / "any"), "points": _file(folder / "points.toml")},
        "languages": {language: _folder(folder / language) for language in languages},
        "conflicts": {conflict: _file(folder / "conflicts" / f"{conflict}.toml") for conflict in conflicts},
    }


def available_languages(folder: Path = FOLDER) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name not in {"any", "conflicts"})


def available_conflicts(folder: Path = FOLDER) -> list[str]:
    return sorted(path.stem for path in (folder / "conflicts").glob("*.toml"))


def _require(what: str, wanted: str, present: Sequence[str]) -> None:
    if wanted not in present:
        raise LexiconMissing(f"no lexicon of {what} {wanted!r}; there are: {', '.join(present)}")


def _folder(folder: Path) -> dict[str, Any]:
    return {path.stem: _file(path) for path in sorted(folder.glob("*.toml"))}


def _file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
