"""The table of cases for what fulfils a wish, run by the program and by the phone's script."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from stations.networks.model import Network
from stations.registry.model import Amenity, Hours, Membership, Premises, Station
from stations.registry.states import AmenityState
from tests.support import make
from tests.support.availability_table import moment

TABLE = Path(__file__).parents[1] / "registry" / "wish_cases.json"


@dataclass(frozen=True, slots=True)
class Case:
    """A station, a moment, what is asked for, and what has to be said."""

    row: dict[str, Any]

    def __str__(self) -> str:
        return str(self.row["name"])

    @property
    def at(self) -> datetime:
        return moment(self.row["at"])

    @property
    def met(self) -> bool:
        return bool(self.row.get("met", True))

    @property
    def asked(self) -> dict[str, list[str]]:
        """As the form of the first page names it."""
        return {name: self.row.get(name, []) for name in ("wants", "kind", "host", "network")}

    def station(self, station_id: str, **more: Any) -> Station:
        given = self.row["station"]
        made = make.station(
            id=station_id,
            hours=Hours(osm=given.get("hours", "24/7")),
            amenities=tuple(map(_amenity, given.get("amenities", ()))),
            entry=tuple(given.get("entry", ())),
            entry_note=given.get("entry_note", ""),
            kind=given.get("kind", "rest_station"),
            premises=Premises(host=given.get("host", "")),
            networks=tuple(Membership(name=one) for one in given.get("networks", ())),
            **more,
        )
        place = replace(made.place, floor=given.get("floor", ""), door=given.get("door", ""))
        return replace(made, place=place)


def _amenity(given: str | dict[str, Any]) -> Amenity:
    if isinstance(given, str):
        return Amenity(id=given)
    hours = given.get("hours", "")
    return Amenity(
        id=given["id"],
        state=AmenityState(given.get("state", AmenityState.AVAILABLE)),
        note=given.get("note", ""),
        hours=Hours(osm=hours, words=given.get("words", hours)),
        reachable=given.get("reachable", False),
    )


CASES = [Case(row) for row in json.loads(TABLE.read_text("utf-8"))]

NETWORKS = [
    Network(
        id=key, kind=kind, name=name, area_code=area, created_at=make.NOON, updated_at=make.NOON
    )
    for key, kind, name, area in (
        ("books", "book_house", "职工书屋", "370100"),
        ("energy", "energy_station", "美好生活能量站", "370100"),
        ("energy-far", "energy_station", "美好生活能量站", "410100"),
    )
]
"""The networks that their words mean, or do not."""
