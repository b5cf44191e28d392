"""Hidden rows and columns of an old workbook, which calamine does not tell.

Read straight from the records ROW and COLINFO of the BIFF stream in its compound file (MS-XLS,
MS-CFB). A file that is not as it should be has nothing hidden: calamine is the judge of it.
"""

import struct
from typing import Final

from stations.tables.model import COLUMNS

Hidden = dict[int, tuple[frozenset[int], frozenset[int]]]

_BOF: Final = (0x0809,)
_EOF: Final = 0x000A
_BOUNDSHEET: Final = 0x0085
_ROW: Final = 0x0208
_COLINFO: Final = 0x007D
_ROW_HIDDEN: Final = 0x20
_END_OF_CHAIN: Final = 0xFFFFFFFA
_SMALL: Final = 4096
_STREAMS: Final = ("Workbook", "Book")


def hidden_in(data: bytes) -> Hidden:
    """Sheet, counted from 0 → numbers of its hidden rows and places of its hidden columns."""
    try:
        return _sheets(_stream(data))
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return {}


def _sheets(stream: bytes) -> Hidden:
    found: Hidden = {}
    starts = [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, _ in _records(stream, 0)
        if kind == _BOUNDSHEET
    ]
    for place, start in enumerate(starts):
        rows: set[int] = set()
        columns: set[int] = set()
        for kind, at, _ in _records(stream, start):
            if kind == _ROW:
                number, _, _, height = struct.unpack_from("<4H", stream, at)
                (flags,) = struct.unpack_from("<H", stream, at + 12)
                if flags & _ROW_HIDDEN or not height:
                    rows.add(number + 1)
            elif kind == _COLINFO:
                first, last, width, _, flags = struct.unpack_from("<5H", stream, at)
                if flags & 1 or not width:
                    columns.update(range(first, min(last + 1, COLUMNS)))
        found[place] = (frozenset(rows), frozenset(columns))
    return found


def _records(stream: bytes, at: int) -> list[tuple[int, int, int]]:
    """Kind, place and length of each record up to the end of its substream."""
    found = []
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        if kind == _EOF:
            break
        found.append((kind, at + 4, length))
        at += 4 + length
    return found


def _stream(data: bytes) -> bytes:
    """The stream of the workbook, put together from the sectors of the compound file."""
    shift, small_shift = struct.unpack_from("<2H", data, 30)
    if not (7 <= shift <= 16 and 4 <= small_shift <= shift):
        raise ValueError("no compound file")
    size = 1 << shift
    directory_start, small_from = struct.unpack_from("<I", data, 48)[0], _SMALL
    table = _allocation(data, size)
    directory = _chain(data, table, directory_start, size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = entries[0]
    for entry in entries:
        if _name(entry) in _STREAMS:
            start, length = struct.unpack_from("<2I", entry, 116)
            if length >= small_from:
                return _chain(data, table, start, size)[:length]
            ministream = _chain(data, table, struct.unpack_from("<I", root, 116)[0], size)
            small_start = struct.unpack_from("<I", data, 60)[0]
            small = _chain(data, table, small_start, size)
            small_table = list(struct.unpack(f"<{len(small) // 4}I", small))
            return _chain(ministream, small_table, start, 1 << small_shift, offset=0)[:length]
    raise ValueError("no workbook in it")


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le")


def _allocation(data: bytes, size: int) -> list[int]:
    """The table of sectors: each one's successor."""
    places = [at for at in struct.unpack_from("<109I", data, 76) if at < _END_OF_CHAIN]
    following, count = struct.unpack_from("<2I", data, 68)
    for _ in range(min(count, len(data) // size)):
        if following >= _END_OF_CHAIN:
            break
        more = struct.unpack_from(f"<{size // 4}I", data, size * (following + 1))
        places += [at for at in more[:-1] if at < _END_OF_CHAIN]
        following = more[-1]
    table: list[int] = []
    for at in places[: len(data) // size]:
        table += struct.unpack_from(f"<{size // 4}I", data, size * (at + 1))
    return table


def _chain(
    data: bytes, table: list[int], start: int, size: int, *, offset: int | None = None
) -> bytes:
    """The bytes of a chain of sectors; no longer than the file, whatever the chain says."""
    skip = size if offset is None else offset
    pieces, at = [], start
    for _ in range(len(data) // size + 1):
        if at >= _END_OF_CHAIN:
            break
        pieces.append(data[skip + at * size : skip + (at + 1) * size])
        at = table[at]
    return b"".join(pieces)
