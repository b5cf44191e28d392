"""Stations whose stars should be looked at again, with the reason.

- the term of an award is over;
- so many months of it are over as the scheme lets pass between two checks;
- there are grounds for a veto (`vetoing`);
- what a re-check told to put right was not put right in its days.

The first three are not told while the station is under review already: they are part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from stations.db.base import Database
from stations.feedback import voice_store
from stations.moments import china_day
from stations.rechecks.proposal_store import Cause, Due
from stations.registry.model import star_words
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.stars import award_store, earlier_award_store, store, visit_store
from stations.stars.applications import facts, veto_grounds
from stations.stars.cycle import review_list_store
from stations.stars.model import Award
from stations.stars.rulebook import scheme_registry
from stations.stars.scheme.scheme import Scheme

_FURTHEST = timedelta(days=366 * 2)
"""Confirmed reports of a shut door are looked for in this time; schemes look back less."""


def found(db: Database, reach: Reach, *, at: datetime) -> list[Due]:
    """All reasons of today at the stations within reach, by station."""
    today = china_day(at)
    busy = store.under_review(db)
    reasons = [
        *_of_terms(db, reach, today, busy=busy),
        *_of_vetoes(db, reach, at, busy=busy),
        *_of_rectifying(db, reach, today),
    ]
    return sorted(reasons, key=lambda one: (one.station_id, one.cause))


def of_award(held: Award, scheme: Scheme, *, today: date) -> Due | None:
    """Whether the term of an award is over, or another part of it."""
    if held.until is None:
        return None
    if today > held.until:
        words = f"{star_words(held.stars)}（{held.on} 授牌）的有效期到 {held.until} 为止"
        return Due(
            station_id=held.station_id,
            cause=Cause.TERM_ENDED,
            period=str(held.number),
            grounds=words,
        )
    months = scheme.recheck_months
    # What would fall due with the term itself is left to its end.
    last_yearly = held.until - timedelta(days=1)
    times = (today.year * 12 + today.month - held.on.year * 12 - held.on.month) // months
    while times and facts.ahead(held.on, months=times * months) > min(today, last_yearly):
        times -= 1
    if times < 1:
        return None
    day = facts.ahead(held.on, months=times * months)
    words = f"{star_words(held.stars)} {held.on} 授牌，每 {months} 个月复核一次，{day} 到期"
    return Due(
        station_id=held.station_id,
        cause=Cause.YEARLY,
        period=f"{held.number}/{times}",
        grounds=words,
    )


def _of_terms(db: Database, reach: Reach, today: date, *, busy: Collection[str]) -> Iterator[Due]:
    last = facts.back(today, months=1)
    awards = award_store.held(db, reach, before=last)
    schemes: dict[str, Scheme] = {}
    for held, cycle_id in awards:
        if held.station_id in busy:
            continue
        if cycle_id not in schemes:
            schemes[cycle_id] = store.cycle(db, cycle_id).scheme
        if due := of_award(held, schemes[cycle_id], today=today):
            yield due
    yield from _of_earlier(db, reach, today, busy=busy)


def _of_earlier(db: Database, reach: Reach, today: date, *, busy: Collection[str]) -> Iterator[Due]:
    """Of stars that were given before there were reviews here, by the rules that hold today."""
    held = earlier_award_store.held(db, reach, before=facts.back(today, months=1))
    named = brief_store.of(db, [one.station_id for one in held])
    for one in held:
        if one.station_id in busy:
            continue
        scheme = scheme_registry.in_force(db, named[one.station_id].area_code, on=today)
        if scheme is not None and (due := of_award(one, scheme, today=today)):
            yield due


def _of_vetoes(db: Database, reach: Reach, at: datetime, *, busy: Collection[str]) -> Iterator[Due]:
    """Of starred stations at which a door was found shut more than once."""
    shut = voice_store.shut_days(db, since=at - _FURTHEST).keys()
    suspected = (shut | visit_store.stations_without_a_point(db)).difference(busy)
    if not suspected:
        return
    starred = suspected & brief_store.starred(db, reach)
    for station_id, station in sorted(stations.some(db, list(starred)).items()):
        scheme = scheme_of(db, station_id, station.place.area_code, today=china_day(at))
        for grounds in veto_grounds.vetoes(db, station, scheme, at=at) if scheme else ():
            yield Due(
                station_id=station_id,
                cause=Cause.SHUT_CONFIRMED,
                period=f"{grounds.veto}/{grounds.last}",
                grounds=grounds.words,
            )


def _of_rectifying(db: Database, reach: Reach, today: date) -> Iterator[Due]:
    for review in review_list_store.rectifying(db, reach, before=today):
        yield Due(
            station_id=review.station_id,
            cause=Cause.NOT_RECTIFIED,
            period=f"{review.id}/{review.due_on}",
            grounds=f"复核要求 {review.due_on} 前整改，到今天没有报告整改完成",
        )


def scheme_of(db: Database, station_id: str, area: str, *, today: date) -> Scheme | None:
    """The rules under which a station got its stars; else those of its area."""
    if awards := award_store.history(db, station_id):
        review = store.get(db, awards[0].review_id)
        return store.cycle(db, review.cycle_id).scheme
    return scheme_registry.in_force(db, area, on=today)
