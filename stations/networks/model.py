"""Networks of stations, their members, rooms and teachers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from stations.geo.point import Point
from stations.registry import vocabulary
from stations.registry.states import LISTED, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Stations that belong together: a tree or a list, within an area."""

    id: str
    kind: str
    name: str
    area_code: str
    other_names: tuple[str, ...] = ()
    """Further names under which lists have it, former ones among them."""
    details: str = ""
    demo: bool = False
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def is_tree(self) -> bool:
        return vocabulary.networks()[self.kind].tree

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that a member may have, the highest first."""
        return vocabulary.networks()[self.kind].levels


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLink:
    """Of a member what its record does not say."""

    station_id: str
    parent_id: str = ""
    """Whom it belongs to where its record does not say, noted before records could."""
    since: date | None = None
    until: date | None = None
    """The day on which it left, the first on which it is none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMember:
    """A station of a network."""

    id: str
    name: str
    number: str
    areas: tuple[str, str]
    """The area that keeps it, and the district of its point."""
    phase: Phase
    level: str
    point: Point | None
    demo: bool
    link: NetworkLink
    aliases: tuple[str, ...] = ()
    above: str = ""
    """The words of its record for the station that it belongs to."""
    parent_id: str = ""
    """The member that is meant; '' for none."""

    @property
    def is_listed(self) -> bool:
        """Whether workers see it."""
        return self.point is not None and self.phase in LISTED

    @property
    def district(self) -> str:
        return (self.areas[1] or self.areas[0])[:6]

    def counts_on(self, day: date) -> bool:
        """Whether it is one of them on this day: neither closed nor gone."""
        return self.phase is not Phase.CLOSED and not self.has_left(day)

    def has_left(self, day: date) -> bool:
        """Whether it is a member no more on this day."""
        return self.link.until is not None and self.link.until <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkDirectory:
    """All networks by id, and to which of them the stations that workers see belong on a day."""

    networks: Mapping[str, Network] = field(default_factory=dict)
    stations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Station → its networks; those of none are left out."""
    cities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """City → the networks of its stations, those of most stations first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkCounts:
    """How many members there are."""

    total: int
    levels: dict[str, int] = field(default_factory=dict)
    """By level, '' where it is not told."""
    districts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRoom:
    """A room that a network may use."""

    id: str
    station_id: str
    name: str
    seats: int | None = None
    equipment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTeacher:
    """Somebody who teaches in a network. The name is for staff, unless they agreed."""

    id: str
    name: str
    role: str
    subject: str
    agreed: bool = False

    @property
    def public_name(self) -> str:
        return self.name if self.agreed else ""


def counted(members: Sequence[NetworkMember], *, today: date) -> NetworkCounts:
    """The members of a day by level and district."""
    here = [one for one in members if one.counts_on(today)]
    return NetworkCounts(
        total=len(here),
        levels=dict(Counter(one.level for one in here)),
        districts=dict(Counter(one.district for one in here)),
    )
