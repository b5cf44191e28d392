"""A station as its filled-in form describes it.

A field whose text is as it was leaves the station alone, so that nothing is lost by being shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from stations.areas import area_words, codes
from stations.errors import Invalid
from stations.geo import coordinate_text, frames
from stations.geo.point import Point
from stations.hours.phrases import reading
from stations.moments import china_day
from stations.registry import vocabulary
from stations.registry.editing import form_values
from stations.registry.editing.form_values import Values, amenity_key
from stations.registry.entries import cell_readers, merging, personal_numbers, phones, placing
from stations.registry.entries.entry import Entry
from stations.registry.entries.placing import Districts
from stations.registry.fields import BY_KEY, terms
from stations.registry.fields.coordinates import LAT, LOCATED_ON, LON
from stations.registry.fields.identity import KIND, NAME
from stations.registry.fields.life import LIFECYCLE, REASON, SINCE, UNTIL
from stations.registry.fields.offer import AMENITIES_DETAIL, HOURS_OSM, HOURS_STAFFED
from stations.registry.fields.place import AREA_CODE, DISTRICT
from stations.registry.model import Amenity, Hours, Station
from stations.registry.states import AmenityState, Phase
from stations.tables import text as texts

_SAYS_WHY = (Phase.SUSPENDED, Phase.RECTIFYING, Phase.CLOSED)
_WHOLE = ("lifecycle", "reason", "since", "until")
_TOGETHER = ("area_code", "street", "point", "datum", *_WHOLE)
"""Fields that mean something with others only."""

Problems = dict[str, Invalid]
"""What is wrong with fields of a form, by their keys."""


class Unfit(Invalid):
    """A form that can't be used, with what is wrong of each field."""

    def __init__(self, problems: Mapping[str, Invalid]) -> None:
        field, first = next(iter(problems.items()))
        super().__init__(first.key, field=field, code="unfit", **first.values)
        self.problems = dict(problems)


def edited(
    station: Station | None, values: Mapping[str, str], *, at: datetime, outlines: Districts
) -> Station:
    """The station with these texts of its form, or a new one; Unfit names all that is wrong.

    A field that is missing stays as it is. `outlines` tell the district of a point that moved.
    """
    before = form_values.values(station) if station else form_values.NOTHING
    wanted = {**before, **{key: text for key, text in values.items() if key in before}}
    changed = {key for key, text in wanted.items() if text != before[key]}
    entry, problems = Entry(row=0), Problems()
    for key in sorted(changed.intersection(_READERS)):
        _try(problems, key, _READERS[key], entry, key, wanted[key])
    units = {form_values.unit_of(key) for key in changed}
    if "area_code" in units:
        try:
            _read_area(entry, wanted)
        except Invalid as error:
            problems[error.field] = error
    if "point" in units:
        _try(problems, "point", _read_point, entry, wanted, station, at)
    if "lifecycle" in units:
        _read_phase(entry, wanted, station, at=at, problems=problems)
    if any(unit.startswith(form_values.AMENITY) for unit in units):
        _read_amenities(entry, wanted, station, units=units, at=at, problems=problems)
    if not entry.values.get(NAME, wanted["name"]) and "name" not in problems:
        problems["name"] = Invalid("invalid.name_required")
    if problems:
        raise Unfit(problems)
    # Of a new station the form says the kind, and its name is not asked for one.
    if KIND not in entry.values:
        entry.values[KIND] = wanted["kind"]
    _locate(entry, station, outlines)
    return merging.merged(entry, station, at=at)


def cleaned(values: Mapping[str, str]) -> Values:
    """Texts as a browser sends them, with the ends of lines and the outer spaces of ours."""
    return {key: text.replace("\r\n", "\n").strip() for key, text in values.items()}


def _try(problems: Problems, key: str, read: Callable[..., None], *given: Any) -> None:
    try:
        read(*given)
    except Invalid as error:
        problems[key] = error


def _read_column(entry: Entry, key: str, text: str) -> None:
    field = BY_KEY[key]
    if field.published:
        personal_numbers.check_public(text, field=key)
    text = text if field.codec.multiline else texts.one_line(text)
    value = cell_readers.read(field, text)[0] if text else None
    entry.values[field] = field.codec.empty if value is None else value


def _read_phone(entry: Entry, key: str, text: str) -> None:
    personal_numbers.check_public(text, field=key)
    for slip in phones.parted(text).wrong.values():
        if slip.key != "bad_phone":
            raise slip  # It may be somebody's own.
    _read_column(entry, key, text)


def _read_hours(entry: Entry, key: str, text: str) -> None:
    _read_column(entry, key, text)
    if not text:
        entry.values[HOURS_OSM] = entry.values[HOURS_STAFFED] = ""


def _read_kind(entry: Entry, key: str, text: str) -> None:
    if text not in vocabulary.kinds():
        raise Invalid("invalid.kind_choice", field=key)
    entry.values[KIND] = text


def _read_area(entry: Entry, wanted: Mapping[str, str]) -> None:
    """The district that keeps it with its street, which may be typed as words."""
    text, street = wanted["area_code"], wanted["street"]
    area = codes.by_code(text[:6])
    if area is None or not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Invalid("invalid.area_choice", field="area_code")
    if street:
        found = area_words.read_street(street, within=area.code).area
        if found is None and not codes.covers(text, street):
            raise Invalid("invalid.street_choice", field="street", area=area.name)
        # A community, or a street that the table lacks, stays the code that it is.
        text = street if codes.covers(text, street) else found.code if found else text
    entry.values[AREA_CODE], entry.values[DISTRICT] = text, area.name
    entry.area, entry.city = codes.trimmed(text), codes.city_of(text)


