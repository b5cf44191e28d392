"""The columns that every list needs."""

from __future__ import annotations

from stations.errors import Refused
from stations.registry import fields

COORDINATES = ("lon", "lat")

_WANTED = ("name",)


def check(keys: frozenset[str]) -> None:
    """Refused where the columns that every list needs are missing, or one coordinate of two."""
    missing = [key for key in _WANTED if key not in keys]
    if len(keys.intersection(COORDINATES)) == 1:
        missing += [key for key in COORDINATES if key not in keys]
    if missing:
        raise Refused("missing_column", titles=[fields.BY_KEY[key].title for key in missing])
