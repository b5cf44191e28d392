"""The content of a table file, read in a process that can do nothing else.

Started by stations.tables.sandbox with the options on the first line of standard input and the
file behind it; writes one JSON document to standard output.
"""

import codecs
import contextlib
import ctypes
import gc
import json
import os
import resource
from collections.abc import Callable
from typing import Any, Final

from stations.tables.model import TABLE_CHARS, FileRefused, Table, too_large_unpacked

MEMORY_BYTES: Final = 512 * 1024 * 1024
CPU_SECONDS: Final = 10
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_NO_NEW_PRIVS: Final = 38

Reader = Callable[[bytes, dict[str, Any]], list[Table]]


def main() -> None:
    """Read the options, load the one reader that is needed, give up every right, then parse."""
    options = json.loads(_line())
    reader = READERS[options["kind"]]()
    give_up_rights()
    # One short life, nothing circular worth collecting: the collector would cost a third.
    gc.disable()
    with open(0, "rb", closefd=False) as source:
        answer = answered(reader, source.read(), options)
    with open(1, "wb", closefd=False) as sink:
        sink.write(answer)


def answered(reader: Reader, data: bytes, options: dict[str, Any]) -> bytes:
    """The JSON answer: tables, or the reason why the file is refused. Nothing else escapes."""
    try:
        tables = reader(data, options)
        if sum(len(cell) for t in tables for row in t.rows for cell in row.cells) > TABLE_CHARS:
            raise too_large_unpacked()
        return _json({"tables": [packed(table) for table in tables]})
    except FileRefused as error:
        refused = error
    except MemoryError:
        refused = too_large_unpacked()
    return _json({"refused": [refused.key, refused.values]})


def packed(table: Table) -> dict[str, Any]:
    """A table as plain JSON values: cells in lists, the rare problems beside them."""
    return {
        "format": table.format,
        "columns": table.columns,
        "numbers": [row.number for row in table.rows],
        "cells": [row.cells for row in table.rows],
        "problems": {
            str(index): [row.problem.key, row.problem.field, row.problem.values]
            for index, row in enumerate(table.rows)
            if row.problem is not None
        },
        "nested": {str(index): row.nested for index, row in enumerate(table.rows) if row.nested},
        "warnings": [[one.key, one.values] for one in table.warnings],
        "first": table.first,
        "sheet": table.sheet,
        "sheets": table.sheets,
        "hidden_sheets": table.hidden_sheets,
        "merges": table.merges,
        "hidden": [sorted(table.hidden_rows), sorted(table.hidden_columns)],
    }


def give_up_rights() -> None:
    """No new descriptor (so no file and no socket), no network, no child, bounded memory, time.

    Everything the readers import must be loaded before. Where the kernel does not allow a network
    name space of its own, the limit on descriptors alone keeps sockets out.
    """
    # zipfile reads old member names as cp437.
    for name in ("gb18030", "utf-8", "utf-16", "utf-16-le", "cp437"):
        codecs.lookup(name)
    libc = ctypes.CDLL(None)
    with contextlib.suppress(AttributeError):
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS, spare=1)
    _limit(resource.RLIMIT_NOFILE, 3)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)


def _limit(which: int, most: int, *, spare: int = 0) -> None:
    _, hard = resource.getrlimit(which)
    ceiling = most + spare if hard == resource.RLIM_INFINITY else min(most + spare, hard)
    # macOS has no working limit on address space: the others still hold there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (min(most, ceiling), ceiling))


def _line() -> bytes:
    """The first line of standard input, byte by byte so that nothing behind it is swallowed."""
    line = bytearray()
    while (byte := os.read(0, 1)) not in (b"\n", b""):
        line += byte
    return bytes(line)


def _json(value: dict[str, Any]) -> bytes:
    # Lone surrogates are legal in JSON escapes and are judged by the importer, so they must pass.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _csv() -> Reader:
    from stations.tables.csv_reading import read_csv

    return lambda data, _: [read_csv(data)]


def _xlsx() -> Reader:
    from stations.tables.xlsx_reading import read_xlsx

    return lambda data, options: read_xlsx(data, wanted=tuple(options["sheets"]))


def _xls() -> Reader:
    from stations.tables.old_books.book_reading import read_xls

    return lambda data, options: read_xls(data, wanted=tuple(options["sheets"]))


def _ods() -> Reader:
    from stations.tables.old_books.book_reading import read_ods

    return lambda data, options: read_ods(data, wanted=tuple(options["sheets"]))


def _geojson() -> Reader:
    from stations.tables.geojson_reading import read_geojson

    return lambda data, options: [read_geojson(data, id_columns=frozenset(options["id_columns"]))]


READERS: Final[dict[str, Callable[[], Reader]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    "geojson": _geojson,
}

if __name__ == "__main__":
    main()
