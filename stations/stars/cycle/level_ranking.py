"""Levels that stations without award are proposed for, by points, gates and quotas.

Levels are reached by points and gates. Where a level has a quota, the best have it and the others
the next level below, which they have reached as well. Equal points across the boundary are a tie,
and a tie is decided by a person who says why.

The quota is a number, or a share of the stations that reached a level at all, of the whole cycle
or of each district; and what is in the notice is
ranked with what is not published yet: the same points give the same levels in whatever order they
were published. An award stands; a station with more points than a holder of a level is not refused
that level for want of places, so that a quota may be overdrawn by such a late one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.registry.stored import brief_store
from stations.stars import choice_store, review_steps, store, visit_store
from stations.stars.case import Case
from stations.stars.choice_store import TieDecision
from stations.stars.cycle_model import Cycle
from stations.stars.model import Ranked, Review, ReviewState
from stations.stars.scheme import scoring
from stations.stars.scheme.scheme import Level, Scheme

_DISTRICT = 6
"""Digits of its code."""
_RANKED = (ReviewState.INSPECTED, ReviewState.NOTICED)
_COUNTED = (*_RANKED, ReviewState.AWARDED)
WAITING = (ReviewState.SUBMITTED, ReviewState.CHECKED)
"""Before a check or a visit: what they come to may move the levels of others."""


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
    base: int
    """The stations that reached a level, of which it may be a share."""
    allowed: int
    taken: int
    reaching: int
    """How many have the points and are not published yet."""
    district: str = ""
    """Of which district alone; '' for the whole cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The reviews of a cycle without award, the best first."""

    rows: tuple[Ranked, ...]
    """Inspected, to be published."""
    noticed: tuple[Ranked, ...]
    ties: tuple[Tie, ...]
    quotas: tuple[Quota, ...]
    waiting: int = 0
    """How many are before their check or visit."""

    @property
    def moved(self) -> tuple[Ranked, ...]:
        """What is in the notice for another level than it is ranked for now."""
        return tuple(one for one in self.noticed if is_moved(one))


def is_moved(place: Ranked) -> bool:
    """Whether a review in the notice has to be made public anew, with another level."""
    return not place.tied and place.stars not in (0, place.review.stars)


def ranked(db: Database, cycle: Cycle) -> Ranking:
    """The reviews of a cycle without award, with the levels that they are proposed for."""
    found = store.of_cycle(db, cycle.id)
    waiting = sum(one.state in WAITING for one in found)
    # A re-check stands in the place of the award that it looks at: a station counts once, and
    # what is under way before what has ended.
    found.sort(key=lambda one: one.state in _RANKED)
    newest = {
        one.station_id: one for one in found if one.state in (*_COUNTED, ReviewState.STRUCK_OFF)
    }
    counted = [review for review in newest.values() if review.state in _COUNTED]
    districts = _districts(db, cycle.scheme, counted)
    first = ranking(cycle.scheme, counted, (), waiting=waiting, districts=districts)
    if not first.ties:
        return first
    chosen = choice_store.chosen(db, cycle.id)
    return ranking(cycle.scheme, counted, chosen, waiting=waiting, districts=districts)


def _districts(db: Database, scheme: Scheme, counted: Sequence[Review]) -> dict[str, str]:
    """The district or zone that each review counts in, where any level asks; by review."""
    if not any(level.quota_per == "district" for level in scheme.levels):
        return {}
    held = brief_store.of(db, [one.station_id for one in counted])
    found = {}
    for review in counted:
        one = held.get(review.station_id)
        codes = (one.area_code, one.district_code) if one else ()
        found[review.id] = next((c[:_DISTRICT] for c in codes if len(c) >= _DISTRICT), "")
    return found


def placed(db: Database, cases: Sequence[Case]) -> list[Case]:
    """The cases with the places of those that are ranked, each cycle ranked once."""
    cycles = {one.cycle.id: one.cycle for one in cases if one.review.state in _RANKED}
    rankings = [ranked(db, cycle) for cycle in cycles.values()]
    places = {row.review.id: row for one in rankings for row in (*one.rows, *one.noticed)}
    return [replace(one, place=places.get(one.review.id)) for one in cases]


def ranking(
    scheme: Scheme,
    counted: Sequence[Review],
    chosen: Collection[tuple[int, str]],
    *,
    waiting: int = 0,
    districts: Mapping[str, str] | None = None,
) -> Ranking:
    """The same of reviews at hand: those inspected, in the notice and awarded.

    `districts` tells where each counts, by its id, for levels with a quota of each district.
    """
    unsettled = [one for one in counted if one.state in _RANKED]
    unsettled.sort(key=lambda one: (-(one.points or 0), one.id))
    stars = {one.id: _reached(one) for one in unsettled}
    ties: list[Tie] = []
    later: set[str] = set()
    quotas: list[Quota] = []
    for level, below in _from_above(scheme.levels):
        for district, members in _groups(level, counted, districts or {}):
            ids = {one.id for one in members}
            quota = _quota(level, members, district=district)
            quotas.append(quota)
            at_level = (one for one in unsettled if stars[one.id] == level.stars)
            wanting = [one for one in at_level if one.id in ids]
            if any(ids.intersection(tie.review_ids) for tie in ties):
                # Losers of the tie above come down here, with more points than these.
                later |= {one.id for one in wanting}
                continue
            given = {one for n, one in chosen if n == level.stars}
            out, tie = _over(wanting, _holders(level, members), quota, given)
            if tie is not None:
                ties.append(tie)
            stars |= dict.fromkeys(out, below)
    tied = later.union(*(tie.review_ids for tie in ties))
    least = min((one.stars for one in quotas), default=6)
    rows = [
        Ranked(
            review=one,
            reached=_reached(one),
            stars=stars[one.id],
            tied=one.id in tied,
            contested=_reached(one) >= least,
            waiting=waiting,
        )
        for one in unsettled
    ]
    published = ReviewState.NOTICED
    return Ranking(
        rows=tuple(one for one in rows if one.review.state is not published),
        noticed=tuple(one for one in rows if one.review.state is published),
        ties=tuple(ties),
        quotas=tuple(quotas),
        waiting=waiting,
    )


def _groups(
    level: Level, counted: Sequence[Review], districts: Mapping[str, str]
) -> list[tuple[str, list[Review]]]:
    """Who shares the places of a level; nobody where it has no quota."""
    if not level.has_quota:
        return []
    found: dict[str, list[Review]] = {}
    for one in counted:
        apart = level.quota_per == "district"
        found.setdefault(districts.get(one.id, "") if apart else "", []).append(one)
    return sorted(found.items())


def _quota(level: Level, counted: Sequence[Review], *, district: str) -> Quota:
    given = [one for one in counted if one.state is not ReviewState.INSPECTED]
    base = sum(_reached(one) > 0 for one in counted)
    return Quota(
        stars=level.stars,
        base=base,
        allowed=scoring.places(level, of=base),
        taken=sum(one.stars == level.stars for one in given),
        reaching=sum(_reached(one) == level.stars for one in counted)
        - sum(_reached(one) == level.stars for one in given),
        district=district,
    )


def _holders(level: Level, counted: Sequence[Review]) -> list[Review]:
    awarded = (one for one in counted if one.state is ReviewState.AWARDED)
    return [one for one in awarded if one.stars == level.stars]


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
        beside = visit_store.beside(tx, list(equals))
        for one in equals.values():
            authorise(by, Action.DECIDE, Scope(areas=(cycle.area,), station_id=one.station_id))
            _refuse_parties(one, beside.get(one.id, {}), by=by)
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


def _reached(review: Review) -> int:
    """What points and gates came to; a quota lowers it when it is published."""
    if review.state is ReviewState.INSPECTED:
        return review.stars
    return max(review.reached, review.stars)


def _over(
    wanting: Sequence[Review], holders: Sequence[Review], quota: Quota, chosen: Collection[str]
) -> tuple[list[str], Tie | None]:
    """Who of those (the best first) has no place, and the tie that has to be decided first."""
    held = [one.points for one in holders if one.points is not None]
    all_points = sorted([*(one.points or 0 for one in wanting), *held], reverse=True)
    lost = len(holders) - len(held)
    places = max(quota.allowed - lost, 0)
    if len(all_points) <= places:
        return [], None
    edge = all_points[places - 1] if places else all_points[0] + 1
    worst = min(held, default=edge)
    if worst < edge:
        # The last place is held by a worse one: nobody better goes without for it.
        return [one.id for one in wanting if (one.points or 0) <= worst], None
    equal = [one.id for one in wanting if one.points == edge]
    worse = [one.id for one in wanting if (one.points or 0) < edge]
    left = max(places - sum(one > edge for one in all_points) - held.count(edge), 0)
    taken = [one for one in equal if one in chosen]
    if len(equal) > left > len(taken):
        tie = Tie(stars=quota.stars, points=edge, places=left, review_ids=tuple(equal),
                  chosen=tuple(taken))  # fmt: skip
        return worse, tie
    if len(equal) > left:
        worse = [*(one for one in equal if one not in taken[:left]), *worse]
    return worse, None


def _refuse_parties(review: Review, beside: Collection[str], *, by: Account) -> None:
    if by.id in (review.applicant, review.checker, review.inspector, *beside):
        raise Refused("four_eyes.tie")


def _of(act: Act, action: str, reason: str) -> Act:
    return Act(actor=act.actor, by=act.by, action=action, at=act.at, reason=reason)
