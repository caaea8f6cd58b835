"""Pages of the newsroom's outlets, with the furniture of real ones: consent banner, menus, teasers, counters."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from demo.printing import Outlet, Story, encoded

_ENVIRONMENT = Environment(
    loader=PackageLoader("demo"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)


def page(outlet: Outlet, story: Story) -> tuple[bytes, str]:
    """The body and its Content-Type."""
    return encoded(outlet, _rendered("page.html", outlet, story=story), "text/html")


def listing_page(outlet: Outlet) -> tuple[bytes, str]:
    return encoded(outlet, _rendered("listing.html", outlet, stories=outlet.stories), "text/html")


def _rendered(template: str, outlet: Outlet, **values: object) -> str:
    about = {"name": outlet.name, "lang": outlet.lang, "charset": outlet.charset, "declared": outlet.declared}
    return _ENVIRONMENT.get_template(template).render(**about, words=furniture()[outlet.lang], **values)


@cache
def furniture() -> dict[str, Any]:
    """By language; see furniture.toml."""
    return tomllib.loads((files("demo") / "furniture.toml").read_text(encoding="utf-8"))
