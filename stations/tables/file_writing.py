"""CSV and GeoJSON files that read back the same."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO, Final

import orjson

from stations.errors import Invalid
from stations.tables.model import LAT, LON

Rows = Iterable[Sequence[str]]

# What spreadsheets take for the beginning of a formula, full-width forms included; a line break
# or a tab in front is skipped by some of them.
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_JSON_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def neutralise(text: str) -> str:
    """`text` for a CSV cell, with a ' in front if a spreadsheet could take it for a formula.

    The rule: whatever begins with any number of ' and then = + - @, a full-width form of these,
    tab or a line break gets one more '. `restore` takes it away again, exactly, for every text.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_csv(rows: Rows, *, columns: Sequence[str], file: IO[bytes]) -> None:
    """Write UTF-8 with BOM (Excel needs it), CR LF, every cell quoted and neutralised."""
    begun = CsvFile(file, columns=columns)
    begun.add(rows)
    begun.end()


class CsvFile:
    """The same, begun with its titles and written part by part."""

    def __init__(self, file: IO[bytes], *, columns: Sequence[str]) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self.add([columns])

    def add(self, rows: Rows) -> None:
        self._writer.writerows([neutralise(cell) for cell in row] for row in rows)

    def flush(self) -> None:
        self._text.flush()

    def end(self) -> None:
        # The wrapper must not close the caller's file when it goes.
        self._text.detach()


def write_geojson(rows: Rows, *, columns: Sequence[str], file: IO[bytes]) -> None:
    """Write a FeatureCollection with one Point for each row, from its columns 经度 and 纬度.

    A row with both of them empty gets a null geometry; other columns become text properties.
    Coordinates keep the digits they are given with. Raises Invalid for what is no number.
    """
    lon, lat = columns.index(LON), columns.index(LAT)
    others = [index for index in range(len(columns)) if index not in (lon, lat)]
    file.write(b'{"type":"FeatureCollection","features":[')
    for count, row in enumerate(rows):
        feature = {
            "type": "Feature",
            "properties": {columns[index]: row[index] for index in others},
            "geometry": _point(row[lon], row[lat]),
        }
        file.write((b",\n" if count else b"\n") + orjson.dumps(feature))
    file.write(b"\n]}\n")


def _point(lon: str, lat: str) -> dict[str, object] | None:
    if not lon and not lat:
        return None
    return {"type": "Point", "coordinates": [_coordinate(lon), _coordinate(lat)]}


def _coordinate(text: str) -> orjson.Fragment:
    if _JSON_NUMBER.fullmatch(text) is None:
        raise Invalid("bad_number.coordinate", text=text[:50])
    return orjson.Fragment(text)
