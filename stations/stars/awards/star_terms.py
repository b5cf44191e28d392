"""How long stars hold."""

from __future__ import annotations

from datetime import date, timedelta

from stations.stars.applications import facts
from stations.stars.case import Case
from stations.stars.model import ReviewKind


def held_until(case: Case) -> date | None:
    """The last day of the term that the station has; None where it has none."""
    held = case.award
    return held.until if held is not None and held.stars else None


def until(case: Case, *, stars: int, on: date) -> date:
    """The last day of stars that are given on a day.

    A re-check that keeps or lowers a level leaves the term that runs as it is: it is part of it.
    A rise begins a term, and so does a re-check after the end of one.
    """
    before = held_until(case)
    keeps = case.award is not None and stars <= case.award.stars
    if case.review.kind is ReviewKind.RECHECK and keeps and before is not None and before >= on:
        return before
    return whole(on, months=case.cycle.scheme.months)


def whole(begun: date, *, months: int) -> date:
    """The last day of so many months: the day before the same day of a later month.

    Where that month has no such day, its own last one (art. 202 of the Civil Code).
    """
    same = facts.ahead(begun, months=months)
    return same if same.day < begun.day else same - timedelta(days=1)
