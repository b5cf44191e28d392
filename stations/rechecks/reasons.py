"""Stations whose stars should be looked at again, with the reason.

- the term of an award is over;
- so many months of it are over as the scheme lets pass between two checks;
- there are grounds for a veto (`vetoing`);
- what a re-check told to put right was not put right in its days.

The first three are not told while the station is under review already: they are part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stations.db.base import Database
from stations.moments import china_day, china_midnight, utc_text
from stations.rechecks.proposal_store import Cause, Due
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.applications import facts, veto_grounds
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme, for_area

_FURTHEST = timedelta(days=366 * 2)
"""Confirmed reports of a shut door are looked for in this time; schemes look back less."""
_REVIEWED = (
    "select station_id from reviews where state not in"
    " ('awarded', 'struck_off', 'withdrawn', 'refused', 'vetoed', 'draft', 'returned')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The stars that a station holds."""

    station_id: str
    number: int
    stars: int
    on: date
    until: date


def found(db: Database, reach: Reach, *, at: datetime) -> list[Due]:
    """All reasons of today at the stations within reach, by station."""
    today = china_day(at)
    reasons = [
        *_of_terms(db, reach, today),
        *_of_vetoes(db, reach, at),
        *_of_rectifying(db, reach, today),
    ]
    return sorted(reasons, key=lambda one: (one.station_id, one.cause))


def of_award(held: Held, scheme: Scheme, *, today: date) -> Due | None:
    """Whether the term of an award is over, or another part of it."""
    if today > held.until:
        words = f"{held.stars} 星（{held.on} 授牌）的有效期到 {held.until} 为止"
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
    words = f"{held.stars} 星 {held.on} 授牌，每 {months} 个月复核一次，{day} 到期"
    return Due(
        station_id=held.station_id,
        cause=Cause.YEARLY,
        period=f"{held.number}/{times}",
        grounds=words,
    )


def _of_terms(db: Database, reach: Reach, today: date) -> Iterator[Due]:
    where, values = reach.condition()
    rows = db.rows(
        "select a.station_id, a.number, a.stars, a.on_day, a.until_day, r.cycle_id from awards a"  # noqa: S608
        " join reviews r on r.id = a.review_id"
        " where a.stars > 0 and a.on_day < :today and a.station_id in"
        f" (select id from stations where lifecycle <> :closed and {where})"
        " and a.number = (select max(b.number) from awards b where b.station_id = a.station_id)"
        f" and a.station_id not in ({_REVIEWED})",
        today=facts.back(today, months=1).isoformat(),
        closed=Phase.CLOSED.value,
        **values,
    )
    schemes: dict[str, Scheme] = {}
    for row in rows:
        held = Held(
            station_id=row["station_id"],
            number=row["number"],
            stars=row["stars"],
            on=date.fromisoformat(row["on_day"]),
            until=date.fromisoformat(row["until_day"]),
        )
        cycle_id = row["cycle_id"]
        if cycle_id not in schemes:
            schemes[cycle_id] = store.cycle(db, cycle_id).scheme
        if due := of_award(held, schemes[cycle_id], today=today):
            yield due


def _of_vetoes(db: Database, reach: Reach, at: datetime) -> Iterator[Due]:
    """Of starred stations at which a door was found shut more than once."""
    where, values = reach.condition()
    rows = db.rows(
        "select id from stations where star > 0 and lifecycle <> :closed and (id in"  # noqa: S608
        " (select station_id from reports where kind = 'shut' and state = 'fixed' and at >= :since)"
        " or id in (select r.station_id from reviews r join review_points p on p.review_id = r.id"
        " where p.visit > 0 and p.points = 0))"
        f" and {where} and id not in ({_REVIEWED}) order by id",
        closed=Phase.CLOSED.value,
        since=utc_text(china_midnight(china_day(at - _FURTHEST))),
        **values,
    )
    for row in rows:
        station = stations.get(db, row["id"])
        scheme = scheme_of(db, station.id, station.place.area_code, today=china_day(at))
        for grounds in veto_grounds.vetoes(db, station, scheme, at=at) if scheme else ():
            yield Due(
                station_id=station.id,
                cause=Cause.SHUT_CONFIRMED,
                period=f"{grounds.veto}/{grounds.last}",
                grounds=grounds.words,
            )


def _of_rectifying(db: Database, reach: Reach, today: date) -> Iterator[Due]:
    where, values = reach.condition()
    rows = db.rows(
        "select id, station_id, due_on from reviews"  # noqa: S608
        " where state = 'rectifying' and due_on < :today"
        f" and station_id in (select id from stations where {where})",
        today=today.isoformat(),
        **values,
    )
    for row in rows:
        yield Due(
            station_id=row["station_id"],
            cause=Cause.NOT_RECTIFIED,
            period=f"{row['id']}/{row['due_on']}",
            grounds=f"复核要求 {row['due_on']} 前整改，到今天没有报告整改完成",
        )


def scheme_of(db: Database, station_id: str, area: str, *, today: date) -> Scheme | None:
    """The rules under which a station got its stars; else those of its area."""
    row = db.row(
        "select r.cycle_id from awards a join reviews r on r.id = a.review_id"
        " where a.station_id = :id order by a.number desc limit 1",
        id=station_id,
    )
    if row is not None:
        return store.cycle(db, row["cycle_id"]).scheme
    return for_area(scheme_file.shipped(), area, on=today)
