"""Weight of the bad signs at a station in a draw.

Every station weighs 1; each sign adds to it by the table `SIGNS`, up to a bound, so that a station
without any bad sign is drawn, too, now and then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.db.base import Database
from stations.feedback import rating, rating_store, voice_store
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.states import AmenityState
from stations.registry.views.attention import STALE_AFTER
from stations.stars.applications.evidence import ENOUGH_RATINGS
from stations.stars.draw_store import Suspected

_LATELY = timedelta(days=365)
_WAITED = timedelta(days=7)
_DISLIKED = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A bad sign: what each adds to the weight, at most how much in all."""

    words: str
    each: int
    most: int


SIGNS = {
    "shut": Sign(words="关门被反映并经区里核实（近一年，按天）", each=3, most=9),
    "flagged": Sign(words="现在标着“多人反映未开放”", each=4, most=4),
    "waiting": Sign(words="反映超过 7 天没有答复（按条）", each=1, most=3),
    "broken": Sign(words="设施登记为故障（按项）", each=1, most=3),
    "unverified": Sign(words="90 天内没有核实过", each=2, most=2),
    "disliked": Sign(words="评价平均低于 3.5 颗星", each=3, most=3),
}


def suspected(db: Database, stations: Iterable[Station], *, at: datetime) -> list[Suspected]:
    """The weight of each station, by id."""
    told = _Told.read(db, at=at)
    weighed = (_weighed(one.id, told.signs(db, one, at=at)) for one in stations)
    return sorted(weighed, key=lambda one: one.station_id)


def _weighed(station_id: str, counts: dict[str, int]) -> Suspected:
    found = tuple((sign, counts[sign]) for sign in SIGNS if counts[sign])
    weight = 1 + sum(min(n * SIGNS[sign].each, SIGNS[sign].most) for sign, n in found)
    return Suspected(station_id=station_id, weight=weight, signs=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What workers said of all stations, in three queries."""

    shut_days: Mapping[str, int]
    waiting: Mapping[str, int]
    rated: frozenset[str]

    @staticmethod
    def read(db: Database, *, at: datetime) -> _Told:
        return _Told(
            shut_days=voice_store.shut_days(db, since=at - _LATELY),
            waiting=voice_store.unanswered(db, before=at - _WAITED),
            rated=rating_store.rated_by(db, least=ENOUGH_RATINGS),
        )

    def signs(self, db: Database, station: Station, *, at: datetime) -> dict[str, int]:
        """How often each sign is found at a station."""
        verified = station.verified
        fresh = verified is not None and china_day(at) - verified.on <= STALE_AFTER
        broken = (one.state is AmenityState.OUT_OF_ORDER for one in station.amenities)
        return {
            "shut": self.shut_days.get(station.id, 0),
            "flagged": int(station.reported_shut is not None),
            "waiting": self.waiting.get(station.id, 0),
            "broken": sum(broken),
            "unverified": int(not fresh),
            "disliked": int(station.id in self.rated and _disliked(db, station.id, at=at)),
        }


def _disliked(db: Database, station_id: str, *, at: datetime) -> bool:
    summary = rating.summary(db, station_id, at=at)
    enough = summary.mean is not None and summary.count >= ENOUGH_RATINGS
    return enough and summary.mean is not None and summary.mean < _DISLIKED
