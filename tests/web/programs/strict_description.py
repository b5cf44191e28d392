"""The description of the interface as it is today: lists and objects have nothing more."""

from __future__ import annotations

from typing import Any

from stations import public_site
from stations.web.programs import openapi
from stations.web.programs.openapi_schemas import OPEN_LIST


def document() -> dict[str, Any]:
    """The description in which what is published as open is closed."""
    closed: dict[str, Any] = _closed(openapi.document(public_site.UNNAMED))
    return closed


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {"enum" if key == OPEN_LIST else key: _closed(one) for key, one in part.items()}
    if part.get("type") == "object" and "properties" in part:
        made["additionalProperties"] = False
    return made
