"""Visits given to inspectors, one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.geo.distance import between
from stations.geo.point import Point
from stations.moments import china_day
from stations.stars import case_store
from stations.stars.inspections import assignment_store
from stations.stars.inspections.assignment_store import Assignment
from stations.stars.model import ReviewState, ReviewStep

MOST, FURTHEST = 200, timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who goes, on which day, for which reviews."""

    account_id: str
    day: date
    review_ids: tuple[str, ...]


def able(db: Database) -> list[Account]:
    """The accounts that inspect somewhere and are not shut, by name."""
    found = [one for one in accounts.every(db) if one.may(Action.INSPECT)]
    return sorted(found, key=lambda one: (one.shown, one.name))


def assign(db: Database, plan: Plan, *, by: Account, act: Act) -> list[Assignment]:
    """Gives these visits to somebody for a day; all of them or none.

    Refused with the reason where that person could not take one of them: without the right, as
    keeper, with another part in the review, or after an upheld objection to the own visit.
    """
    wanted = list(dict.fromkeys(plan.review_ids))
    if not wanted or len(wanted) > MOST:
        raise Invalid("invalid.visits_chosen", field="id", most=MOST)
    today = china_day(act.at)
    if not today <= plan.day <= today + FURTHEST:
        raise Invalid("invalid.day_of_visit", field="day")
    with db.writing() as tx:
        who = accounts.get(tx, plan.account_id)
        made = []
        for case in case_store.load_all(tx, wanted):
            authorise(by, Action.ORDER, case.scope)
            if case.review.state is not ReviewState.CHECKED:
                raise Refused("not_to_be_visited", name=case.station.name)
            if error := case.refusal(ReviewStep.INSPECT, by=who, today=today):
                raise Refused("cannot_visit", name=case.station.name, who=who.shown, why=error)
            number = log.append(
                tx,
                act=replace(act, action="visit_assigned"),
                subject=f"review:{case.review.id}",
                area=case.station.place.area_code,
                body={
                    "station": case.station.id,
                    "account": who.id,
                    "day": plan.day.isoformat(),
                },
            )
            made.append(
                Assignment(
                    review_id=case.review.id,
                    account_id=who.id,
                    day=plan.day,
                    by=by.id,
                    at=act.at,
                    log=number,
                )
            )
        assignment_store.put(tx, made)
    return made


def way(points: Sequence[Point | None]) -> list[int]:
    """The order in which to go: from the first, always to the nearest next; unplaced ones last."""
    placed = [n for n, point in enumerate(points) if point is not None]
    order = placed[:1]
    left = placed[1:]
    while left:
        here = points[order[-1]]
        nearest = min(left, key=lambda n: (_apart(here, points[n]), n))
        order.append(nearest)
        left.remove(nearest)
    return order + [n for n, point in enumerate(points) if point is None]


def _apart(one: Point | None, other: Point | None) -> float:
    return between(one, other) if one and other else float("inf")
