"""Parameters of the query string, each once and none unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from flask import request

from stations.errors import Invalid

MOST = 20
_NAME = re.compile(r"[a-z_]{1,20}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,17})?")
_CURSOR = re.compile(r"[A-Za-z0-9._~:-]{1,80}")

Box = tuple[float, float, float, float]


def check_encoding() -> None:
    """Before every request: Invalid where the query is no UTF-8, which Flask would bend quietly."""
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("invalid.address_encoding", field="query") from None


def texts(allowed: Sequence[str]) -> dict[str, str]:
    """The parameters of this request; Invalid for an unknown one or one that stands twice.

    The name of an unknown one is repeated only where it cannot hold a value.
    """
    if len(request.args) > MOST:
        raise Invalid("invalid.too_many_parameters", field="query", allowed=allowed)
    given = {}
    for name, values in request.args.lists():
        if name not in allowed:
            shown = name if _NAME.fullmatch(name) else "query"
            raise Invalid("invalid.unknown_parameter", field=shown, allowed=allowed)
        if len(values) > 1:
            raise Invalid("invalid.parameter_twice", field=name, name=name)
        given[name] = values[0]
    return given


def box(given: dict[str, str]) -> Box:
    """West, south, east, north; a box over the date line has its west east of its east."""
    parts = given.get("bbox", "")[:100].split(",")
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise Invalid("invalid.bbox", field="bbox")
    west, south, east, north = map(float, parts)
    if not (max(abs(west), abs(east)) <= 180 and -90 <= south <= north <= 90):
        raise Invalid("out_of_range.bbox", field="bbox")
    # Reversed sides are a slip, unless the box then lies over the date line.
    if west > east and not west >= 0 >= east:
        raise Invalid("out_of_range.bbox", field="bbox")
    return west, south, east, north


def cursor(given: dict[str, str]) -> str:
    """Where the next page goes on; empty for the first."""
    text = given.get("cursor")
    if text is None:
        return ""
    if not _CURSOR.fullmatch(text):
        raise Invalid("invalid.cursor", field="cursor")
    return text
