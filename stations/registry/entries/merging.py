"""What does a station look like once a row has been taken over?

An empty cell leaves what is there: an incomplete list must not erase what is known.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from stations.geo.point import Datum, Point
from stations.hours.model import STATION_TIME
from stations.hours.phrases import reading
from stations.registry import vocabulary
from stations.registry.entries.entry import Entry
from stations.registry.model import (
    Amenity,
    Honour,
    Hours,
    Lifecycle,
    Place,
    Premises,
    Record,
    SourcePoint,
    Star,
    Station,
    Verified,
)
from stations.registry.ranges import in_order
from stations.registry.states import AmenityState, Phase

UNDONE = Lifecycle(phase=Phase.CLOSED, reason="撤销导入")
"""What an undone import leaves of a station that it brought."""

_SAME_DEGREES = 1e-6
"""Points closer than this (0.1 m) are the same point written twice."""

_DIRECT = ("number", "name", "aliases", "entry", "entry_note", "opened_on", "closes_on",
           "note", "periods", "closures", "reported_shut", "demo")  # fmt: skip
_PREMISES = ("floor_area_m2", "seats", "build_mode", "host", "operator", "keeper_role",
             "private_contact")  # fmt: skip


def new_id() -> str:
    """A public id that can't be guessed from another one: 12 characters, 60 bits."""
    return base64.b32encode(secrets.token_bytes(8)).decode("ascii")[:12].lower()


def merged(entry: Entry, before: Station | None, *, at: datetime) -> Station:
    """The station after this row: `before` with the row's values, or a new one.

    Of a station whose import was undone nothing is left but who it is: it is made anew.
    """
    if before is not None and before.lifecycle == replace(
        UNDONE, since=before.lifecycle.since, until=before.lifecycle.until
    ):
        return _made_again(entry, before, at=at)
    values = entry.values
    old = before or _NOTHING
    fields: dict[str, Any] = {key: values[key] for key in _DIRECT if key in values}
    fields["place"] = _place(entry, old.place)
    fields["premises"] = _premises(values, old.premises)
    for key, merge in _PARTS.items():
        fields[key] = merge(values, getattr(old, key))
    if before is None:
        return Station(
            id=values.get("station_id") or new_id(),
            kind=_kind(values),
            record=Record(created_at=at, updated_at=at),
            **fields,
        )
    if fields["lifecycle"].phase is not before.lifecycle.phase and "periods" not in values:
        fields["periods"] = past(before, fields["lifecycle"], at=at)
    if "kind" in values:
        kinds = vocabulary.kinds()
        fields["kind"] = (
            kinds.exact(values["kind"]) or kinds.mentioned(values["kind"]) or before.kind
        )
    return replace(before, **fields)


def _made_again(entry: Entry, before: Station, *, at: datetime) -> Station:
    made = merged(entry, None, at=at)
    lives = entry.values.get("periods", past(before, made.lifecycle, at=at))
    return replace(made, id=before.id, record=before.record, periods=lives)


def _premises(values: dict[str, Any], before: Premises) -> Premises:
    given = {key: values[key] for key in _PREMISES if key in values}
    if "phone" in values:
        given["public_phone"] = values["phone"]
    return replace(before, **given) if given else before


def _kind(values: dict[str, Any]) -> str:
    kinds = vocabulary.kinds()
    words = values.get("kind", "")
    said = words and (kinds.exact(words) or kinds.mentioned(words))
    return said or kinds.mentioned(values["name"]) or "rest_station"


def _place(entry: Entry, before: Place) -> Place:
    values = entry.values
    words = values.get("district", before.area_words)
    named = "district" in values or "area_code" in values or not before.area_code
    moved = new_point(entry, before.point)
    return Place(
        area_words=words,
        area_code=entry.area if named else before.area_code,
        city_code=entry.city or before.city_code,
        district_code=entry.district if moved else before.district_code or entry.district,
        address=values.get("address", before.address),
        door=values.get("door", before.door),
        point=moved or before.point,
        source=_source(entry) if moved else before.source,
    )


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
    original = "source_lat" in values and "source_lon" in values and "source_crs" in values
    prefix = "source_" if original else ""
    return SourcePoint(
        lat=values[f"{prefix}lat"],
        lon=values[f"{prefix}lon"],
        datum=values["source_crs"] if original else entry.datum or Datum.WGS84,
        provider=values.get("provider", ""),
        **({"precision": values["precision"]} if "precision" in values else {}),
        on=values.get("located_on"),
    )


