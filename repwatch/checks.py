"""Reading one table of config.toml: every value is checked, every mistake is noted with its place.

Pure: tables in, values and mistakes out. A mistaken value is replaced by its default, so that one run finds all
mistakes.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?")
DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)?")
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Table:
    """One TOML table under inspection; mistakes of all tables go to one list."""

    def __init__(self, values: object, place: str, mistakes: list[str]) -> None:
        self.place, self.mistakes = place, mistakes
        self.values: Mapping[str, Any] = values if isinstance(values, Mapping) else {}
        self.asked: set[str] = set()
        if not isinstance(values, Mapping):
            self.wrong("", f"must be a table, not {_shown(values)}")

    def wrong(self, key: str, message: str) -> None:
        self.mistakes.append(f"{self.place}{'.' if key and self.place else ''}{key}: {message}")

    def text(self, key: str, default: str | None = "", pattern: str = "", allowed: str = "") -> str:
        """default None: the key must be there. allowed: says in words what pattern admits."""
        value = self._take(key, default)
        if not isinstance(value, str):
            self.wrong(key, f"must be text, not {_shown(value)}")
            return default or ""
        if pattern and not re.fullmatch(pattern, value):
            self.wrong(key, f"is {_shown(value)}; allowed is {allowed}")
        return value

    def address(self, key: str, default: str | None, pattern: str, allowed: str) -> str:
        """A text that can also be taken apart as an address; "" if it cannot. As of text()."""
        value = self.text(key, default, pattern, allowed)
        try:
            urlsplit(value).port  # noqa: B018  who asks for it finds out that there is none
        except ValueError:
            self.wrong(key, f"is {_shown(value)}, which cannot be read as an address")
            return ""
        return value

    def hidden(self, key: str) -> str:
        """A text that no message repeats; "" if it is not there."""
        value = self._take(key, "")
        if not isinstance(value, str):
            self.wrong(key, "must be text")
            return ""
        return value.strip()

    def slug(self, key: str) -> str:
        return self.text(key, None, SLUG.pattern, "lower-case letters, digits and single hyphens")

    def choice(self, key: str, default: str, allowed: Collection[str]) -> str:
        value = self._take(key, default)
        if value not in allowed:
            self.wrong(key, f"is {_shown(value)}; allowed is one of {', '.join(sorted(allowed))}")
            return default
        return str(value)

    def number(self, key: str, default: int, low: int, high: int) -> int:
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(key, f"is {_shown(value)}; allowed is a whole number from {low} to {high}")
            return default
        return value

    def duration(self, key: str, default: float, low: float, high: float) -> float:
        """Seconds, from a number of seconds or text like "15m"."""
        value = self._take(key, default)
        seconds = _seconds(value)
        if seconds is None or not low <= seconds <= high:
            self.wrong(key, f'is {_shown(value)}; allowed is a time from {low:g} s to {high:g} s, like 30, "15m", "2h"')
            return default
        return seconds

    def truth(self, key: str, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.wrong(key, f"is {_shown(value)}; allowed is true or false")
            return default
        return value

    def texts(self, key: str, default: tuple[str, ...], allowed: Collection[str] = ()) -> tuple[str, ...]:
        value = self._take(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(key, f"must be a list of texts, not {_shown(value)}")
            return default
        for one in value:
            if allowed and one not in allowed:
                self.wrong(key, f"has {_shown(one)}; allowed are {', '.join(sorted(allowed))}")
        return tuple(value)

    def hosts(self, key: str) -> tuple[str, ...]:
        hosts = self.texts(key, ())
        for host in hosts:
            if not HOST.fullmatch(host):
                self.wrong(key, f'has {_shown(host)}; allowed is a host alone, like "www.example.org"')
        return hosts

    def selector(self, key: str, default: str = "") -> str:
        """CSS, with ::attr(name) and ::text as in Scrapy; checked by translating it."""
        css = self.text(key, default)
        if css:
            self._check_css(key, css)
        return css

    def selectors(self, key: str) -> tuple[str, ...]:
        found = self.texts(key, ())
        for css in found:
            self._check_css(key, css)
        return found

    def has(self, key: str) -> bool:
        return key in self.values

    def tables(self, key: str) -> list["Table"]:
        value = self._take(key, [])
        if not isinstance(value, list):
            self.wrong(key, f"must be a list of tables, not {_shown(value)}")
            return []
        return [self._inner(key, one, f"[{number}]") for number, one in enumerate(value, 1)]

    def table(self, key: str) -> "Table":
        return self._inner(key, self._take(key, {}), "")

    def done(self) -> None:
        """Every key that nobody asked for is a mistake: most likely a slip of the pen."""
        for key in self.values.keys() - self.asked:
            self.wrong(key, f"is not known here; known are {', '.join(sorted(self.asked))}")

    def _check_css(self, key: str, css: str) -> None:
        from cssselect import SelectorError  # both are slow to load, and few files have selectors
        from parsel.csstranslator import HTMLTranslator

        try:
            HTMLTranslator().css_to_xpath(css)
        except (SelectorError, ValueError) as error:
            self.wrong(key, f"is {_shown(css)}, which is no CSS selector: {error}")

    def _inner(self, key: str, value: object, number: str) -> "Table":
        label = value.get("id") if isinstance(value, Mapping) else None
        number = f"[{label}]" if number and isinstance(label, str) else number
        return Table(value, f"{self.place}{'.' if self.place else ''}{key}{number}", self.mistakes)

    def _take(self, key: str, default: object) -> Any:
        self.asked.add(key)
        if key in self.values:
            return self.values[key]
        if default is None:
            self.wrong(key, "is missing and must be given")
            return ""
        return default


def _seconds(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    return float(found[1]) * UNITS[found[2] or "s"] if found else None


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
