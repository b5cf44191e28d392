"""The datum that people mean by the words of maps and receivers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stations.folding import folded
from stations.geo.point import Datum

_NAMES = {
    Datum.BD09: r"百度|baidu|bd-?09(?:ll)?|(?<![a-z])bd(?![a-z])",
    Datum.GCJ02: r"高德|腾讯|火星|国测局|amap|gaode|tencent|(?<![a-z])qq(?![a-z])"
    r"|gcj-?0?2?(?![0-9a-z])",
    Datum.WGS84: r"天地图|卫星定位|北斗|(?:国家|中国)?(?:大地)?2000国家大地|(?:国家|大地)2000"
    r"|cgcs-?(?:2000)?|wgs-?(?:19)?(?:84)?(?!\d)|(?<![a-z])gps(?![a-z])"
    r"|(?:epsg:?)?(?<!\d)(?:4326|4490)(?!\d)",
}
_BARE = r"(?:19)?84|2000"
"""Numbers that name a datum only where nothing else is said: 84坐标, 2000坐标系."""
_NAMED = {datum: re.compile(words) for datum, words in _NAMES.items()}
_ANY = re.compile("|".join(f"(?:{words})" for words in _NAMES.values()))
_BARE_NAME = re.compile(rf"(?<!\d)(?:{_BARE})(?!\d)")
_FILLER = re.compile(
    r"坐标系统?|坐标|地图|导航|经纬度|经度|纬度|系统?|国家大地|国家|大地|[（()）,，、/_:：\-]|[zs]?02"
)
_DENIED = re.compile(r"[非未没不勿禁]")
_CLAUSE = re.compile(r"[。；;，,！!\n]")
_OF_COORDINATES = re.compile(
    r"坐标|经纬|经度|定位|拾取|gcj|wgs|bd-?09|cgcs|(?<![a-z])gps(?![a-z])", re.IGNORECASE
)


def mentioned(words: str) -> frozenset[Datum]:
    """Every datum that these words speak of."""
    text = folded(words)
    if _DENIED.search(text):
        return frozenset()
    return frozenset(datum for datum, name in _NAMED.items() if name.search(text))


def named(words: str) -> Datum | None:
    """The one datum that these words speak of; None where they speak of none, or of several."""
    found = mentioned(words)
    return next(iter(found)) if len(found) == 1 else None


def told(lines: Iterable[str]) -> frozenset[Datum]:
    """Every datum that sentences name where they speak of coordinates: 经纬度请用高德地图拾取."""
    clauses = (clause for line in lines for clause in _CLAUSE.split(line))
    return frozenset().union(*(mentioned(c) for c in clauses if _OF_COORDINATES.search(c)))


def exact(words: str) -> Datum | None:
    """The datum that is named where nothing else is meant to be said, as in a column of datums."""
    text = folded(words)
    found = named(text)
    if found:
        return found
    bare = _BARE_NAME.search(text)
    rest = _FILLER.sub("", _BARE_NAME.sub("", text)) if bare else "?"
    return None if rest or _ANY.search(text) else Datum.WGS84


def without(words: str) -> str:
    """Words without the names of datums, which have digits of their own."""
    return re.sub(_ANY.pattern, " ", words, flags=re.IGNORECASE)
