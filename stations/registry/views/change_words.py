"""Changes in words for readers who never saw a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import orjson

from stations.geo import distance
from stations.geo.point import Point
from stations.hours import summary
from stations.registry import vocabulary
from stations.registry.fields import BY_KEY
from stations.registry.states import (
    AMENITY_STATE_WORDS,
    REACHABLE,
    AmenityState,
)

_NOTHING = "（空）"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One thing that changed."""

    title: str
    before: str
    after: str
    note: str = ""


def told(changes: Mapping[str, tuple[str, str]], *, with_reading: bool = True) -> list[ChangeLine]:
    """The changes of one version, in the order of the columns; a moved point as one thing.

    Who keeps the records sees beside hours what they are read as.
    """
    found = []
    if "lat" in changes or "lon" in changes:
        found.append(_moved(changes))
    for key, field in BY_KEY.items():
        if key == "hours_osm" and key in changes and "hours" not in changes:
            old, new = map(hours_read, changes[key])
            found.append(ChangeLine(title=BY_KEY["hours"].title, before=old, after=new))
        if key not in changes or field.silent or key in ("lat", "lon"):
            continue
        before, after = changes[key]
        if key == "amenities_detail":
            found += _amenities(before, after)
            continue
        if (
            key == "amenities"
            and "amenities_detail" in changes
            and any(changes["amenities_detail"])
        ):
            continue
        if key == "hours":
            line = _hours(changes)
            found.append(line if with_reading else replace(line, note=""))
            continue
        words = field.codec.words
        found.append(
            ChangeLine(title=field.title, before=_shown(words, before), after=_shown(words, after))
        )
    return found


def hours_read(osm: str, staffed: str = "") -> str:
    """What workers see of hours that were read."""
    return summary.in_words(osm, staffed=staffed) if osm else "时间未知"


def _hours(changes: Mapping[str, tuple[str, str]]) -> ChangeLine:
    """What is written, and beside it what it is read as, before and after."""
    before, after = changes["hours"]
    note = "读成的时间没有变"
    if "hours_osm" in changes:
        old, new = map(hours_read, changes["hours_osm"])
        note = f"读成：{old} → {new}"
    return ChangeLine(
        title=BY_KEY["hours"].title, before=before or _NOTHING, after=after or _NOTHING, note=note
    )


def _shown(words: Callable[[str], str], text: str) -> str:
    return words(text) if text else _NOTHING


def _moved(changes: Mapping[str, tuple[str, str]]) -> ChangeLine:
    """Only the changed one of two coordinates stands in a change: the other says nothing of it."""
    pairs = [changes.get("lat"), changes.get("lon")]
    before = "，".join(pair[0] for pair in pairs if pair and pair[0])
    after = "，".join(pair[1] for pair in pairs if pair and pair[1])
    note = ""
    if all(pair and all(pair) for pair in pairs):
        (old_lat, new_lat), (old_lon, new_lon) = (changes["lat"], changes["lon"])
        moved = distance.between(_point(old_lat, old_lon), _point(new_lat, new_lon))
        note = f"移动了 {moved:.0f} 米"
    return ChangeLine(title="位置", before=before or _NOTHING, after=after or _NOTHING, note=note)


def _point(lat: str, lon: str) -> Point:
    return Point(lat=float(lat), lon=float(lon))


def _amenities(before: str, after: str) -> list[ChangeLine]:
    old, new = _details(before), _details(after)
    words = vocabulary.amenities().word
    return [
        ChangeLine(title=words(one), before=old.get(one, _NOTHING), after=new.get(one, _NOTHING))
        for one in sorted({*old, *new})
        if old.get(one) != new.get(one)
    ]


def _details(text: str) -> dict[str, str]:
    return {one["id"]: _detail(one) for one in orjson.loads(text or "[]")}


def _detail(one: Mapping[str, str]) -> str:
    state = AMENITY_STATE_WORDS[AmenityState(one.get("state") or "available")]
    parts = [state, one.get("note", ""), one.get("hours_words", ""), one.get("how_to_call", "")]
    if one.get("reachable"):
        parts.append(REACHABLE)
    if one.get("checked_on"):
        parts.append(f"{one['checked_on']} 检查")
    return "，".join(part for part in parts if part)
