"""A station after a row has been taken over.

An empty cell leaves what is there: an incomplete list must not erase what is known.
"""

from __future__ import annotations

import base64
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from stations.areas import codes
from stations.geo.point import Datum, Point
from stations.moments import china_day
from stations.registry import vocabulary
from stations.registry.entries import closing, part_merging
from stations.registry.entries.entry import Entry
from stations.registry.fields import FIELDS
from stations.registry.fields.coordinates import (
    LAT,
    LOCATED_ON,
    LON,
    PRECISION,
    PROVIDER,
    SOURCE_CRS,
    SOURCE_LAT,
    SOURCE_LON,
)
from stations.registry.fields.identity import KIND, NAME, STATION_ID
from stations.registry.fields.life import (
    CLOSURES,
    LIFECYCLE,
    PERIODS,
    REASON,
    SINCE,
    UNTIL,
)
from stations.registry.fields.patch import Patch
from stations.registry.fields.place import AREA_CODE, DISTRICT, STREET
from stations.registry.model import (
    Lifecycle,
    Place,
    Record,
    SourcePoint,
    Station,
)
from stations.registry.states import Phase, Precision

UNDONE = Lifecycle(phase=Phase.CLOSED, reason="撤销导入")
"""What an undone import leaves of a station that it brought."""

_SAME_DEGREES = 1e-6
"""Points closer than this (0.1 m) are the same point written twice."""


def new_id() -> str:
    """A public id that can't be guessed from another one: 12 characters, 60 bits."""
    return base64.b32encode(secrets.token_bytes(8)).decode("ascii")[:12].lower()


def merged(entry: Entry, before: Station | None, *, at: datetime) -> Station:
    """The station after this row: `before` with the row's values, or a new one.

    Of a station whose import was undone nothing is left but who it is: it is made anew.
    """
    if before is not None and is_undone(before.lifecycle.phase, before.lifecycle.reason):
        return _made_again(entry, before, at=at)
    old = before or _NOTHING
    values = _settled(entry, old, at=at)
    given, touched = _by_part(values)
    fields = {**given.pop("", {}), "place": _place(entry, old.place, given.pop("place", {}))}
    for part in touched:
        fields[part] = part_merging.RULES[part].merge(values, getattr(old, part))
    for part, new in given.items():
        fields[part] = _changed(part, fields.get(part) or getattr(old, part), new)
    if before is None:
        own_id = values.get(STATION_ID) or new_id()
        return Station(id=own_id, kind=_kind(values), record=_first_record(at), **fields)
    life = fields.get("lifecycle", before.lifecycle)
    if life.phase is not before.lifecycle.phase and PERIODS not in values:
        fields["periods"] = closing.past(before, life, at=at)
    if KIND in values:
        kinds = vocabulary.kinds()
        fields["kind"] = kinds.exact(values[KIND]) or kinds.mentioned(values[KIND]) or before.kind
    return replace(before, **fields)


@lru_cache(maxsize=16)
def _first_record(at: datetime) -> Record:
    return Record(created_at=at, updated_at=at)


def _changed(name: str, part: Any, new: Mapping[str, Any]) -> Any:
    """A part of a station with new values."""
    # Of what holds nothing yet there is nothing to carry over.
    return type(part)(**new) if part is getattr(_NOTHING, name) else replace(part, **new)


def is_undone(phase: str, reason: str) -> bool:
    """Whether an undone import brought a station of this phase, and nobody did anything since."""
    return phase == UNDONE.phase and reason == UNDONE.reason


def checked(entry: Entry, before: Station | None, *, at: datetime) -> None:
    """Invalid where the phase or a closure would end before it begins."""
    if not entry.values.any_of(LIFECYCLE, REASON, SINCE, UNTIL, CLOSURES, PERIODS):
        return
    old = before or _NOTHING
    part_merging.lifecycle(_settled(entry, old, at=at), old.lifecycle)


def _settled(entry: Entry, before: Station, *, at: datetime) -> Patch:
    """The values of a row, its closures told apart from its phase."""
    return closing.settled(
        entry.values, before.closures, reopened=entry.reopened, today=china_day(at)
    )


def _made_again(entry: Entry, before: Station, *, at: datetime) -> Station:
    made = merged(entry, None, at=at)
    lives = _settled(entry, made, at=at).get(PERIODS, closing.past(before, made.lifecycle, at=at))
    return replace(made, id=before.id, record=before.record, periods=lives)


def _by_part(values: Patch) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """The new values that simply take the place of the old ones, by the part they lie in.

    Beside them the parts that have a rule of their own for what else is given.
    """
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    touched = set()
    for field, value in values.items():
        if field.replaces:
            part, name = _PARTS[field]
            found[part][name] = value
        elif field in _RULED:
            touched.add(_RULED[field])
    return found, touched


_PARTS = {field: field.at.rpartition(".")[::2] for field in FIELDS}
_RULED = {field: part for part, rule in part_merging.RULES.items() for field in rule.fields}


def _kind(values: Patch) -> str:
    kinds = vocabulary.kinds()
    words = values.get(KIND, "")
    said = words and (kinds.exact(words) or kinds.mentioned(words))
    return said or kinds.mentioned(values[NAME]) or "rest_station"


def _place(entry: Entry, before: Place, given: Mapping[str, Any]) -> Place:
    values = entry.values
    words = entry.area_words if DISTRICT in values or entry.street_words else before.area_words
    moved = new_point(entry, before.point)
    new = {
        "area_words": words,
        "area_code": _keeper(entry, before),
        "city_code": entry.city or before.city_code,
        "district_code": entry.district if moved else before.district_code or entry.district,
        "point": moved or before.point,
        "source": _source(entry) if moved else before.source,
        **given,
    }
    place: Place = _changed("place", before, new)
    return place


def _keeper(entry: Entry, before: Place) -> str:
    """Who keeps it. A row that names no more than its district leaves the street as it was."""
    values, old = entry.values, before.area_code
    if AREA_CODE in values or not old:
        return entry.area
    told = entry.area if values.any_of(DISTRICT, STREET) else ""
    return old if not told or codes.covers(told, old) else told


def new_point(entry: Entry, before: Point | None) -> Point | None:
    """The new point, None where the row gives none or the same one again."""
    if entry.lat is None or entry.lon is None:
        return None
    same = (
        before is not None
        and abs(before.lat - entry.lat) <= _SAME_DEGREES
        and abs(before.lon - entry.lon) <= _SAME_DEGREES
    )
    return None if same else Point(lat=entry.lat, lon=entry.lon)


def _source(entry: Entry) -> SourcePoint:
    values = entry.values
    if SOURCE_LAT in values and SOURCE_LON in values and SOURCE_CRS in values:
        lat, lon, datum = values[SOURCE_LAT], values[SOURCE_LON], values[SOURCE_CRS]
    else:
        lat, lon, datum = values[LAT], values[LON], entry.datum or Datum.WGS84
    return SourcePoint(
        lat=lat,
        lon=lon,
        datum=datum,
        provider=values.get(PROVIDER, ""),
        precision=values.get(PRECISION, Precision.UNKNOWN),
        on=values.get(LOCATED_ON),
    )


_NOTHING = Station(id="-", name="-")
