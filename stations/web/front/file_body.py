"""A part of a file as the body of an answer: the front door sends it without reading it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CHUNK_BYTES = 256_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBody:
    """The bytes from `start` to `stop`, as WSGI servers take them: piece by piece."""

    path: Path
    start: int
    stop: int

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.stop - self.start
            while left > 0 and (piece := file.read(min(left, _CHUNK_BYTES))):
                left -= len(piece)
                yield piece
