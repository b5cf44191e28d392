"""What inspectors have done, and how their points lie beside those of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, pstdev

from stations.db.base import Database
from stations.feedback.model import Near
from stations.moments import china_day
from stations.registry.scoping import Reach
from stations.stars import points_store, store
from stations.stars.inspections import assignment_store
from stations.stars.inspections.assignment_store import VisitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The points of one criterion: how many visits, their mean and standard deviation."""

    criterion: str
    most: int
    count: int
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorFigures:
    """One inspector, by account id; '' stands for all of them together."""

    account_id: str
    visits: int
    late: int
    """After the day for which they were given."""
    near: int
    far: int
    pictured: int
    """With at least one photo."""
    months: tuple[tuple[str, int], ...]
    """Visits by month, the newest first."""
    spreads: tuple[Spread, ...]


def of(db: Database, reach: Reach, *, since: datetime) -> list[InspectorFigures]:
    """All inspectors together, then each with visits within reach, those with most first."""
    rows = assignment_store.visits(db, reach, since=since)
    keys = list({(one.review_id, one.visit) for one in rows})
    pictured = points_store.pictured(db, keys).keys()
    names = _criteria(db, rows)
    each: dict[str, list[VisitRow]] = defaultdict(list)
    for row in rows:
        each[row.by].append(row)
    found = [_figures(by, mine, pictured, names) for by, mine in each.items()]
    found.sort(key=lambda one: (-one.visits, one.account_id))
    return [_figures("", rows, pictured, names), *found] if rows else []


def _criteria(db: Database, rows: Sequence[VisitRow]) -> dict[tuple[str, str], tuple[str, int]]:
    """Name and most points of each criterion, by cycle and id."""
    return {
        (cycle_id, one.id): (one.name, one.points)
        for cycle_id in {row.cycle_id for row in rows}
        for one in store.cycle(db, cycle_id).scheme.criteria
    }


def _figures(
    by: str,
    rows: Sequence[VisitRow],
    pictured: Collection[tuple[str, int]],
    names: dict[tuple[str, str], tuple[str, int]],
) -> InspectorFigures:
    visits = {(one.review_id, one.visit): one for one in rows}
    months: dict[str, int] = defaultdict(int)
    for one in visits.values():
        months[china_day(one.on).isoformat()[:7]] += 1
    points: dict[tuple[str, int], list[int]] = defaultdict(list)
    for one in rows:
        points[names[one.cycle_id, one.criterion]].append(one.points)
    return InspectorFigures(
        account_id=by,
        visits=len(visits),
        late=sum(
            bool(one.day) and china_day(one.on).isoformat() > one.day for one in visits.values()
        ),
        near=sum(one.near == Near.NEAR for one in visits.values()),
        far=sum(one.near == Near.FAR for one in visits.values()),
        pictured=sum(key in pictured for key in visits),
        months=tuple(sorted(months.items(), reverse=True)),
        spreads=tuple(
            Spread(
                criterion=name,
                most=most,
                count=len(given),
                mean=fmean(given),
                deviation=pstdev(given),
            )
            for (name, most), given in points.items()
        ),
    )
