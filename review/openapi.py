"""The description of the JSON API (OpenAPI 3.1): what FastAPI knows of its addresses, and the schemas of its answers.

Edge: reads the schemas, which are published beside the style sheet.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

SCHEMAS = Path(__file__).parent / "static"
ABOUT = (
    "What repwatch knows of exchanges of the fallen. Every figure is what somebody stated; none is a count of its own."
    " Times are UTC. docs/api.md and docs/ledger.md explain every field."
)
WORDS: Mapping[str, tuple[str, str, str]] = {  # path -> what it is, the schema of its answer, what its 404 says
    "/exchanges": ("Exchanges, newest first, without the claims behind them", "exchanges", "after is not in this list"),
    "/exchanges/{id}": ("One exchange with every claim behind it", "exchange", "There is no such exchange"),
    "/totals": ("Running totals that were stated, latest first, against the ledger", "totals", ""),
    "/reach": ("How far the ledger reaches, and on which days nobody watched", "reach", ""),
    "/openapi.json": ("This description", "", ""),
}


def document(routes: Sequence[BaseRoute], root: str) -> dict[str, Any]:
    found = get_openapi(title="repwatch", version="1", description=ABOUT, routes=routes)
    for path, methods in found["paths"].items():
        _describe(methods["get"], *WORDS[path.removeprefix(root).replace(":path", "")])
    found["components"] = {"schemas": _schemas()}
    return found


def _describe(operation: dict[str, Any], summary: str, schema: str, missing: str) -> None:
    answers = {"200": _answer(summary, schema), "304": {"description": "You have it: its ETag is the same"}}
    if missing:
        answers["404"] = _answer(missing, "error")
    if operation.get("parameters"):
        answers["422"] = _answer("Something in the address is not as it must be", "error")
    operation |= {"summary": summary, "operationId": schema or "openapi", "responses": answers}


def _answer(description: str, schema: str) -> dict[str, Any]:
    shape = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}
    return {"description": description, "content": {"application/json": {"schema": shape}}}


def _schemas() -> dict[str, Any]:
    shapes: dict[str, Any] = {}
    for name in ("ledger", "api"):
        text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
        shapes |= json.loads(text.replace("#/$defs/", "#/components/schemas/"))["$defs"]
    return shapes
