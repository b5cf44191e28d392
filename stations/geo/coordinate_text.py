"""Degrees as people copy them from maps and receivers: one tolerant reader for every door."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from stations.errors import Invalid
from stations.geo import datum_words, map_links
from stations.geo.point import Datum

Axis = Literal["lat", "lon"]

LONGEST = 500
_SPELLED = str.maketrans(
    {
        "º": "°", "˚": "°", "゜": "°", "○": "°", "′": "'", "’": "'", "‘": "'", "＇": "'", "`": "'",
        "´": "'", "″": '"', "”": '"', "“": '"', "＂": '"', "〃": '"', "，": ",", "；": ";",
        "、": ",", "。": ".", "．": ".", "：": ":", "－": "-", "−": "-", "–": "-",
        "（": "(", "）": ")", "［": "[", "］": "]", "【": "[", "】": "]",
    }
)  # fmt: skip
_NUMBER = (
    r"(?P<deg>[+-]?\d{1,3}(?:\.\d{1,15})?)"
    r"(?:(?:\s*[°度]\s*|\s+)(?P<min>\d{1,2}(?:\.\d{1,12})?)\s*['分]"
    r"(?:\s*(?P<sec>\d{1,2}(?:\.\d{1,10})?)\s*(?:\"|秒|''))?|\s*[°度])?"
)
_NAMED_BEFORE = re.compile(rf"(?P<side>[NSEW])\s*{_NUMBER}", re.ASCII)
_NAMED_AFTER = re.compile(rf"{_NUMBER}\s*(?P<side>[NSEW](?![A-Z]))?", re.ASCII)
_WORDS = (
    ("北纬", "N"), ("南纬", "S"), ("东经", "E"), ("西经", "W"), ("北緯", "N"), ("東經", "E"),
)  # fmt: skip
_LABELS = re.compile(
    r"[\"']?(?:(?:LATITUDE|LAT|LONGITUDE|LONG|LNG|LON|纬度|经度|经纬度|坐标)[\"']?\s*[:=]?"
    r"|[XY][\"']?\s*[:=])\s*"
)
_SIDE_MARK = re.compile(r"(?<=[NSEW])\s*[:=]\s*")
_DASH = re.compile(r"(?<=\d)\s*[-~]\s*(?=\d)")
_LATITUDE_FIRST = re.compile(r"^\W*(?:LATITUDE|LAT|纬度)")
_LONGITUDE_FIRST = re.compile(r"^\W*(?:LONGITUDE|LONG|LNG|LON|经度(?!纬度)|(?:SRID=\d+;)?POINT)")
_WKT = re.compile(r"(?:SRID=(?P<srid>\d+)\s*;\s*)?POINT\s*(?:Z|M|ZM)?\s*\((?P<pair>[^()]*)\)")
_GEOJSON = re.compile(r'"COORDINATES"\s*:\s*\[(?P<pair>[^\[\]]*)\]')
_HEIGHT = re.compile(r"([\d.]+[\s,]+[\d.]+)[\s,]+-?[\d.]+$", re.ASCII)
_DECIMAL_COMMAS = re.compile(
    r"\W*(\d{1,3}),(\d{3,15})(?:\s*[;/|\s]\s*|\s*,\s*)(\d{1,3}),(\d{3,15})\W*", re.ASCII
)
_DECIMAL_COMMA = re.compile(r"^([NSEW]?\s*[+-]?\d{1,3}),(?=\d{3,15}(?!\d))", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,15})?", re.ASCII)
_SIMPLE = re.compile(r"\s*(\d{1,3}\.\d{1,15})\s*[,，]\s*(\d{1,3}\.\d{1,15})\s*", re.ASCII)
_CHINA_LAT, _CHINA_LON = (3.0, 54.0), (73.0, 136.0)
_PRECISE = re.compile(r".*?\d(?:[.]\d{3}|\s*['\"分秒])", re.ASCII)
"""Three decimals, or minutes: a number without them was not copied from a map."""
_TRIMMED = " \t\r\n,;'\"()[]<>"
_DECIMALS = re.compile(r"\d+\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinate:
    """A pair of degrees, and the datum where the words name it."""

    lat: float
    lon: float
    datum: Datum | None = None


def pair(words: str) -> tuple[float, float]:
    """Latitude and longitude, in whatever datum they are meant; Invalid where they are no pair."""
    found = read(words)
    return found.lat, found.lon


def read(words: str) -> Coordinate:
    """The coordinate that these words write; Invalid where they are none.

    Read are `36.65, 117.12`, `117.12,36.65`, `36.65N 117.12E`, `北纬36°39′ 东经117°7′12″`,
    `POINT(117.12 36.65)`, a GeoJSON point, and links of Amap, Baidu and Tencent. Where nothing says
    which is which, the pair is turned so that it lies in China: no latitude there is a longitude
    there.
    """
    simple = _SIMPLE.fullmatch(words)
    if simple:  # as nearly every cell of a long list
        one, other = float(simple[1]), float(simple[2])
        turned = _turned("", one, other)
        return _checked(other, one, None) if turned else _checked(one, other, None)
    link = map_links.found(words)
    if link:
        one, other, stated = map_links.read(link)
        turned = _within(one, _CHINA_LON) and _within(other, _CHINA_LAT)
        return _checked(other, one, stated) if turned else _checked(one, other, stated)
    text = _plain(words)
    # GCJ02 117.02: the digits of the number are none of the name's.
    datum = datum_words.named(_DECIMALS.sub(" ", text))
    text = datum_words.without(text).strip()
    wkt = _WKT.search(text)
    if wkt:
        datum = datum or _datum_of(wkt["srid"] or "")
        text = f"LON {_flat(wkt['pair'])}"
    elif geojson := _GEOJSON.search(text):
        text = f"LON {_flat(geojson['pair'])}"
    return _checked(*_numbers(text), datum)


def _numbers(text: str) -> tuple[float, float]:
    commas = _DECIMAL_COMMAS.fullmatch(text)
    if commas:
        text = f"{commas[1]}.{commas[2]} {commas[3]}.{commas[4]}"
    bare = _DASH.sub(",", _LABELS.sub(" ", text)).lstrip(_TRIMMED + "{}:").rstrip(" ,;)]>}")
    written = _NAMED_BEFORE if bare.startswith(tuple("NSEW")) else _NAMED_AFTER
    found = list(written.finditer(bare))
    rest = written.sub("", bare)
    if len(found) == 3 and _HEIGHT.match(bare) and _PRECISE.match(bare):
        found.pop()  # as in KML
    if len(found) != 2 or rest.strip(_TRIMMED + "{}:/|&"):
        raise _unread()
    (first, one), (second, other) = (_value(match) for match in found)
    if {first, second} not in ({""}, {"lat", "lon"}):
        raise _unread()
    if first == "lon" or (not first and _turned(text, one, other)):
        one, other = other, one
    return one, other


def degrees(words: str, axis: Axis) -> float:
    """One value of an axis in any spelling; Invalid where it is none, or one of the other axis.

    A number that carries more than marks around it has to be as exact as what is copied from a
    map: `117.0461E`, but not `117.5E`.
    """
    text = _LABELS.sub("", _plain(words).lstrip(_TRIMMED)).rstrip(" ,;.")
    text = _DECIMAL_COMMA.sub(r"\1.", text)
    bare = text.rstrip("°度'\" ")
    if words.isascii() and _PLAIN.fullmatch(bare):
        return float(bare)
    match = _fully(text) or _fully(bare)
    if match is None or not _PRECISE.match(text):
        raise _unread()
    side, value = _value(match)
    if side not in ("", axis):
        raise _unread()
    return value


def _fully(text: str) -> re.Match[str] | None:
    return _NAMED_BEFORE.fullmatch(text) or _NAMED_AFTER.fullmatch(text)


def manner(words: str) -> tuple[bool, bool]:
    """Whether minutes are written, and whether the hemisphere is: alike in both of a pair."""
    plain = _plain(words)
    minutes = re.search(r"\d\s*['分]\s*(?:\d|$|[NSEW])", plain)
    return minutes is not None, re.search(r"[NSEW]", plain) is not None


def _plain(words: str) -> str:
    """Words in capital letters, their digits and marks in one spelling."""
    text = words.strip()[:LONGEST].translate(_SPELLED)
    text = unicodedata.normalize("NFKC", text).upper()
    for theirs, ours in _WORDS:
        text = text.replace(theirs, ours)
    return _SIDE_MARK.sub("", text)


def _flat(numbers: str) -> str:
    """The first two of the numbers of a point, which may have a height."""
    return _HEIGHT.sub(r"\1", numbers.strip())


def _datum_of(srid: str) -> Datum | None:
    return Datum.WGS84 if srid in ("4326", "4490") else None


def _checked(lat: float, lon: float, datum: Datum | None) -> Coordinate:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid("invalid.point", field="point")
    return Coordinate(lat=lat, lon=lon, datum=datum)


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
    return Invalid("bad_number.point", field="point")
