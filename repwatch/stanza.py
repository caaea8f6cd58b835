"""An outlet as a table of config.toml. Pure: values in, TOML out."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from repwatch.model import Outlet

_UNITS = ((86400, "d"), (3600, "h"), (60, "m"))


def stanza(outlet: Outlet) -> str:
    """What differs from the defaults. The robots_override is left out: what was agreed, a person writes down."""
    said = {name: value for name, value in _said(outlet) if name not in ("feeds", "robots_override")}
    lines = ["[[outlet]]", *(f"{name} = {value}" for name, value in said.items())]
    feeds = [_toml(feed) for feed in outlet.feeds]
    lines += [f"feeds = [{feeds[0]}]"] if len(feeds) == 1 else ["feeds = [", *(f"  {feed}," for feed in feeds), "]"]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's, but for the one character that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _said(noun: Any) -> Iterator[tuple[str, str]]:
    """The fields that have no default or another value. A setting has the name of its field."""
    for field in fields(noun):
        value = getattr(noun, field.name)
        default = field.default_factory() if callable(field.default_factory) else field.default
        if value != default:
            yield field.name, _toml(value)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return _duration(value)
    if isinstance(value, str):
        return quoted(value)
    if is_dataclass(value):
        return _table(_said(value))
    pairs = [one for one in value if isinstance(one, tuple)]
    return _table((name, _toml(inner)) for name, inner in pairs) if pairs else f"[{', '.join(map(_toml, value))}]"


def _table(said: Iterator[tuple[str, str]]) -> str:
    return "{ " + ", ".join(f"{name} = {value}" for name, value in said) + " }"


def _duration(seconds: float) -> str:
    for unit, name in _UNITS:
        if seconds >= unit and seconds % unit == 0:
            return quoted(f"{seconds / unit:g}{name}")
    return f"{seconds:g}"
