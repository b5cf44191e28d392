"""One row of a list on its way into the registry, and what is to be said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from stations.areas.codes import Area
from stations.errors import Invalid
from stations.geo.point import Datum
from stations.registry.fields.coordinates import LAT, LON
from stations.registry.fields.field import Field
from stations.registry.fields.patch import Patch
from stations.registry.fields.place import DISTRICT
from stations.remarks import Remark

MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row on its way into the registry; the steps of the import fill it in turn."""

    row: int
    values: Patch = field(default_factory=Patch)
    """What it says of the fields of a station."""
    geometry: bool = False
    """Its coordinates come from a GeoJSON geometry."""
    problems: list[Remark] = field(default_factory=list)
    datum: Datum | None = None
    lat: float | None = None
    lon: float | None = None
    """WGS-84, once the datum is known."""
    city: str = ""
    area: str = ""
    district: str = ""
    """Area codes: the city, who keeps it, the district that its point lies in."""
    official: str = ""
    """The official name of the district that its words mean: 章丘区 for 章丘."""
    street_words: str = ""
    """Of a street that has no code."""
    several: tuple[Area, ...] = ()
    """Areas that its words may mean each, where they leave open which."""
    is_drawn: bool = False
    """An outline told its district."""
    reopened: bool = False
    """It comes from a list without closures, which says that the station is open."""
    unread: set[str] = field(default_factory=set)
    """Keys of the columns whose cells were left blank because they can't be read."""
    asked: list[Remark] = field(default_factory=list)
    """What a person has to look at before it is stored."""

    @property
    def is_located(self) -> bool:
        return self.lat is not None

    @property
    def area_words(self) -> str:
        """The district by its official name; else as the row names it, with its street."""
        if self.official:
            return self.official
        words = self.values.get(DISTRICT, "")
        new = self.street_words if self.street_words not in words else ""
        return f"{words}{new}"[: DISTRICT.in_list.longest]

    def refuse(self, error: Invalid, *, column: Field[Any]) -> None:
        """Notes that this row can't be used, because of this cell."""
        drawn = self.geometry and column in (LON, LAT)
        self.problems.append(
            Remark.of(
                error,
                row=self.row,
                field="geometry" if drawn else column.title,
                column="" if drawn else column.key,
            )
        )
