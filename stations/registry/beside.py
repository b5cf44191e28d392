"""How far off is what lies beside a station? As the note of the amenity says."""

from __future__ import annotations

import re
import unicodedata

from stations.registry.model import Station
from stations.registry.states import AmenityState
from stations.registry.vocabulary import amenities

_FARTHEST_M = 3_000
_DIGITS = {zh: n for n, zh in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {
    "米": 1,
    "m": 1,
    "公尺": 1,
    "公里": 1000,
    "千米": 1000,
    "km": 1000,
    "里": 500,
    "里地": 500,
}
_CHINESE = "[零一二两三四五六七八九十百千]"
_FAR = re.compile(
    rf"(?:(?P<from>\d+(?:\.\d+)?)\s*(?:米|m)?\s*[-~–—至到]\s*)?"
    rf"(?P<digits>\d+(?:\.\d+)?|{_CHINESE}+)\s*(?:来|多|余)?\s*"
    r"(?P<unit>km|公里|千米|公尺|里地|里(?![面边头屋院间外])|米|m(?![a-z2²]))"
    r"(?!宽|长的?[桌条]|高|深|见方)",
    re.IGNORECASE,
)
"""150 米, 100-150米, 一百五十米, 0.3 公里."""


def metres(note: str) -> int | None:
    """The metres that a note tells, of a stretch the farther end; None where it tells not one."""
    found = {_metres(match) for match in _FAR.finditer(unicodedata.normalize("NFKC", note))}
    if len(found) != 1:
        return None
    [far] = found
    return round(far) if far and 1 <= far <= _FARTHEST_M else None


def of_station(station: Station) -> int | None:
    """Metres to the amenity that lies beside, where there is one and its note tells."""
    known = amenities()
    for one in station.amenities:
        if known[one.id].beside and one.state is AmenityState.AVAILABLE:
            return metres(one.note)
    return None


def _metres(match: re.Match[str]) -> float:
    digits = match["digits"]
    number = float(digits) if digits[0].isdigit() else _chinese(digits)
    return number * _UNITS[match["unit"].lower()]


def _chinese(words: str) -> int:
    """一百五十 as 150, 百 as 100, 两百五 as 250."""
    total, digit, unit = 0, 0, 1
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        else:
            unit = {"十": 10, "百": 100, "千": 1000}[word]
            total, digit = total + (digit or 1) * unit, 0
    return total + digit * (unit // 10 if unit > 10 and words[-2:-1] != "零" else 1)
