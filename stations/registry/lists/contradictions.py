"""Cells of one row that say the same thing twice, where a person changed only one of them.

Our own export writes hours as words and as an expression, amenities as words and in detail, an
area as words and as a code, a point beside the coordinate it came from. A cell that still says
what the register says is no change, so the changed one decides. A row whose two cells were both
changed, each to something else, is refused; what can't be taken over is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from stations.areas import area_words, codes
from stations.areas.codes import Area
from stations.errors import Invalid
from stations.hours.model import LOOK_AHEAD_DAYS, Understood
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases import reading
from stations.moments import STATION_TIME
from stations.registry import vocabulary
from stations.registry.entries import merging
from stations.registry.entries.entry import Entry
from stations.registry.fields.coordinates import (
    LOCATED_ON,
    PRECISION,
    PROVIDER,
    SOURCE_CRS,
    SOURCE_LAT,
    SOURCE_LON,
)
from stations.registry.fields.field import Field
from stations.registry.fields.life import LIFECYCLE, PERIODS, REASON, SINCE, UNTIL
from stations.registry.fields.offer import (
    AMENITIES,
    AMENITIES_DETAIL,
    HOURS,
    HOURS_OSM,
    HOURS_STAFFED,
)
from stations.registry.fields.patch import Patch
from stations.registry.fields.place import AREA_CODE, CITY, DISTRICT, STREET
from stations.registry.model import Amenity, Hours, Station
from stations.registry.states import Phase
from stations.remarks import Remark

Kept = Iterable[tuple[Entry, Station | None]]


def settle(kept: Kept) -> list[Remark]:
    """Leaves in each row the cells that were changed, or refuses it; what is still to be asked."""
    return [remark for entry, before in kept for rule in _RULES for remark in rule(entry, before)]


def _both(first: str, second: str) -> Invalid:
    return Invalid("cells_differ", first=first, second=second)


def _forget(values: Patch, before: Station, *unchanged: Field[Any]) -> None:
    """Drops the cells that say what they said before."""
    for field in unchanged:
        if field in values and values[field] == field.of(before):
            values.drop(field)


def _hours(entry: Entry, before: Station | None) -> Iterable[Remark]:
    values = entry.values
    words, osm = values.get(HOURS), values.get(HOURS_OSM)
    if words is None:
        return
    old = before.hours if before else None
    if before and old and words != old.words:
        _forget(values, before, HOURS_OSM, HOURS_STAFFED)
    if HOURS_OSM not in values or not contradict(words, values[HOURS_OSM]):
        return
    if old and words != old.words:
        entry.refuse(_both(HOURS.title, HOURS_OSM.title), column=HOURS)
    elif old is None or osm != old.osm:
        yield Remark("cells_differ.hours", row=entry.row, words=words)


def _amenities(entry: Entry, before: Station | None) -> Iterable[Remark]:
    values = entry.values
    if before:
        _forget(values, before, AMENITIES_DETAIL)
    named, detail = values.get(AMENITIES), values.get(AMENITIES_DETAIL)
    if detail is not None:
        detail = values[AMENITIES_DETAIL] = tuple(
            _own_hours(entry, amenity, before) for amenity in detail
        )
    if named is None:
        return
    if detail is None:
        return
    usable = {one.id for one in detail if one.state.value == "available"}
    if usable == set(named.ids) or (before and set(before.available) == set(named.ids)):
        return
    if before:
        entry.refuse(_both(AMENITIES.title, AMENITIES_DETAIL.title), column=AMENITIES)
    else:
        yield Remark("cells_differ.amenities", row=entry.row)


def _own_hours(entry: Entry, amenity: Amenity, before: Station | None) -> Amenity:
    """One amenity of the details, with the hours that a person gave it."""
    known = before.amenities if before else ()
    old = next((one.hours for one in known if one.id == amenity.id), None)
    given = amenity.hours
    if old is None or given.words in ("", old.words):
        return amenity
    if given.osm == old.osm:
        return replace(amenity, hours=Hours(osm=reading.read(given.words).osm, words=given.words))
    if contradict(given.words, given.osm):
        word = vocabulary.amenities().word(amenity.id)
        entry.refuse(Invalid("cells_differ.own_hours", amenity=word), column=AMENITIES_DETAIL)
    return amenity


def _street(entry: Entry, before: Station | None) -> Iterable[Remark]:
    """A street that still says what it said goes with its district; a changed one is taken."""
    values = entry.values
    words, code = values.get(STREET), values.get(AREA_CODE, "")
    if words is None:
        if before and _knows_no_street(entry, before, code):
            values.drop(AREA_CODE)
        return
    if before and words == STREET.text(before):
        if not _is_as_it_was(entry, before):
            values.drop(STREET)
            _forget_street(entry)
        return
    alone = before.place.area_code if before and _is_as_it_was(entry, before) else ""
    keeper = (alone or code)[: codes.DISTRICT_DIGITS]
    street = area_words.read_street(words, within=keeper).area if keeper else None
    if alone and street:
        if not (alone == keeper and _names_other(entry, street)):
            _take_street(entry, street)
    elif alone and len(alone) > codes.DISTRICT_DIGITS:
        yield Remark("cells_differ.street_unknown", row=entry.row, words=words)
    elif len(code) > codes.DISTRICT_DIGITS and not (street and _overlap(street.code, code)):
        if before is None:
            yield Remark("cells_differ.street", row=entry.row)
        else:
            entry.refuse(_both(STREET.title, AREA_CODE.title), column=STREET)


def _knows_no_street(entry: Entry, before: Station, code: str) -> bool:
    """Whether it is a row of a list from before there were streets, with the district's code."""
    old, words = before.place.area_code, entry.values.get(DISTRICT)
    return code == old[: codes.DISTRICT_DIGITS] != old and words in (None, DISTRICT.text(before))


