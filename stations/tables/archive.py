"""Zip archives, checked before and while they are unpacked."""

import stat
import zipfile
import zlib
from io import BytesIO
from typing import IO, Final

from stations.tables.model import UNPACKED_BYTES, ZIP_MEMBERS, FileRefused, too_large_unpacked

_LOCAL_HEADER: Final = 30
_CHUNK: Final = 1 << 18
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1


def unpacked_bytes(data: bytes) -> int:
    """What a file says it unfolds to; its own size where it is no archive.

    More than that is never read of it.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return len(data)


class Archive:
    """A checked zip archive. Unpacked bytes are counted over all members while they are read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = UNPACKED_BYTES
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
            raise FileRefused("bad_archive.incomplete") from None
        members = self._zip.infolist()
        if len(members) > ZIP_MEMBERS:
            raise FileRefused("bad_archive.too_many_parts", most=ZIP_MEMBERS)
        self._check_names(members)
        if sum(member.file_size for member in members) > UNPACKED_BYTES:
            raise too_large_unpacked()
        self._check_places(members)
        self.names: frozenset[str] = frozenset(member.filename for member in members)

    def chunks(self, name: str) -> "Chunks":
        """The bytes of a member piece by piece; FileRefused when they are wrong or too many."""
        try:
            return Chunks(self, self._zip.open(name))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
            raise FileRefused("bad_archive.broken") from None

    def spend(self, count: int) -> None:
        """Count `count` unpacked bytes; what the headers promised does not matter."""
        self._left -= count
        if self._left < 0:
            raise too_large_unpacked()

    def _check_names(self, members: list[zipfile.ZipInfo]) -> None:
        seen: set[str] = set()
        for member in members:
            name = member.orig_filename
            parts = name.split("/")
            kind = stat.S_IFMT(member.external_attr >> 16)
            odd = "\\" in name or ":" in name or not name.isprintable()
            if odd or name.startswith("/") or ".." in parts or kind not in _KINDS:
                raise _unsafe_member()
            if name.lower() in seen:
                raise _unsafe_member()
            seen.add(name.lower())
            if member.flag_bits & _ENCRYPTED:
                raise FileRefused("bad_archive.locked")
            if member.compress_type not in _METHODS:
                raise FileRefused("bad_archive.packing")

    def _check_places(self, members: list[zipfile.ZipInfo]) -> None:
        """No byte may belong to two members: overlapping ones unfold a few bytes many times."""
        end = 0
        for member in sorted(members, key=lambda each: each.header_offset):
            start = member.header_offset
            header = self._data[start : start + _LOCAL_HEADER]
            if start < end or len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
                raise FileRefused("bad_archive.overlapping")
            extra = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:], "little")
            end = start + _LOCAL_HEADER + extra + member.compress_size
        if end > self._zip.start_dir:
            raise FileRefused("bad_archive.overlapping")


_KINDS: Final = (0, stat.S_IFREG, stat.S_IFDIR)


class Chunks:
    """The bytes of one member, piece by piece."""

    def __init__(self, archive: Archive, member: IO[bytes]) -> None:
        self._archive = archive
        self._member = member

    def __iter__(self) -> "Chunks":
        return self

    def __next__(self) -> bytes:
        try:
            chunk = self._member.read(_CHUNK)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
            raise FileRefused("bad_archive.broken") from error
        except zlib.error as error:
            raise FileRefused("bad_archive.broken") from error
        if not chunk:
            raise StopIteration
        self._archive.spend(len(chunk))
        return chunk


def _unsafe_member() -> FileRefused:
    return FileRefused("unsafe_member")
