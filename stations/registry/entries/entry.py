"""One row of a list on its way into the registry, and what is to be said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stations.errors import Invalid
from stations.geo.point import Datum
from stations.registry.fields.patch import Patch

MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to say about a row (None: the file): a refusal, a warning or a suspicion."""

    row: int | None
    code: str
    message: str
    field: str | None = None


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

    @property
    def is_located(self) -> bool:
        return self.lat is not None

    def refuse(self, error: Invalid, *, title: str) -> None:
        """Notes that this row can't be used."""
        name = "geometry" if self.geometry and title in ("经度", "纬度") else title
        self.problems.append(
            Remark(row=self.row, field=name, code=error.code, message=error.message)
        )
