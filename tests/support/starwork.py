"""People, a cycle and applications, for tests of reviews."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.registry.stored import store as stations
from stations.stars import case_store, review_steps, store
from stations.stars.applications import applying
from stations.stars.applications.applying import Own
from stations.stars.awards import awarding, publishing
from stations.stars.cycle import cycles, level_ranking
from stations.stars.cycle.cycles import CyclePlan
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import Outcome, StepRequest
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme
from tests.support import make
from tests.support.deskwork import person

JINAN = scheme_file.shipped()["jinan-1"]
KEEPER = person(Role.KEEPER, "a")
EDITOR, REVIEWER, APPROVER = map(person, (Role.EDITOR, Role.REVIEWER, Role.APPROVER))
ADMINISTRATOR = person(Role.ADMINISTRATOR, "370100")
LAST_DAY = date(2026, 12, 11)


def act(by: Account, *, days: float = 0) -> Act:
    """An act of somebody, so many days after noon of 2026-11-20."""
    at = make.NOON + timedelta(days=days)
    return Act(actor=by.id, by=by.shown, action="review", at=at)


def keeper_of(station_id: str) -> Account:
    return replace(person(Role.KEEPER, station_id), id=f"keeper-{station_id}")


def opened(db: Database, *, area: str = "370102", year: int = 2026, scheme: str = "") -> Cycle:
    plan = CyclePlan(scheme=scheme, year=year, area=area, apply_until=LAST_DAY)
    return cycles.open_cycle(db, plan, by=ADMINISTRATOR, act=act(ADMINISTRATOR))


def stationed(db: Database, *ids: str) -> None:
    with db.writing():
        stations.add(db, [make.station(id=one, name=f"演示驿站{one}") for one in ids], history=())


def photo(words: str) -> str:
    """The name of a picture that shows this."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def full(scheme: Scheme = JINAN, **points: int) -> Own:
    """A whole self-score: all points, but for those given, and every note."""
    scored = {one.id: points.get(one.id, one.points) for one in scheme.criteria}
    return Own(points=scored, notes={one.id: f"（演示）{one.name}" for one in scheme.criteria})


def drafted(
    db: Database, station_id: str = "a", *, days: float = 0, points: Mapping[str, int] | None = None
) -> Review:
    """An application that lacks nothing, not sent yet."""
    by = keeper_of(station_id)
    review = applying.begin(db, station_id, by=by, act=act(by, days=days))
    own = full(**(points or {}))
    for one in JINAN.criteria:
        if "photo" in one.evidence:
            applying.add_photo(db, review.id, one.id, photo(one.id), by=by, act=act(by, days=days))
    return applying.write(db, review.id, own, version=review.version, by=by, act=act(by, days=days))


def applied(
    db: Database, station_id: str = "a", *, days: float = 0, points: Mapping[str, int] | None = None
) -> Review:
    """An application that was sent."""
    review = drafted(db, station_id, days=days, points=points)
    by = keeper_of(station_id)
    return applying.submit(db, review.id, version=review.version, by=by, act=act(by, days=days))


def stepped(db: Database, review_id: str, turn: StepRequest, *, by: Account, act: Act) -> Review:
    """One step of any kind in a transaction of its own, without what else belongs to some."""
    found = {"stars": 3, "points": 70} if turn.step is ReviewStep.INSPECT else {}
    with db.writing() as tx:
        return step(tx, review_id, turn, by=by, act=act, **found)


def step(
    tx: Transaction,
    review_id: str,
    turn: StepRequest,
    *,
    by: Account,
    act: Act,
    stars: int | None = None,
    points: int | None = None,
) -> Review:
    """One step of any kind; an inspection with these stars and points, a veto by the first rule."""
    [case] = level_ranking.placed(tx, [case_store.load(tx, review_id)])
    veto = case.cycle.scheme.vetoes[0].id if turn.step is ReviewStep.VETO else None
    due = case.review.due_on or make.NOON.date()
    until = due + timedelta(days=40) if turn.step is ReviewStep.EXTEND else None
    outcome = Outcome(stars=stars, points=points, veto=veto, until=until)
    return review_steps.step(tx, case, turn, by=by, act=act, outcome=outcome).review


def published(
    db: Database, review_ids: Iterable[str], *, by: Account, act: Act, reason: str = ""
) -> list[Review]:
    """Makes these public as a page shows them now."""
    shown = publishing.shown(db, review_ids)
    return publishing.publish(db, shown, by=by, act=act, reason=reason)


def awarded(db: Database, review_ids: Iterable[str], *, by: Account, act: Act) -> list[Review]:
    """Gives these their stars as a page shows them now."""
    seen = [(one, store.get(db, one).version) for one in review_ids]
    return awarding.award_many(db, seen, by=by, act=act)
