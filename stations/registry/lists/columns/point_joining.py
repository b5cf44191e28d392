"""Longitude, latitude and datum of a row, whatever columns a list has for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from stations.errors import Invalid
from stations.geo import coordinate_text, distance, frames
from stations.geo.point import Datum
from stations.registry.fields import coordinates
from stations.registry.fields.field import Field
from stations.registry.lists.columns.column_judging import Judged
from stations.registry.lists.columns.meaning import POINT
from stations.remarks import Remark
from stations.tables import text
from stations.tables.model import TableRow

_APART_M = 200
"""Farther from each other than this, two readings of one door are two places (ours)."""
Floats = npt.NDArray[np.float64]
_Told = tuple[str, str, str]
"""Longitude, latitude and datum as the cells of a row have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AxesOfDatum:
    """The columns of one longitude and one latitude."""

    lon: int | None = None
    lat: int | None = None
    points: tuple[int, ...] = ()
    """Columns of both in one cell."""
    datum: str = ""
    """What the titles say."""

    def told(self, cells: Sequence[str], *, datum: str = "") -> _Told:
        """`datum` is that of the row, if it names one."""
        lon = cells[self.lon] if self.lon is not None else ""
        lat = cells[self.lat] if self.lat is not None else ""
        own = ""
        if self.points and not lon.strip() and not lat.strip():
            lon, lat, own = _of_point([cells[at] for at in self.points])
        elif lon and lat and not (_is_plain(lon) and _is_plain(lat)):
            lon, lat = _spelled_out(lon, lat)
        return lon, lat, own or datum or (self.datum if lon or lat else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointColumns:
    """How the point of a row is got."""

    fields: tuple[Field[Any], ...]
    first: AxesOfDatum
    others: tuple[AxesOfDatum, ...] = ()
    """The same once more, in other datums."""
    crs: int | None = None
    twice: defaultdict[tuple[str, str], list[tuple[int, _Told, _Told]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Datums of two pairs → rows that have both."""

    def cells(self, row: TableRow) -> list[str]:
        """The cells of `fields`."""
        told = self._told(row)
        named = dict(zip((coordinates.LON, coordinates.LAT, coordinates.CRS), told, strict=True))
        return [named[one] for one in self.fields]

    def _told(self, row: TableRow) -> _Told:
        datum = row.cells[self.crs] if self.crs is not None else ""
        told = self.first.told(row.cells, datum=datum)
        for pair in self.others:
            other = pair.told(row.cells)
            if not (other[0] and other[1]):
                continue
            if not (told[0] and told[1]):
                return other
            self.twice[told[2], other[2]].append((row.number, told, other))
        return told

    def remarks(self) -> Iterator[Remark]:
        """Rows whose two pairs are two places."""
        for datums, rows in self.twice.items():
            pairs = [one for one in rows if _is_place(one[1]) and _is_place(one[2])]
            if not pairs or not all(map(_is_datum, datums)):
                continue
            first, second = _degrees([one[1] for one in pairs]), _degrees([one[2] for one in pairs])
            lat, lon = frames.to_wgs84(*first, Datum(datums[0]))
            to_lat, to_lon = frames.to_wgs84(*second, Datum(datums[1]))
            apart = distance.metres(lat, lon, to_lat=to_lat, to_lon=to_lon)
            for (row, *_), metres in zip(pairs, apart.tolist(), strict=True):
                if metres > _APART_M:
                    field = coordinates.LON.title
                    yield Remark("cells_differ.points", row=row, field=field, metres=round(metres))


def _is_datum(name: str) -> bool:
    return name in Datum.__members__.values()


def _is_place(told: _Told) -> bool:
    """Whether it is in plain numbers of a place on the Earth."""
    return all(map(_is_plain, told[:2])) and (
        abs(float(told[0])) <= 180 and abs(float(told[1])) <= 90
    )


def _degrees(told: Sequence[_Told]) -> tuple[Floats, Floats]:
    """Latitudes and longitudes."""
    array = np.array([(lat, lon) for lon, lat, _ in told], dtype=np.float64)
    return array[:, 0], array[:, 1]


def of_columns(
    lons: Sequence[Judged], lats: Sequence[Judged], crs: Sequence[Judged], *, datum: Datum | None
) -> PointColumns:
    """The point of these columns; `datum` is that of the titles, if they name one."""
    measured = [*lons, *lats]
    first = _pair([c for c in measured if not c.beside], datum=datum)
    others = {c.meaning.datum for c in measured if c.beside and c.meaning}
    pairs = tuple(
        _pair([c for c in measured if c.beside and c.meaning and c.meaning.datum is one], datum=one)
        for one in sorted(others, key=str)
    )
    fields: list[Field[Any]] = []
    if first.lon is not None or first.points:
        fields.append(coordinates.LON)
    if first.lat is not None or first.points:
        fields.append(coordinates.LAT)
    if crs or ((datum or first.points or pairs) and fields):
        fields.append(coordinates.CRS)
    return PointColumns(
        fields=tuple(fields), first=first, others=pairs, crs=crs[0].place if crs else None
    )


def _pair(columns: Sequence[Judged], *, datum: Datum | None) -> AxesOfDatum:
    points = tuple(c.place for c in columns if c.meaning and c.meaning.part == POINT)
    axes = {c.meaning.field: c.place for c in columns if c.meaning and c.place not in points}
    return AxesOfDatum(
        lon=axes.get(coordinates.LON),
        lat=axes.get(coordinates.LAT),
        points=points,
        datum=datum.value if datum else "",
    )


def _of_point(cells: Sequence[str]) -> _Told:
    cell = next(filter(str.strip, cells), "")
    if not cell:
        return "", "", ""
    try:
        found = coordinate_text.read(cell)
    except Invalid:
        return cell, cell, ""  # The reader of degrees refuses it and quotes it.
    return _text(found.lon), _text(found.lat), found.datum.value if found.datum else ""


def _is_plain(cell: str) -> bool:
    return text.NUMBER.fullmatch(cell.strip()) is not None


def _spelled_out(lon: str, lat: str) -> tuple[str, str]:
    """Both as decimal degrees; as they are where they can't be read, or are not written alike."""
    if coordinate_text.manner(lon) != coordinate_text.manner(lat):
        return lon, lat
    return _decimal(lon, "lon"), _decimal(lat, "lat")


def _decimal(cell: str, axis: coordinate_text.Axis) -> str:
    if _is_plain(cell):
        return cell
    try:
        return _text(coordinate_text.degrees(cell, axis))
    except Invalid:
        return cell


def _text(degrees: float) -> str:
    return f"{degrees:.10f}".rstrip("0").rstrip(".")