def _amenities(values: dict[str, Any], before: tuple[Amenity, ...]) -> tuple[Amenity, ...]:
    if "amenities_detail" in values:
        return _ordered(values["amenities_detail"])
    if "amenities" not in values:
        return before
    if not before:
        return _fresh(values["amenities"].ids)
    kept = {amenity.id: amenity for amenity in before}
    for amenity_id in values["amenities"].ids:
        amenity = kept.get(amenity_id)
        if amenity is None or amenity.state is not AmenityState.AVAILABLE:
            kept[amenity_id] = Amenity(id=amenity_id)
    return _ordered(tuple(kept.values()))


@lru_cache(maxsize=4_096)
def _fresh(ids: tuple[str, ...]) -> tuple[Amenity, ...]:
    # A list repeats the same few sets of amenities; the stations share them.
    return _ordered([Amenity(id=amenity_id) for amenity_id in ids])


def _ordered(amenities: Sequence[Amenity]) -> tuple[Amenity, ...]:
    return tuple(sorted(amenities, key=lambda amenity: amenity.id))


def _hours(values: dict[str, Any], before: Hours) -> Hours:
    if not values.keys() & {"hours", "hours_osm", "hours_staffed"}:
        return before
    words = values.get("hours", before.words)
    if words != before.words and "hours_osm" not in values:
        read = _read(words)
        return replace(read, staffed=values.get("hours_staffed", read.staffed))
    return Hours(
        osm=values.get("hours_osm", before.osm),
        staffed=values.get("hours_staffed", before.staffed),
        words=words,
    )


@lru_cache(maxsize=4_096)
def _read(words: str) -> Hours:
    # A list repeats the same few hours.
    read = reading.read(words)
    return Hours(osm=read.osm, staffed=read.staffed_osm, words=words)


def lifecycle(values: dict[str, Any], before: Lifecycle) -> Lifecycle:
    """The phase of life after a row with these values."""
    if not values.keys() & {"lifecycle", "reason", "since", "until"}:
        return before
    phase = values.get("lifecycle", before.phase)
    if phase is not before.phase:
        before = Lifecycle(phase=phase)
    return replace(
        before,
        reason=values.get("reason", before.reason),
        since=values.get("since", before.since),
        until=values.get("until", before.until),
    )


def past(before: Station, following: Lifecycle, *, at: datetime) -> tuple[Lifecycle, ...]:
    """The past phases once another one follows.

    A phase that ended by itself keeps its last day. One that is over on the day on which it began
    filled no day: it stays in the history, and is no range.
    """
    period = before.lifecycle
    first = following.since or at.astimezone(STATION_TIME).date()
    last = first - timedelta(days=1)
    until = min(period.until or last, last)
    if not in_order(period.since, until):
        return before.periods
    return (*before.periods, replace(period, until=until))


def _star(values: dict[str, Any], before: Star | None) -> Star | None:
    if "star" not in values:
        return before
    old = before if before and before.level == values["star"] else Star(level=values["star"])
    return replace(
        old,
        basis=values.get("star_basis", old.basis),
        on=values.get("star_on", old.on),
    )


def _honours(values: dict[str, Any], before: tuple[Honour, ...]) -> tuple[Honour, ...]:
    """In the order in which the store keeps them."""
    if "honours" not in values:
        return before
    return tuple(sorted(values["honours"], key=lambda h: (h.title, h.grade.value, h.year)))


def _verified(values: dict[str, Any], before: Verified | None) -> Verified | None:
    if "verified_on" not in values:
        return before
    return Verified(on=values["verified_on"], by=values.get("verified_by", ""))


_PARTS: dict[str, Callable[[dict[str, Any], Any], Any]] = {
    "amenities": _amenities,
    "hours": _hours,
    "lifecycle": lifecycle,
    "star": _star,
    "honours": _honours,
    "verified": _verified,
}
_NOTHING = Station(id="-", name="-")