def _take_street(entry: Entry, street: Area) -> None:
    """The street decides; words that named another one name the district only."""
    values = entry.values
    entry.area, entry.street_words = street.code, ""
    entry.asked = [remark for remark in entry.asked if remark.code != _ELSEWHERE]
    if AREA_CODE in values:
        values[AREA_CODE] = street.code
    district = codes.by_code(street.parent)
    if district and _names_other(entry, street):
        values[DISTRICT] = district.name


def _names_other(entry: Entry, street: Area) -> bool:
    """Whether the words of its district name another street."""
    named = area_words.read(entry.values.get(DISTRICT, ""), within=entry.city).area
    return named is not None and named.level == "street" and named.code != street.code


def _forget_street(entry: Entry) -> None:
    """The area is what code and district say by themselves."""
    values = entry.values
    entry.asked = [remark for remark in entry.asked if remark.code != _ELSEWHERE]
    entry.street_words = ""
    named = area_words.read(values.get(DISTRICT, ""), within=entry.city).area
    entry.area = codes.trimmed(values.get(AREA_CODE, "")) or (named.code if named else entry.area)


def _area(entry: Entry, before: Station | None) -> Iterable[Remark]:
    code = entry.values.get(AREA_CODE)
    district, city = entry.values.get(DISTRICT, ""), entry.values.get(CITY, "")
    if not code or (before and _is_as_it_was(entry, before)):
        return
    named = area_words.find(district, within=codes.city_of(code)) if district else None
    town = area_words.find(city) if city else None
    if any(one and not _overlap(one.code, code) for one in (named, town)):
        if before is None:
            yield Remark("cells_differ.area_code", row=entry.row)
        else:
            entry.refuse(Invalid("cells_differ.area"), column=DISTRICT)
    elif before and named is None and district not in ("", before.place.area_words):
        yield Remark("cells_differ.district_unknown", row=entry.row, words=district)


def _is_as_it_was(entry: Entry, before: Station) -> bool:
    given = (field for field in (AREA_CODE, DISTRICT, CITY) if field in entry.values)
    return all(field.text(before) == entry.values[field] for field in given)


def _overlap(one: str, other: str) -> bool:
    return codes.covers(one, other) or codes.covers(other, one)


def _point(entry: Entry, before: Station | None) -> Iterable[Remark]:
    source = before.place.source if before else None
    if before is None or source is None:
        return
    values = entry.values
    given = [values.get(field) for field in (SOURCE_LAT, SOURCE_LON, SOURCE_CRS)]
    # A cell has eight decimals, a stored coordinate may have more.
    is_old = given == [round(source.lat, 8), round(source.lon, 8), source.datum]
    if merging.new_point(entry, before.place.point) is None:
        if None not in given and not is_old:
            yield Remark("cells_differ.source_point", row=entry.row)
    elif is_old:
        _forget(values, before, SOURCE_CRS, PROVIDER, PRECISION, LOCATED_ON)


def _phase(entry: Entry, before: Station | None) -> Iterable[Remark]:
    """Cells of the phase that is over say nothing of the one that a person wrote over it."""
    values = entry.values
    if before is None or values.get(LIFECYCLE, before.lifecycle.phase) is before.lifecycle.phase:
        return ()
    _forget(values, before, SINCE)
    if values[LIFECYCLE] is Phase.OPEN:
        _forget(values, before, REASON, UNTIL)
    return ()


def _periods(entry: Entry, before: Station | None) -> Iterable[Remark]:
    if before:
        _forget(entry.values, before, PERIODS)
    return ()


def contradict(words: str, osm: str) -> bool:
    """Whether words that are wholly understood say other hours than an expression."""
    read = reading.read(words)
    return read.understood is Understood.EXACT and read.osm != osm and _differ(read.osm, osm)


@lru_cache(maxsize=4_096)
def _differ(osm: str, other: str) -> bool:
    # The same hours can be written in many ways: what counts is a year of days.
    calendar = Calendar.shipped()
    start = datetime(calendar.days[-1].day.year, 1, 1, tzinfo=STATION_TIME)
    end = start + timedelta(days=LOOK_AHEAD_DAYS)
    one, two = (Schedule.of(each).spans(start, end, calendar) for each in (osm, other))
    return one != two


_ELSEWHERE = "street_elsewhere"
_RULES: Sequence[Callable[[Entry, Station | None], Iterable[Remark]]] = (
    _hours,
    _amenities,
    _street,
    _area,
    _point,
    _phase,
    _periods,
)
