"""Published fragments of all stations in a file without a name."""

from __future__ import annotations

import os
import tempfile
import weakref
from io import FileIO


class Fragments:
    """Bytes that are only ever added to, in a file without a name.

    Of a nation's fragments few are asked for. In a file the system keeps those at hand, and gives
    up the others when memory is short; to read one takes a microsecond.
    """

    def __init__(self) -> None:
        file = _nameless()
        weakref.finalize(self, file.close)
        self._file, self._number, self._size = file, file.fileno(), 0

    def __len__(self) -> int:
        return self._size

    def add(self, piece: bytes) -> None:
        """Put more behind what is there."""
        while piece:
            written = self._file.write(piece)
            self._size += written
            piece = piece[written:]

    def cut(self, start: int, end: int) -> bytes:
        """Give the bytes from `start` to before `end`."""
        return os.pread(self._number, end - start, start)


def _nameless() -> FileIO:
    """A file that ends with its process; in memory where no folder may be written to."""
    try:
        return tempfile.TemporaryFile(prefix="stations-", buffering=0)
    except OSError:
        return FileIO(os.memfd_create("stations"), "r+")
