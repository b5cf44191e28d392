"""Why a database failed, by the engine's own short name for it."""

from __future__ import annotations

from stations.errors import Refused


def reason(error: BaseException | None) -> str:
    """Such as SQLITE_FULL, 53100 (PostgreSQL's disk full) or db_missing; '' for other errors."""
    code = ""
    while error is not None:
        named = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
        if named:
            return str(named)
        if isinstance(error, Refused):
            code = error.code
        error = error.__cause__
    return code
