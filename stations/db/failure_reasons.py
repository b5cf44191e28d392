"""Why a database or a disk failed, by the engine's own short name for it, and as a kind."""

from __future__ import annotations

import errno
from enum import StrEnum

from stations.errors import Refused

_NAMELESS = {
    "database or disk is full": "SQLITE_FULL",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "file is not a database": "SQLITE_NOTADB",
}
"""SQLite's own texts, for what the driver raises without a name: its backups."""


def reason(error: BaseException | None) -> str:
    """Such as SQLITE_FULL, 53100 (PostgreSQL's disk full) or db_missing; '' for other errors."""
    code = ""
    while error is not None:
        named = (
            getattr(error, "sqlite_errorname", None)
            or getattr(error, "sqlstate", None)
            or _NAMELESS.get(str(error))
        )
        if named:
            return str(named)
        if isinstance(error, Refused):
            code = error.code
        error = error.__cause__
    return code


class FailureKind(StrEnum):
    """What a person can do something about."""

    FULL = "full"
    DENIED = "denied"
    CORRUPT = "corrupt"
    OTHER = "other"


_OF_SYSTEM = {
    errno.ENOSPC: FailureKind.FULL,
    errno.EDQUOT: FailureKind.FULL,
    errno.EFBIG: FailureKind.FULL,
    errno.EACCES: FailureKind.DENIED,
    errno.EPERM: FailureKind.DENIED,
    errno.EROFS: FailureKind.DENIED,
}
_OF_SQLITE = {
    "SQLITE_FULL": FailureKind.FULL,
    "SQLITE_READONLY": FailureKind.DENIED,
    "SQLITE_CANTOPEN": FailureKind.DENIED,
    "SQLITE_PERM": FailureKind.DENIED,
    "SQLITE_CORRUPT": FailureKind.CORRUPT,
    "SQLITE_NOTADB": FailureKind.CORRUPT,
}


def kind_of(error: BaseException) -> FailureKind:
    """The kind of a failure of the disk or of SQLite."""
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno or 0, FailureKind.OTHER)
    # A longer name says where it happened: SQLITE_READONLY_DBMOVED.
    name = "_".join(reason(error).split("_")[:2])
    return _OF_SQLITE.get(name, FailureKind.OTHER)
