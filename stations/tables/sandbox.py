"""Parsing of an untrusted file in a limited process."""

import importlib.util
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from stations import sentences, shipped
from stations.remarks import Remark
from stations.tables import child_slots
from stations.tables.model import (
    FileRefused,
    Merge,
    Table,
    TableRow,
    too_large_unpacked,
)

SECONDS: Final = 15
ANSWER_BYTES: Final = 256 * 1024 * 1024
PAGE_ANSWER_BYTES: Final = 32 * 1024 * 1024
"""While a page waits: what unfolds to more is read by a process of its own."""
_SECONDS_TO_END: Final = 2
_CHUNK: Final = 1 << 20
_BY_CALAMINE: Final = ("xls", "ods")
_START: Final = (
    "import sys; sys.path[:0] = sys.argv[1:]; from stations.tables.table_child import main; main()"
)


def parse(data: bytes, options: dict[str, Any]) -> list[Table]:
    """The tables that the child process finds in `data`.

    The child gets no environment, no directory, no network and no descriptor but its three; it
    may use 512 MB and 10 s of processor, and 15 s by the clock. Whatever becomes of it, this
    process only ever sees Tables or FileRefused. The answer is JSON and is checked.
    """
    with tempfile.TemporaryFile() as source:
        source.write(json.dumps(options).encode() + b"\n" + data)
        source.flush()
        source.seek(0)
        answer = answer_of(source, start=_START, paths=_paths(options["kind"]))
    return _unpacked(answer)


def _paths(kind: str) -> list[str]:
    """The folder that holds calamine, where it is needed: found without loading it here."""
    if kind not in _BY_CALAMINE:
        return []
    found = importlib.util.find_spec("python_calamine")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("python-calamine is not installed")
    return [str(Path(found.origin).parent.parent)]


def answer_of(source: IO[bytes], *, start: str, paths: Sequence[str] = ()) -> bytes:
    """What a child process that runs `start` writes about `source`; FileRefused for none.

    The child finds modules in this program and in `paths`, and gives up its rights by itself.
    Refused where too many work already.
    """
    with child_slots.taken():
        return _answer_of(source, start=start, paths=paths)


def _answer_of(source: IO[bytes], *, start: str, paths: Sequence[str]) -> bytes:
    # -I and -S: neither the user's environment nor a .pth file has a say in what is imported.
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-c", start, str(shipped.IMPORTED_FROM), *paths],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )
    assert child.stdout is not None  # noqa: S101 - opened two lines above
    with child, child.stdout:
        try:
            answer = _received(child.stdout)
            # After its answer a child has nothing left to do, so it gets no more time to end.
            child.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            raise _died() from None
        finally:
            child.kill()
    if child.returncode == -signal.SIGXCPU:
        raise _too_slow()
    return answer


def _received(stream: IO[bytes]) -> bytes:
    until = time.monotonic() + SECONDS
    most = PAGE_ANSWER_BYTES if child_slots.is_for_a_page() else ANSWER_BYTES
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, until - time.monotonic())):
                raise _too_slow()
            chunk = os.read(stream.fileno(), _CHUNK)
            if not chunk:
                return bytes(answer)
            answer += chunk
            if len(answer) > most:
                raise too_large_unpacked()


def _unpacked(answer: bytes) -> list[Table]:
    if not answer:
        raise _died()
    try:
        document = json.loads(answer.decode("utf-8", "surrogatepass"))
        if "refused" in document:
            raise _refusal(*document["refused"])
        return [_table(packed) for packed in document["tables"]]
    except (ValueError, KeyError, TypeError):
        raise _died() from None


def _refusal(key: object, values: object) -> FileRefused:
    return FileRefused(_word(key), **_checked(key, values))


def _remark(key: object, values: object, **place: Any) -> Remark:
    return Remark(_word(key), **_checked(key, values), **place)


def _checked(key: object, values: object) -> dict[str, Any]:
    """The values of what the child says: it can say no more than a sentence about files."""
    if not isinstance(values, dict) or values.keys() & {"code", "field", "column"}:
        raise TypeError("values expected")
    for value in values.values():
        if type(value) is not int:
            _words(value) if isinstance(value, list) else _word(value)
    if key not in sentences.of_room("tables"):
        raise KeyError(key)
    sentences.filled(_word(key), {"row": None, **values})
    return values


def _table(packed: dict[str, Any]) -> Table:
    kind = _word(packed["format"])
    columns = _words(packed["columns"])
    numbers, cells = packed["numbers"], packed["cells"]
    problems = {
        int(index): _remark(
            key, values, row=int(numbers[int(index)]), field=None if field is None else _word(field)
        )
        for index, (key, field, values) in packed["problems"].items()
    }
    nested = {int(index): _words(names) for index, names in packed["nested"].items()}
    from_geometry = kind == "geojson"
    rows = [
        TableRow(
            number=int(number),
            cells=_words(values),
            problem=problems.get(index),
            nested=nested.get(index, ()),
            geometry_source=from_geometry,
        )
        for index, (number, values) in enumerate(zip(numbers, cells, strict=True))
    ]
    return Table(
        format=kind,
        columns=columns,
        rows=rows,
        warnings=tuple(_remark(key, values) for key, values in packed["warnings"]),
        first=int(packed["first"]),
        sheet=_word(packed["sheet"]),
        sheets=_words(packed["sheets"]),
        hidden_sheets=_words(packed["hidden_sheets"]),
        merges=tuple(Merge(*map(int, corners)) for corners in packed["merges"]),
        hidden_rows=frozenset(map(int, packed["hidden"][0])),
        hidden_columns=frozenset(map(int, packed["hidden"][1])),
    )


def _word(value: object) -> str:
    if type(value) is not str:
        raise TypeError("text expected")
    return value


def _words(values: list[Any]) -> tuple[str, ...]:
    # The join fails on anything that is not text, at the speed of C.
    "".join(values)
    return tuple(values)


def _too_slow() -> FileRefused:
    return FileRefused("too_large_unpacked.too_slow", seconds=SECONDS)


def _died() -> FileRefused:
    return FileRefused("corrupt")