_READERS: Mapping[str, Callable[[Entry, str, str], None]] = {
    **{key: _read_column for key in form_values.RIGHTS if key not in _TOGETHER},
    "phone": _read_phone,
    "hours": _read_hours,
    "kind": _read_kind,
}


def _read_point(
    entry: Entry, wanted: Mapping[str, str], station: Station | None, at: datetime
) -> None:
    if not wanted["point"]:
        if station and station.place.point:
            raise Invalid("invalid.point_required", field="point")
        return
    given = coordinate_text.read(wanted["point"])
    # A link of a map knows its own datum better than a choice that stood there already.
    datum = given.datum or terms.datum(wanted["datum"])
    point = frames.point_from(given.lat, given.lon, datum=datum)
    entry.values[LAT], entry.values[LON] = given.lat, given.lon
    entry.values[LOCATED_ON] = china_day(at)
    entry.datum, entry.lat, entry.lon = datum, point.lat, point.lon


def _read_phase(
    entry: Entry,
    wanted: Mapping[str, str],
    station: Station | None,
    *,
    at: datetime,
    problems: Problems,
) -> None:
    """The phase of life with its reason and days, which mean something together only."""
    for key in _WHOLE:
        _try(problems, key, _read_column, entry, key, wanted[key])
    if not wanted["lifecycle"]:
        problems["lifecycle"] = Invalid("invalid.phase_required")
    if problems.keys() & set(_WHOLE):
        return
    given, today = entry.values, china_day(at)
    old = station.lifecycle if station else None
    if given[LIFECYCLE] is Phase.OPEN:
        given[REASON], given[UNTIL] = "", None
    elif given[LIFECYCLE] in _SAYS_WHY and not given[REASON]:
        problems["reason"] = Invalid("invalid.phase_reason")
    if old and given[LIFECYCLE] is not old.phase and given[SINCE] in (None, old.since):
        given[SINCE] = today
    until = given[UNTIL]
    if until and until < (given[SINCE] or today):
        problems["until"] = Invalid("bad_range.ends_before_start")


def _read_amenities(
    entry: Entry,
    wanted: Mapping[str, str],
    station: Station | None,
    *,
    units: Iterable[str],
    at: datetime,
    problems: Problems,
) -> None:
    held = {amenity.id: amenity for amenity in station.amenities} if station else {}
    for unit in units:
        if not unit.startswith(form_values.AMENITY):
            continue
        amenity_id = unit.removeprefix(form_values.AMENITY)
        made = _amenity(amenity_id, wanted, held.get(amenity_id), at=at, problems=problems)
        held.pop(amenity_id, None)
        if made is not None:
            held[amenity_id] = made
    entry.values[AMENITIES_DETAIL] = tuple(held.values())


def _amenity(
    amenity_id: str,
    wanted: Mapping[str, str],
    before: Amenity | None,
    *,
    at: datetime,
    problems: Problems,
) -> Amenity | None:
    """One thing that the station offers, as its fields say; None where it has it no more."""
    state, *said = (wanted[amenity_key(amenity_id, part)] for part in form_values.AMENITY_PARTS)
    kept: list[str] = []
    for part, text in zip(form_values.AMENITY_PARTS[1:], said, strict=True):
        _try(problems, amenity_key(amenity_id, part), _keep, kept, text)
    if not state:
        if any(said):
            problems[amenity_key(amenity_id, "state")] = Invalid("invalid.amenity_state_required")
        return None
    if len(kept) < len(said) or state not in tuple(AmenityState):
        problems.setdefault(amenity_key(amenity_id, "state"), Invalid("invalid.amenity_state"))
        return None
    note, words, call, shut = kept
    hours = before.hours if before else Hours()
    if words != (hours.words or hours.osm):
        hours = Hours(osm=reading.read(words).osm if words else "", words=words)
    same = before is not None and before.state.value == state
    return Amenity(
        id=amenity_id,
        state=AmenityState(state),
        checked_on=before.checked_on if before and same else china_day(at),
        note=note,
        hours=hours,
        how_to_call=call,
        reachable=shut == "1",
    )


def _keep(kept: list[str], text: str) -> None:
    if len(text) > form_values.LONGEST_OF_AMENITY:
        longest = form_values.LONGEST_OF_AMENITY
        raise Invalid("field_too_long.words", field="amenities", longest=longest)
    personal_numbers.check_public(text, field="amenities")
    kept.append(texts.clean(texts.one_line(text), multiline=False).text)


def _locate(entry: Entry, station: Station | None, outlines: Districts) -> None:
    """The district that a moved point lies in; where no outline tells, the one that keeps it."""
    if entry.lat is None or entry.lon is None:
        return
    keeper = entry.area or (station.place.area_code if station else "")
    point = Point(lat=entry.lat, lon=entry.lon)
    entry.district = placing.district_of(outlines, point, keeper=keeper)
    if not entry.city:
        entry.city = station.place.city_code if station else codes.city_of(entry.district)
