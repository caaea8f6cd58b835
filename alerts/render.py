"""Fills the templates of alerts/templates/: text as it is, HTML escaped, each in the language asked for. Edge."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import Namespace

from alerts.digest import Renderer
from alerts.languages import SOURCE, speak

TEMPLATES = Path(__file__).parent / "templates"


def renderer() -> Renderer:
    """Two environments a language, and none that chooses by name: phrases.j2 is in both, and escapes in HTML only."""

    @cache
    def environment(lang: str, escape: bool) -> Environment:
        return _environment(lang, escape=escape)

    def render(template: str, context: Mapping[str, object], lang: str = SOURCE) -> str:
        made = environment(lang, template.endswith(".html.j2"))
        return made.get_template(template).render({**context, "lang": lang})

    return render


def _environment(lang: str, *, escape: bool) -> Environment:
    environment = Environment(
        autoescape=escape,  # noqa: S701  False is for text/plain and Subject, which have nothing to escape
        undefined=StrictUndefined,
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.clear()  # templates see their context, how to translate, and a variable that loops may set
    environment.globals["namespace"] = Namespace
    speak(environment, lang)
    return environment
