"""Stations of unknown hours that are much nearer than any that is surely open."""

from __future__ import annotations

from collections.abc import Sequence

_MOST = 3
_NEARER_BY_M = 500


def count(open_m: Sequence[float], unknown_m: Sequence[float]) -> int:
    """How many are worth a call before the way to the first open one; metres in order.

    The phone decides alike (static/js/shared/availability.js, tests/nearest/nearer_unknown.toml).
    """
    if not open_m:
        return 0
    return sum(metres + _NEARER_BY_M <= open_m[0] for metres in unknown_m[:_MOST])
