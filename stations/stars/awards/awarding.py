"""Stars given to stations and taken away.

The review, the star of the station, the term and the entries of history and log are one
transaction: map, finder and cells follow what the record says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.model import Star, next_version
from stations.registry.stored import change_store
from stations.stars import award_store, case_store, review_steps
from stations.stars.awards import star_terms
from stations.stars.case import Case
from stations.stars.cycle import level_ranking
from stations.stars.model import Award, Review, ReviewStep
from stations.stars.review_steps import Outcome, StepRequest


def award(
    db: Database, review_id: str, *, version: int, by: Account, act: Act, reason: str = ""
) -> Review:
    """Gives the stars that were made public, once the days of notice are over.

    Refused while the notice runs ('notice_running'), while an objection has no answer
    ('objection_open'), where the station is not open to workers any more ('station_gone'), and
    where another level is due by now ('rank_moved'). A level that depends on the points of others
    is given before all of these are known only with a reason ('too_early').
    """
    with db.writing() as tx:
        [case] = level_ranking.placed(tx, [case_store.load(tx, review_id)])
        turn = StepRequest(step=ReviewStep.AWARD, version=version, reason=reason)
        return _awarded(tx, case, turn, by=by, act=act)


def award_many(
    db: Database, seen: Iterable[tuple[str, int]], *, by: Account, act: Act, reason: str = ""
) -> list[Review]:
    """The same for several, in the versions that the page showed: all of them or none."""
    wanted = dict(seen)
    if not wanted:
        raise Invalid("invalid.awards_chosen", field="id")
    with db.writing() as tx:
        cases = level_ranking.placed(tx, case_store.load_all(tx, wanted))
        for case in cases:
            authorise(by, Action.DECIDE, case.scope)
        moved_on = [one for one in cases if one.review.version != wanted[one.review.id]]
        review_steps.refuse_stale([one.station.name for one in moved_on])
        turns = [
            StepRequest(step=ReviewStep.AWARD, version=one.review.version, reason=reason)
            for one in cases
        ]
        return [
            _awarded(tx, case, turn, by=by, act=act)
            for case, turn in zip(cases, turns, strict=True)
        ]


def strike_off(db: Database, review_id: str, turn: StepRequest, *, by: Account, act: Act) -> Review:
    """Takes the stars away: the end of a re-check, and of a veto by somebody else.

    Refused ('outlived') where stars were given anew since it was decided, and ('appeal_running')
    as long as the station may appeal against the veto.
    """
    with db.writing() as tx:
        case = case_store.load(tx, review_id)
        after = review_steps.step(tx, case, turn, by=by, act=act, outcome=Outcome(stars=0))
        number, station = after.last_log, case.station
        if station.star is not None:
            changed = next_version(replace(station, star=None), at=act.at)
            words = replace(act, action="unstarred", reason=turn.reason)
            number = change_store.record(tx, [(station, changed)], act=words)
        award_store.add(tx, _award_of(after, number, on=china_day(act.at), until=None))
    return after.review


def early(case: Case) -> int:
    """How many others have to be checked or visited before this level is sure; 0 where it is."""
    place = case.place
    return place.waiting if place is not None and place.contested else 0


def _awarded(tx: Transaction, case: Case, turn: StepRequest, *, by: Account, act: Act) -> Review:
    after = review_steps.step(tx, case, turn, by=by, act=act)
    if early(case) and not turn.reason.strip():
        raise Refused("too_early.award", waiting=early(case))
    today = china_day(act.at)
    until = star_terms.until(case, stars=after.review.stars, on=today)
    star = Star(level=after.review.stars, basis=_basis(case), on=today)
    changed = next_version(replace(case.station, star=star), at=act.at)
    starred = replace(act, action="starred")
    number = change_store.record(tx, [(case.station, changed)], act=starred)
    award_store.add(tx, _award_of(after, number, on=today, until=until))
    return after.review


def _award_of(case: Case, number: int, *, on: date, until: date | None) -> Award:
    """The next award of the station, by the review as it is now."""
    return Award(
        station_id=case.station.id,
        number=case.award.number + 1 if case.award else 1,
        review_id=case.review.id,
        scheme=case.review.scheme,
        basis=_basis(case),
        stars=case.review.stars,
        on=on,
        until=until,
        log=number,
        before=_level(case),
    )


def _level(case: Case) -> int:
    """The stars that the station has up to now: by its record or its last award, the more of both.

    A list may have lowered the record, which earns no second rise.
    """
    star = case.station.star
    return max(star.level if star else 0, case.award.stars if case.award else 0)


def _basis(case: Case) -> str:
    return f"{case.cycle.scheme.name}（{case.cycle.year} 年）"
