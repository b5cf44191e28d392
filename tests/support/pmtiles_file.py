"""A small base map as a file, made by hand: a header, one directory, one tile with one street."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
BOUNDS = (117.0, 36.6, 117.1, 36.7)


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _field(number: int, content: bytes | int) -> bytes:
    if isinstance(content, int):
        return _varint(number << 3) + _varint(content)
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def street(name: str) -> bytes:
    """A vector tile with one road from its north-western to its south-eastern corner."""
    geometry = b"".join(map(_varint, (9, 0, 0, 10, 8192, 8192)))
    feature = _field(2, b"".join(map(_varint, (0, 0, 1, 1)))) + _field(3, 2) + _field(4, geometry)
    values = [_field(4, _field(1, text.encode())) for text in ("highway", name)]
    keys = [_field(3, key) for key in (b"kind", b"name")]
    layer = [
        _field(15, 2),
        _field(1, b"roads"),
        _field(2, feature),
        *keys,
        *values,
        _field(5, 4096),
    ]
    return _field(3, b"".join(layer))


def make(
    path: Path,
    *,
    bounds: tuple[float, float, float, float] = BOUNDS,
    metadata: object = None,
    magic: bytes = b"PMTiles",
    version: int = 3,
    packing: int = 2,
    kind: int = 1,
    zooms: tuple[int, int] = (0, 14),
    padding: int = 0,
) -> Path:
    """A file with the same tile everywhere, and `padding` bytes that nobody asks for."""
    tile = gzip.compress(street("经十路"), mtime=0)
    tiles = (4 ** (zooms[1] + 1) - 1) // 3
    directory = gzip.compress(b"".join(map(_varint, (1, 0, tiles, len(tile), 1))), mtime=0)
    told = gzip.compress(json.dumps(metadata or {}).encode(), mtime=0)
    at = _HEADER.size
    spans = []
    for length in (len(directory), len(told), 0, len(tile) + padding):
        spans += [at, length]
        at += length
    west, south, east, north = (round(degrees * 1e7) for degrees in bounds)
    middle = ((west + east) // 2, (south + north) // 2)
    head = _HEADER.pack(
        magic, version, *spans, 1, 1, 1, 1, 2, packing, kind, *zooms,
        west, south, east, north, zooms[0], *middle,
    )  # fmt: skip
    path.write_bytes(head + directory + told + tile + bytes(padding))
    return path
