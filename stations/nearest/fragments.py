"""Where do the published fragments of all stations lie, and how are they read again?"""

from __future__ import annotations

import mmap
import tempfile
import weakref


class Fragments:
    """Bytes that are only ever added to, in a file without a name.

    Of a nation's fragments few are asked for. In a file the system keeps those at hand and gives
    up the others when memory is short; reading one costs no more than a slice of bytes.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="stations-")  # noqa: SIM115 - closed when nobody holds it
        self._size = 0
        self._seen: mmap.mmap | bytes = b""
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._size

    def add(self, piece: bytes) -> None:
        """Put more behind what is there; it can be read once it is settled."""
        self._file.write(piece)
        self._size += len(piece)

    def settle(self) -> None:
        """Let what was added be read. Who reads meanwhile sees what was there before."""
        self._file.flush()
        if self._size > len(self._seen):
            self._seen = mmap.mmap(self._file.fileno(), self._size, access=mmap.ACCESS_READ)

    def cut(self, start: int, end: int) -> bytes:
        """Give the bytes from `start` to before `end`."""
        return self._seen[start:end]
