"""Ranges of days: none ends before it begins."""

from __future__ import annotations

from datetime import date

from stations.errors import Invalid


def in_order(since: date | None, until: date | None) -> bool:
    return since is None or until is None or since <= until


def check(since: date | None, until: date | None) -> None:
    """Invalid for a range that ends before it begins."""
    if not in_order(since, until):
        raise Invalid("bad_range.ends_before_start", field="until")
