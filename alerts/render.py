"""Fills the templates of alerts/templates/: text as it is, HTML escaped. Edge: reads the files."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts.digest import Renderer

TEMPLATES = Path(__file__).parent / "templates"


def renderer() -> Renderer:
    """Two environments, not one that chooses by name: both use phrases.j2, which must escape in HTML only."""
    html, text = _environment(escape=True), _environment(escape=False)

    def render(template: str, context: Mapping[str, object]) -> str:
        environment = html if template.endswith(".html.j2") else text
        return environment.get_template(template).render(context)

    return render


def _environment(*, escape: bool) -> Environment:
    environment = Environment(
        autoescape=escape,  # noqa: S701  False is for text/plain and Subject, which have nothing to escape
        undefined=StrictUndefined,
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()  # templates see their context and nothing else
    return environment
