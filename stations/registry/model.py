"""A station."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime

from stations.errors import Invalid
from stations.geo.point import Datum, Point
from stations.registry import ranges, vocabulary
from stations.registry.states import (
    LISTED,
    AmenityState,
    BuildMode,
    Grade,
    Phase,
    Precision,
)

LONGEST_NETWORK = 60
"""Characters of the name of a network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When one may come in: an `opening_hours` expression beside the words it was read from."""

    osm: str = ""
    """Empty: not known."""
    staffed: str = ""
    """When somebody is there; outside it one helps oneself. Empty: not told."""
    words: str = ""

    def __post_init__(self) -> None:
        for text in (self.osm, self.staffed, self.words):
            if len(text) > 255:
                raise Invalid("field_too_long.hours", field="hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amenity:
    """One thing a station offers, and how sure that is."""

    id: str
    state: AmenityState = AmenityState.AVAILABLE
    checked_on: date | None = None
    note: str = ""
    hours: Hours = Hours()
    """Its own hours where they differ from the station's."""
    how_to_call: str = ""
    reachable: bool = False
    """One gets to it while the station is shut."""

    def __post_init__(self) -> None:
        if self.id not in vocabulary.amenities():
            raise Invalid("invalid.unknown_amenity", field="amenities", amenity=self.id[:20])


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePoint:
    """The coordinate as it was given, before it was turned into WGS-84."""

    lat: float
    lon: float
    datum: Datum
    provider: str = ""
    precision: Precision = Precision.UNKNOWN
    on: date | None = None

    def __post_init__(self) -> None:
        Point(lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a station is, and who keeps it."""

    area_code: str = ""
    """Code of the area that keeps it: a district, a street, or a zone without an outline."""
    area_words: str = ""
    """The area as the list named it."""
    district_code: str = ""
    """The district that its point lies in."""
    city_code: str = ""
    """Four digits; numbers are unique within it."""
    address: str = ""
    floor: str = ""
    """The storey, as the building names it: 负一层."""
    door: str = ""
    """How to find the door."""
    point: Point | None = None
    source: SourcePoint | None = None

    def __post_init__(self) -> None:
        for code in (self.area_code, self.district_code, self.city_code):
            if code and not (code.isascii() and code.isdigit() and len(code) <= 12):
                raise Invalid("invalid.area_code_form", field="area", area=code[:20])


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """The rooms and who runs them. `private_contact` is never published."""

    floor_area_m2: float | None = None
    seats: int | None = None
    build_mode: BuildMode = BuildMode.UNKNOWN
    host: str = ""
    operator: str = ""
    keeper_role: str = ""
    public_phone: str = ""
    private_contact: str = ""

    def __post_init__(self) -> None:
        if self.host and self.host not in vocabulary.hosts():
            raise Invalid("invalid.host_kind", field="host", host=self.host[:20])
        area = self.floor_area_m2
        if area is not None and not (math.isfinite(area) and 0 <= area <= 100_000):
            raise Invalid("invalid.floor_area", field="floor_area_m2")
        if self.seats is not None and not 0 <= self.seats <= 100_000:
            raise Invalid("invalid.seats", field="seats")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The phase of life a station is in. `until` is the last day of it."""

    phase: Phase = Phase.OPEN
    reason: str = ""
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        ranges.check(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Whole days on which a station is shut, both ends included."""

    since: date | None = None
    """None: as long as anybody remembers."""
    until: date | None = None
    """None: unknown."""
    reason: str = ""
    expected: bool = False
    """The end is a guess: once it has passed somebody has to confirm that the door is open."""
    phase: Phase = Phase.SUSPENDED
    """What kind of closing it is; never OPEN."""

    def __post_init__(self) -> None:
        ranges.check(self.since, self.until)
        if self.expected and self.until is None:
            raise Invalid("bad_range", field="expected")

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and not self.over(day)

    def over(self, day: date) -> bool:
        """Whether its last day lies before this one."""
        return self.until is not None and self.until < day


def star_words(level: int) -> str:
    """A level as it is said everywhere: 五星."""
    return f"{'零一二三四五'[level]}星"


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """A rating, with what it rests on. Set by the operator or the star review only."""

    level: int
    basis: str = ""
    on: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 5:
            raise Invalid("invalid.star_range", field="star")

    @property
    def words(self) -> str:
        return star_words(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    title: str
    grade: Grade = Grade.UNKNOWN
    year: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That a station belongs to a network, named as lists and signs name it."""

    name: str
    level: str = ""
    """Of data/network_levels.toml; empty: not told."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= LONGEST_NETWORK:
            raise Invalid("field_too_long.network", field="networks", longest=LONGEST_NETWORK)
        if self.level and self.level not in vocabulary.network_levels():
            raise Invalid("invalid.network_level", field="networks", level=self.level[:20])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """When somebody last found the record true, and in which role."""

    on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """When the record was made and changed; `version` counts its changes from 1."""

    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A rest station with everything known of it. Without a point it is a draft that waits."""

    id: str
    number: str = ""
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "rest_station"
    networks: tuple[Membership, ...] = ()
    above: str = ""
    """The station that it belongs to in its network, by name, number or id, as lists name it."""
    place: Place = Place()
    amenities: tuple[Amenity, ...] = ()
    out_of_stock: tuple[str, ...] = ()
    """Supplies that are used up."""
    hours: Hours = Hours()
    entry: tuple[str, ...] = ()
    entry_note: str = ""
    premises: Premises = Premises()
    opened_on: date | None = None
    closes_on: date | None = None
    lifecycle: Lifecycle = Lifecycle()
    periods: tuple[Lifecycle, ...] = ()
    """Past phases, oldest first."""
    closures: tuple[Closure, ...] = ()
    """When it was, is and will be shut for a while in its open phase, by first day."""
    star: Star | None = None
    honours: tuple[Honour, ...] = ()
    note: str = ""
    """For staff; never published."""
    demo: bool = False
    verified: Verified | None = None
    reported_shut: datetime | None = None
    """Since when workers are told that several people found the door shut; None: they are not."""
    record: Record | None = None
    """None: not stored yet."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= 60:
            raise Invalid("field_too_long.name", field="name")
        if self.kind not in vocabulary.kinds():
            raise Invalid("invalid.station_kind", field="kind", kind=self.kind[:20])
        for method in self.entry:
            if method not in vocabulary.entry_methods():
                raise Invalid("invalid.entry_method", field="entry", method=method[:20])
        for supply in self.out_of_stock:
            if supply not in vocabulary.supplies():
                raise Invalid("invalid.unknown_supply", field="out_of_stock", supply=supply[:20])

    @property
    def is_draft(self) -> bool:
        """Whether it still waits for its point."""
        return self.place.point is None

    @property
    def is_listed(self) -> bool:
        """Whether workers see it."""
        return not self.is_draft and self.lifecycle.phase in LISTED

    @property
    def available(self) -> tuple[str, ...]:
        """Ids of the amenities that can be used."""
        return tuple(a.id for a in self.amenities if a.state is AmenityState.AVAILABLE)


def next_version(station: Station, *, at: datetime) -> Station:
    """The station as the next version of its record."""
    record = station.record
    if record is None:
        raise ValueError("only a stored station has a next version")
    return replace(station, record=replace(record, updated_at=at, version=record.version + 1))
