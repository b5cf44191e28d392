"""Pairs of degrees as people copy them from maps and receivers."""

from __future__ import annotations

import re

from stations.errors import Invalid

LONGEST = 200
_NUMBER = (
    r"(?P<deg>[+-]?\d{1,3}(?:\.\d{1,15})?)\s*[°度]?"
    r"(?:\s*(?P<min>\d{1,2}(?:\.\d{1,12})?)\s*['′’分]"
    r"(?:\s*(?P<sec>\d{1,2}(?:\.\d{1,10})?)\s*(?:[\"″”秒]|''))?)?"
)
_NAMED_BEFORE = re.compile(rf"(?P<side>[NSEW])\s*{_NUMBER}")
_NAMED_AFTER = re.compile(rf"{_NUMBER}\s*(?P<side>[NSEW](?![A-Z]))?")
_WORDS = (
    ("北纬", "N"), ("南纬", "S"), ("东经", "E"), ("西经", "W"), ("，", ","), ("；", ","),
    (";", ","), ("、", ","), ("：", ":"), ("．", "."),
)  # fmt: skip
_LABELS = re.compile(r"(?:LATITUDE|LAT|LONGITUDE|LNG|LON|纬度|经度|坐标)\s*[:=]?\s*")
_LATITUDE_FIRST = re.compile(r"^\W*(?:LATITUDE|LAT|纬度)")
_LONGITUDE_FIRST = re.compile(r"^\W*(?:LONGITUDE|LNG|LON|经度)")
_CHINA_LAT, _CHINA_LON = (3.0, 54.0), (73.0, 136.0)


def pair(words: str) -> tuple[float, float]:
    """Latitude and longitude, in whatever datum they are meant; Invalid where they are no pair.

    Read are `36.65, 117.12`, `117.12,36.65`, `36.65N 117.12E`, `北纬36°39′ 东经117°7′12″`. Where
    nothing says which is which, the pair is turned so that it lies in China: no latitude there is
    a longitude there.
    """
    text = words.strip().upper()[:LONGEST]
    for theirs, ours in _WORDS:
        text = text.replace(theirs, ours)
    bare = _LABELS.sub(" ", text)
    written = _NAMED_BEFORE if bare.lstrip(" (").startswith(tuple("NSEW")) else _NAMED_AFTER
    found = list(written.finditer(bare))
    rest = written.sub("", bare)
    if len(found) != 2 or rest.strip(" ,()[]\n\t"):
        raise _unread()
    (first, one), (second, other) = (_value(match) for match in found)
    if {first, second} not in ({""}, {"lat", "lon"}):
        raise _unread()
    if first == "lon" or (not first and _turned(text, one, other)):
        one, other = other, one
    if not (-90 <= one <= 90 and -180 <= other <= 180):
        raise Invalid("纬度要在 -90 到 90 之间，经度要在 -180 到 180 之间。", field="point")
    return one, other


def _turned(text: str, one: float, other: float) -> bool:
    """Whether the longitude comes first."""
    if _LATITUDE_FIRST.match(text):
        return False
    if _LONGITUDE_FIRST.match(text):
        return True
    return _within(one, _CHINA_LON) and _within(other, _CHINA_LAT)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _value(match: re.Match[str]) -> tuple[str, float]:
    """Which axis is named, if any, and the degrees."""
    degrees = float(match["deg"])
    minutes, seconds = float(match["min"] or 0), float(match["sec"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise _unread()
    part = minutes / 60 + seconds / 3600
    side = match["side"] or ""
    value = degrees - part if match["deg"].startswith("-") else degrees + part
    axis = {"N": "lat", "S": "lat", "E": "lon", "W": "lon", "": ""}[side]
    return axis, -value if side in ("S", "W") else value


def _unread() -> Invalid:
    return Invalid(
        "坐标没有看懂。请写两个数，例如 36.65, 117.12，或者从地图上复制过来。",
        field="point",
        code="bad_number",
    )
