"""Which streets have stations, and which have none?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stations.areas import codes
from stations.areas.codes import Area
from stations.figures.past_figures import Past

_UNITS = "400"
"""Where the last digits of units begin that are like a street: farms, forests, parks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetCount:
    """A street, town or township, and how many published stations it has."""

    code: str
    name: str
    stations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetCoverage:
    """The streets of a district, zone or city without districts."""

    name: str
    streets: tuple[StreetCount, ...]
    elsewhere: int
    """Published stations whose street is not told, or is not in the table."""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(street.name for street in self.streets if not street.stations)

    @property
    def covered(self) -> int:
        return sum(bool(street.stations) for street in self.streets)


def of_area(area: str, pasts: Iterable[Past]) -> tuple[StreetCoverage, ...]:
    """The streets of a city by district, or of one district; nothing for other areas."""
    listed = Counter(past.keeper[: codes.STREET_DIGITS] for past in pasts if past.end.listed)
    known = codes.by_code(area) if area else None
    if known is None or known.level not in ("city", "district", "zone"):
        return ()
    below = (*codes.districts(known.code), *codes.zones(known.code)) or (known,)
    return tuple(
        _coverage(one, streets, listed) for one in below if (streets := codes.streets(one.code))
    )


def _coverage(area: Area, streets: Iterable[Area], listed: Counter[str]) -> StreetCoverage:
    # Of a forest nobody asks for a station; one that has some is told all the same.
    found = tuple(
        StreetCount(code=street.code, name=street.name, stations=listed[street.code])
        for street in streets
        if street.code[codes.DISTRICT_DIGITS :] < _UNITS or listed[street.code]
    )
    here = sum(number for code, number in listed.items() if codes.covers(area.code, code))
    return StreetCoverage(
        name=area.name, streets=found, elsewhere=here - sum(one.stations for one in found)
    )
