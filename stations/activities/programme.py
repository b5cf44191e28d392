"""What is on: the published occasions of the weeks around a day, and where each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from stations.activities.model import Activity, Occasion, SessionState
from stations.areas import codes
from stations.geo.point import Point
from stations.moments import china_day, china_midnight

NEAR_DAYS = 14
"""What stations and phones tell of, after today."""
AHEAD_DAYS = 62
"""What lists and calendars tell of."""
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where an activity is: at a station, or at a place of its own."""

    station_id: str = ""
    name: str
    address: str
    point: Point | None
    area_code: str
    listed: bool = False
    """Whether it is a station that has a page."""
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsOn:
    """One state of what is on; never changed, so that threads may share it."""

    mark: str
    """Another text after each change."""
    begin: datetime
    end: datetime
    occasions: tuple[Occasion, ...] = ()
    """Those that were not over at `begin`, the first to begin first."""
    spots: Mapping[str, tuple[Spot, ...]] = field(default_factory=dict)
    """By activity."""
    read_at: float = 0.0
    """By the clock of this process."""
    full: frozenset[str] = frozenset()
    """Sessions that have no place left."""
    _areas: dict[str, frozenset[str]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    """What `areas` has found, by activity."""

    @property
    def state(self) -> tuple[object, ...]:
        """What differs where anything of it does."""
        return self.mark, self.begin, self.full, self.read_at

    def where(self, activity: Activity) -> tuple[Spot, ...]:
        return self.spots.get(activity.id, ())

    def is_made_up(self, activity: Activity) -> bool:
        """Whether it is at stations only that are made up to try the program."""
        spots = self.where(activity)
        return bool(spots) and all(one.demo for one in spots)

    def ahead(self, at: datetime, *, days: int = AHEAD_DAYS) -> list[Occasion]:
        """Those that are not over, of today and so many days after it."""
        end = until(at, days=days)
        return [
            one
            for one in self.occasions
            if one.session.ends_at > at and one.session.starts_at < end
        ]

    def at_stations(self, ids: Iterable[str], at: datetime) -> list[Occasion]:
        """Those at any of these stations, of today and the next days."""
        wanted = set(ids)
        near = self.ahead(at, days=NEAR_DAYS)
        return [one for one in near if wanted.intersection(one.activity.stations)]

    def of_area(self, area: str, occasions: Iterable[Occasion]) -> list[Occasion]:
        """Those of them that are in an area; '' holds all."""
        if not area:
            return list(occasions)
        return [one for one in occasions if any(codes.covers(area, c) for c in self.areas(one))]

    def areas(self, one: Occasion) -> frozenset[str]:
        """The areas in which it is."""
        activity = one.activity
        if activity.id not in self._areas:
            spots = self.where(activity)
            found = frozenset((activity.area_code, *(spot.area_code for spot in spots)))
            self._areas[activity.id] = found
        return self._areas[activity.id]

    def activity(self, activity_id: str) -> Activity | None:
        """The activity as far as it is known here: with its sessions of these weeks."""
        found = [one for one in self.occasions if one.activity.id == activity_id]
        if not found:
            return None
        return replace(found[0].activity, sessions=tuple(one.session for one in found))


def place_words(spots: Sequence[Spot]) -> str:
    """Where it is, in a line; of many stations the first ones and how many there are."""
    if len(spots) == 1:
        return "，".join(filter(None, (spots[0].name, spots[0].address)))
    more = f"等 {len(spots)} 处" if len(spots) > _MOST_NAMES else ""
    return "、".join(spot.name for spot in spots[:_MOST_NAMES]) + more


def until(at: datetime, *, days: int) -> datetime:
    """The end of the last of so many days after today."""
    return china_midnight(china_day(at) + timedelta(days=days + 1))


def is_moved(one: Occasion) -> bool:
    """Whether it takes place at another time than was announced first."""
    session = one.session
    return session.moved_from is not None and session.state is SessionState.PLANNED


NOTHING = WhatsOn(
    mark="-", begin=datetime(1970, 1, 1, tzinfo=UTC), end=datetime(1970, 1, 1, tzinfo=UTC)
)
"""What is known before anything has been read."""
