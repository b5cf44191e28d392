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
        raise Invalid("网址里的文字不是 UTF-8。请重新输入。", field="query") from None


def texts(allowed: Sequence[str]) -> dict[str, str]:
    """The parameters of this request; Invalid for an unknown one or one that stands twice.

    The name of an unknown one is repeated only where it cannot hold a value.
    """
    if len(request.args) > MOST:
        raise Invalid(f"参数太多。可用的参数：{'、'.join(allowed)}。", field="query")
    given = {}
    for name, values in request.args.lists():
        if name not in allowed:
            shown = name if _NAME.fullmatch(name) else "query"
            raise Invalid(f"有不认识的参数。可用的参数：{'、'.join(allowed)}。", field=shown)
        if len(values) > 1:
            raise Invalid(f"参数 {name} 写了两次。请只写一次。", field=name)
        given[name] = values[0]
    return given


def box(given: dict[str, str]) -> Box:
    """West, south, east, north; a box over the date line has its west east of its east."""
    parts = given.get("bbox", "")[:100].split(",")
    words = "bbox 要写四个度数：西,南,东,北，例如 117.0,36.6,117.2,36.7。"
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise Invalid(words, field="bbox")
    west, south, east, north = map(float, parts)
    if not (max(abs(west), abs(east)) <= 180 and -90 <= south <= north <= 90):
        raise Invalid(words, field="bbox", code="out_of_range")
    # Reversed sides are a slip, unless the box then lies over the date line.
    if west > east and not west >= 0 >= east:
        raise Invalid(words, field="bbox", code="out_of_range")
    return west, south, east, north


def cursor(given: dict[str, str]) -> str:
    """Where the next page goes on; empty for the first."""
    text = given.get("cursor")
    if text is None:
        return ""
    if not _CURSOR.fullmatch(text):
        raise Invalid("cursor 不对。请照抄上一页的 next。", field="cursor")
    return text
