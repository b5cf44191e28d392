"""Stations that somebody may reach, and where a station is in the table of rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.db.base import Value, like
from stations.registry.model import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which stations are somebody's: those of area prefixes, and single ones."""

    areas: Sequence[str] = ()
    stations: Sequence[str] = ()

    def condition(self) -> tuple[str, dict[str, Value]]:
        """SQL that is true for these stations, with its parameters; nothing at all where empty."""
        parts, values = [], {}
        for n, area in enumerate(self.areas):
            parts.append(
                f"area_code like :area{n} escape '!' or district_code like :area{n} escape '!'"
            )
            values[f"area{n}"] = like(area)[1:] if area else "%"
        for n, station in enumerate(self.stations):
            parts.append(f"id = :station{n}")
            values[f"station{n}"] = station
        return f"({' or '.join(parts) or '1 = 0'})", dict(values)


EVERYWHERE = Reach(areas=("",))


def reach_of(account: Account, action: Action) -> Reach:
    """The stations with which this account may do this."""
    return Reach(areas=account.areas_for(action), stations=account.stations_for(action))


def scope_of(station: Station) -> Scope:
    """Where a station is: the area that keeps it, and the district of its point."""
    return Scope(
        areas=(station.place.area_code, station.place.district_code), station_id=station.id
    )
