"""Parameters of the query string: none unknown, and each once that is no list.

Lists come as clients write them: `wants=a,b`, `wants=a&wants=b`, `wants[]=a&wants[]=b`. What apps
and advertisements add to every address that goes through them says nothing of ours and is passed
over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import unquote_to_bytes

from flask import request

from stations.errors import Invalid

MOST = 100
"""Values in all: more than there are amenities."""
_NAME = re.compile(r"[a-z_]{1,20}")
_LIST = re.compile(r"([a-z_]{1,20})\[[0-9]{0,2}\]")
_ADDED = re.compile(
    # What keeps caches away (jQuery, axios), and what follows visitors.
    r"_|_t|_ts|_r|_rnd|_rand|_v|_g[al]\w*|_hs\w+|__hs\w+|__biz|_openstat|_branch_\w+"
    r"|utm_\w+|(?:fb|g|d|y|tt|tw)clid|msclkid|li_fat_id|[gw]braid|gad_\w+|mc_[ce]id|igshid|srsltid"
    # Baidu's, Alibaba's and Douyin's statistics.
    r"|hm(?:sr|pl|cu|kw|ci)|bd_?vid|spm|scm|clickid|share_(?:from|source|token|medium|tag)"
    # What WeChat and QQ put behind an address that is passed on.
    r"|from|isappinstalled|nsukey|wxshare_count|wechat_redirect|scene|enterid|sessionid|clicktime"
    r"|ADTAG|adtag|ref_?src"
)
"""Names that others add to an address."""
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,17})?")
_CURSOR = re.compile(r"[A-Za-z0-9._~:-]{1,80}")

Box = tuple[float, float, float, float]


def check_encoding() -> None:
    """Before every request: Invalid where the query is no UTF-8, which Flask would bend quietly."""
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("invalid.address_encoding", field="query") from None


def texts(allowed: Sequence[str], *, lists: Collection[str] = ()) -> dict[str, str]:
    """The parameters of this request; Invalid for an unknown one or one that stands twice.

    Those of `lists` may stand several times and come joined by commas. The name of an unknown one
    is repeated only where it cannot hold a value.
    """
    if sum(len(values) for _, values in request.args.lists()) > MOST:
        raise Invalid("invalid.too_many_parameters", field="query", allowed=allowed)
    given: dict[str, str] = {}
    for written, values in request.args.lists():
        of_list = _LIST.fullmatch(written)
        name = of_list[1] if of_list and of_list[1] in lists else written
        if name not in allowed:
            if _ADDED.fullmatch(name):
                continue
            shown = name if _NAME.fullmatch(name) else "query"
            raise Invalid("invalid.unknown_parameter", field=shown, allowed=allowed)
        if name in lists:
            given[name] = ",".join([given[name], *values] if name in given else values)
        elif len(values) > 1:
            raise Invalid("invalid.parameter_twice", field=name, name=name)
        else:
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
