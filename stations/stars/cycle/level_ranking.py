"""Levels that inspected stations are proposed for, by points, gates and quotas.

Levels are reached by points and gates. Where a level has a quota, the best have it and the others
the next level below, which they have reached as well. Equal points across the boundary are a tie,
and a tie is decided by a person who says why.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.stars import choice_store, review_steps, store
from stations.stars.case import Case
from stations.stars.choice_store import TieDecision
from stations.stars.cycle_model import Cycle
from stations.stars.model import Ranked, Review, ReviewState
from stations.stars.scheme import scoring
from stations.stars.scheme.scheme import Level, Scheme

_COUNTED = (ReviewState.INSPECTED, ReviewState.NOTICED, ReviewState.AWARDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Equal points, and fewer places than stations that have them."""

    stars: int
    points: int
    places: int
    review_ids: tuple[str, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many of a cycle may have a level, and how many have it or are in the notice for it."""

    stars: int
    percent: int
    allowed: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All inspected reviews of a cycle, the best first."""

    rows: tuple[Ranked, ...]
    ties: tuple[Tie, ...]
    quotas: tuple[Quota, ...]


def ranked(db: Database, cycle: Cycle) -> Ranking:
    """The inspected reviews of a cycle with the levels that they are proposed for."""
    found = store.of_cycle(db, cycle.id)
    # A re-check stands in the place of the award that it looks at: a station counts once, and
    # what is under way before what has ended.
    found.sort(key=lambda one: one.state in (ReviewState.INSPECTED, ReviewState.NOTICED))
    newest = {
        one.station_id: one for one in found if one.state in (*_COUNTED, ReviewState.STRUCK_OFF)
    }
    counted = [review for review in newest.values() if review.state in _COUNTED]
    return ranking(cycle.scheme, counted, choice_store.chosen(db, cycle.id))


def placed(db: Database, cases: Sequence[Case]) -> list[Case]:
    """The cases with the places of those that are inspected, each cycle ranked once."""
    waiting = [one for one in cases if one.review.state is ReviewState.INSPECTED]
    cycles = {one.cycle.id: one.cycle for one in waiting}
    rows = [row for cycle in cycles.values() for row in ranked(db, cycle).rows]
    places = {row.review.id: row for row in rows}
    return [replace(one, place=places.get(one.review.id)) for one in cases]


def ranking(
    scheme: Scheme, counted: Sequence[Review], chosen: Collection[tuple[int, str]]
) -> Ranking:
    """The same of reviews at hand: those inspected, in the notice and awarded."""
    waiting = [one for one in counted if one.state is ReviewState.INSPECTED]
    waiting.sort(key=lambda one: (-(one.points or 0), one.id))
    stars = {one.id: one.stars for one in waiting}
    ties: list[Tie] = []
    later: set[str] = set()
    quotas: list[Quota] = []
    for level, below in _from_above(scheme.levels):
        if level.quota_percent is None:
            continue
        given = [one for one in counted if one.state is not ReviewState.INSPECTED]
        quota = Quota(
            stars=level.stars,
            percent=level.quota_percent,
            allowed=scoring.allowed(level.quota_percent, of=len(counted)),
            taken=sum(one.stars == level.stars for one in given),
        )
        quotas.append(quota)
        wanting = [one for one in waiting if stars[one.id] == level.stars]
        if ties:
            # Losers of the tie above come down here, with more points than these.
            later |= {one.id for one in wanting}
            continue
        out, tie = _over(wanting, quota, {one for n, one in chosen if n == level.stars})
        if tie is not None:
            ties.append(tie)
        stars |= dict.fromkeys(out, below)
    tied = later.union(*(tie.review_ids for tie in ties))
    return Ranking(
        rows=tuple(
            Ranked(review=one, reached=one.stars, stars=stars[one.id], tied=one.id in tied)
            for one in waiting
        ),
        ties=tuple(ties),
        quotas=tuple(quotas),
    )


def choose(
    db: Database, cycle_id: str, review_id: str, reason: str, *, by: Account, act: Act
) -> None:
    """Gives one of a tie the place; it is kept who decided it and why."""
    reason = review_steps.kept(reason)
    with db.writing() as tx:
        cycle = store.cycle(tx, cycle_id)
        authorise(by, Action.DECIDE, Scope(areas=(cycle.area,)))
        tie = next((one for one in ranked(tx, cycle).ties if review_id in one.review_ids), None)
        if tie is None or review_id in tie.chosen:
            raise Refused("stale_step.tie")
        if not reason:
            raise Invalid("invalid.why_chosen", field="reason")
        equals = {one: store.get(tx, one) for one in tie.review_ids}
        for one in equals.values():
            authorise(by, Action.DECIDE, Scope(areas=(cycle.area,), station_id=one.station_id))
            _refuse_parties(one, by=by)
        number = log.append(
            tx,
            act=_of(act, "quota_chosen", reason),
            subject=f"review:{review_id}",
            area=cycle.area,
            body={"cycle": cycle.id, "stars": tie.stars, "among": list(tie.review_ids)},
        )
        choice = TieDecision(
            stars=tie.stars, chosen=True, reason=reason, shown=act.by, at=act.at, log=number
        )
        choice_store.add(tx, equals[review_id], choice, by=by.id)


def _from_above(levels: Sequence[Level]) -> list[tuple[Level, int]]:
    """Each level with the stars of the one below it, the highest first."""
    below = [0, *(level.stars for level in levels)]
    return list(zip(levels, below, strict=False))[::-1]


def _over(
    wanting: Sequence[Review], quota: Quota, chosen: Collection[str]
) -> tuple[list[str], Tie | None]:
    """Who of those (the best first) has no place, and the tie that has to be decided first."""
    places = max(quota.allowed - quota.taken, 0)
    if len(wanting) <= places:
        return [], None
    if places == 0:
        return [one.id for one in wanting], None
    edge = wanting[places - 1].points
    equal = [one.id for one in wanting if one.points == edge]
    worse = [one.id for one in wanting if (one.points or 0) < (edge or 0)]
    left = places - (len(wanting) - len(equal) - len(worse))
    taken = [one for one in equal if one in chosen]
    if len(equal) > left > len(taken):
        tie = Tie(stars=quota.stars, points=edge or 0, places=left, review_ids=tuple(equal),
                  chosen=tuple(taken))  # fmt: skip
        return worse, tie
    if len(equal) > left:
        worse = [*(one for one in equal if one not in taken[:left]), *worse]
    return worse, None


def _refuse_parties(review: Review, *, by: Account) -> None:
    if by.id in (review.applicant, review.checker, review.inspector):
        raise Refused("four_eyes.tie")


def _of(act: Act, action: str, reason: str) -> Act:
    return Act(actor=act.actor, by=act.by, action=action, at=act.at, reason=reason)
