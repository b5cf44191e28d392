"""The table of cases for what is open, run by the program and by the phone's script."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from stations.moments import STATION_TIME
from stations.registry.model import Amenity, Closure, Hours, Lifecycle, Station
from stations.registry.states import AmenityState, Phase
from tests.support import make

TABLE = Path(__file__).parents[1] / "registry" / "availability_cases.json"


@dataclass(frozen=True, slots=True)
class Case:
    """A station as it is published, a moment in China, and what has to be said of it then."""

    row: dict[str, Any]

    def __str__(self) -> str:
        return str(self.row["name"])

    @property
    def at(self) -> datetime:
        return moment(self.row["at"])

    @property
    def told(self) -> dict[str, Any]:
        """Open, reason, next change and the first day of what is announced."""
        change = self.row["change"]
        return {
            "open": self.row["open"],
            "reason": self.row["reason"],
            "change": change and [moment(change[0]), change[1]],
            "announced": _day(self.row.get("announced")),
        }

    @property
    def wants(self) -> tuple[str, ...]:
        return tuple(self.row.get("wants", ()))

    @property
    def amenities(self) -> tuple[Amenity, ...]:
        return tuple(map(_amenity, self.row["station"].get("amenities", ())))

    @property
    def closures(self) -> tuple[Closure, ...]:
        return tuple(map(_closure, self.row["station"].get("closures", ())))

    def station(self, station_id: str) -> Station:
        given = self.row["station"]
        life, closures = Lifecycle(), self.closures
        if closures and closures[0].phase is not Phase.SUSPENDED:
            [one], closures = closures, ()
            life = Lifecycle(phase=one.phase, reason=one.reason, since=one.since, until=one.until)
        found = given.get("reported_shut")
        return make.station(
            id=station_id,
            hours=Hours(osm=given["hours"]),
            lifecycle=life,
            closures=closures,
            amenities=self.amenities,
            opened_on=_day(given.get("opened_on")),
            closes_on=_day(given.get("closes_on")),
            reported_shut=datetime.fromisoformat(found) if found else None,
        )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STATION_TIME)


def _amenity(given: dict[str, Any]) -> Amenity:
    hours = given.get("hours", "")
    return Amenity(
        id=given["id"],
        state=AmenityState(given.get("state", AmenityState.AVAILABLE)),
        hours=Hours(osm=hours, words=given.get("words", hours)),
        reachable=given.get("reachable", False),
    )


def _closure(given: dict[str, Any]) -> Closure:
    return Closure(
        since=_day(given.get("since")),
        until=_day(given.get("until")),
        reason=given.get("reason", ""),
        expected=given.get("expected", False),
        phase=Phase(given.get("phase", Phase.SUSPENDED)),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


CASES = [Case(row) for row in json.loads(TABLE.read_text("utf-8"))]
