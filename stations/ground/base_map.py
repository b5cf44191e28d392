"""A base map of one's own: a PMTiles file, checked before it is served.

The layout of the header: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from stations.errors import Invalid
from stations.ground.tile_server import Credit

_SETTING: Final = "STATIONS_BASEMAP"
_HEADER: Final = struct.Struct("<7sB11Q6B4iB2i")
_MAGIC, _VERSION, _VECTOR = b"PMTiles", 3, 1
_NONE, _GZIP = 1, 2
_COMPRESSIONS = {3: "brotli", 4: "zstd"}
_KINDS = {2: "PNG", 3: "JPEG", 4: "WebP", 5: "AVIF"}
_MOST_METADATA = 1_000_000
_DEGREE = 10_000_000
_CHUNK = 1 << 20
_MARKUP = re.compile(r"<[^>]*>")
_OSM = Credit(text="© OpenStreetMap 贡献者", link="https://www.openstreetmap.org/copyright")


@dataclass(frozen=True)
class OwnMap:
    """A PMTiles file of vector tiles. Bounds are degrees WGS-84: west, south, east, north."""

    path: Path
    size: int
    zooms: tuple[int, int]
    bounds: tuple[float, float, float, float]
    credits: tuple[Credit, ...]

    @cached_property
    def digest(self) -> str:
        """A name for the content: the same on every node, another for every other file."""
        return _digest(self.path, self.size, self.path.stat().st_mtime_ns)

    def part(self, start: int, stop: int) -> bytes:
        """Some bytes of the file, without those around them being read."""
        with self.path.open("rb") as file:
            return os.pread(file.fileno(), stop - start, start)


def read(setting: str, *, attribution: str = "") -> OwnMap | None:
    """The base map of a setting, None where there is none. Invalid says what is wrong with it."""
    if not setting:
        return None
    path = Path(setting)
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
            size = os.fstat(file.fileno()).st_size
            fields = _fields(head, size, path=path)
            file.seek(fields["metadata_offset"])
            packed = file.read(min(fields["metadata_length"], _MOST_METADATA))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise Invalid(
            "invalid.basemap_unreadable", field=_SETTING, path=path, reason=reason
        ) from error
    own = (Credit(text=attribution.strip()),) if attribution.strip() else ()
    return OwnMap(
        path=path,
        size=size,
        zooms=fields["zooms"],
        bounds=fields["bounds"],
        credits=(*_sources(_metadata(packed, fields["packing"])), *own),
    )


def _fields(head: bytes, size: int, *, path: Path) -> dict[str, Any]:
    if not head.startswith(_MAGIC):
        raise Invalid("invalid.basemap_no_pmtiles", field=_SETTING, path=path)
    if len(head) < _HEADER.size:
        raise Invalid("invalid.basemap_cut", field=_SETTING, path=path)
    (_, version, *numbers) = _HEADER.unpack(head)
    spans = [(numbers[at], numbers[at + 1]) for at in range(0, 8, 2)]
    _, packing, compression, kind, least, most = numbers[11:17]
    if version != _VERSION:
        raise Invalid("invalid.basemap_version", field=_SETTING, path=path, version=version)
    if any(offset + length > size for offset, length in spans):
        raise Invalid("invalid.basemap_cut", field=_SETTING, path=path)
    if kind != _VECTOR:
        raise Invalid(
            "invalid.basemap_no_vector", field=_SETTING, path=path, kind=_KINDS.get(kind, kind)
        )
    for one in (packing, compression):
        if one not in (_NONE, _GZIP):
            raise Invalid(
                "invalid.basemap_packing",
                field=_SETTING,
                path=path,
                packing=_COMPRESSIONS.get(one, one),
            )
    west, south, east, north = (degrees / _DEGREE for degrees in numbers[17:21])
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90 and least <= most):
        raise Invalid("invalid.basemap_bounds", field=_SETTING, path=path)
    return {
        "metadata_offset": spans[1][0],
        "metadata_length": spans[1][1],
        "packing": packing,
        "zooms": (least, most),
        "bounds": (west, south, east, north),
    }


def _metadata(packed: bytes, packing: int) -> dict[str, Any]:
    """What the maker wrote about the file; nothing where it cannot be read."""
    try:
        plain = gzip.decompress(packed) if packing == _GZIP else packed
        found = json.loads(plain or b"{}")
    except (OSError, EOFError, zlib.error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sources(metadata: dict[str, Any]) -> tuple[Credit, ...]:
    """Who is to be named: OpenStreetMap, unless the maker names somebody else alone."""
    said = _MARKUP.sub("", str(metadata.get("attribution") or "")).strip()
    if not said or "openstreetmap" in said.lower() or "osm" in said.lower():
        return (_OSM,)
    return (Credit(text=said[:200]),)


@lru_cache
def _digest(path: Path, size: int, changed_ns: int) -> str:
    """`size` and `changed_ns` tell whether it has to be made anew."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:16]
