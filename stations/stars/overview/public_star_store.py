"""What is public of stars: notices, their lists, stations with stars.

Of a review nothing is read here but the station, its stars, points, days and how it came out, and
of an objection nothing but its answer. What was made public once stays on its notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stations.areas import codes
from stations.db.base import Database, Value, like
from stations.registry.model import star_words
from stations.registry.scoping import EVERYWHERE
from stations.registry.states import LISTED
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations
from stations.stars import deadlines, earlier_award_store, store
from stations.stars.awards.objections import STATE_WORDS
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewState
from stations.stars.objection_store import ObjectionState

PAGE = 50
KEPT = timedelta(days=365)
"""So long a notice is listed after its last day."""
_PHASES = ", ".join(f"'{phase.value}'" for phase in sorted(LISTED))
_PUBLIC = f"s.lat is not null and s.lifecycle in ({_PHASES})"
_COLUMNS = "id, name, area_code, district_code, lat, lifecycle, star, star_basis, star_on, demo"
_HERE = "(s.area_code like :area escape '!' or s.district_code like :area escape '!')"


_OUT = {
    ReviewState.REFUSED: "没有评上",
    ReviewState.APPEALED: "没有评上",
    ReviewState.VETOED: "否决",
    ReviewState.WITHDRAWN: "已撤回",
    ReviewState.STRUCK_OFF: "已撤销星级",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A cycle of which stations were made public: how many, and until which day."""

    cycle: Cycle
    count: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A station of which the stars were made public before they are given."""

    review: Review
    station_id: str
    station: str
    district: str
    demo: bool
    begun: date
    until: date
    """The last day, by the calendar as it is known now."""
    upheld: bool
    """Whether an objection against it was upheld."""
    reranked: bool
    """Whether the level is another one than when it was first made public."""

    @property
    def stands(self) -> bool:
        """Whether what was proposed is still so: level and points are public."""
        return self.review.state in (ReviewState.NOTICED, ReviewState.AWARDED)

    def open_on(self, today: date) -> bool:
        """Whether anybody may object."""
        return self.review.state is ReviewState.NOTICED and today <= self.until

    def outcome(self, today: date) -> str:
        """How far it has come since, in words for everybody."""
        state = self.review.state
        if state is ReviewState.NOTICED:
            words = "公示中" if self.open_on(today) else "期满等授牌"
            return words + ("（级别按全部分数排名改过，重新公示）" if self.reranked else "")
        if state is ReviewState.AWARDED:
            return f"已授牌{star_words(self.review.stars)}"
        return _OUT.get(state, "异议成立，重新验收" if self.upheld else "重新验收")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered to an objection; whose it was and what it said stays inside."""

    station: str
    outcome: str
    reply: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Starred:
    """A station with its stars; `until` is the last day of a term given by a review."""

    id: str
    name: str
    district: str
    stars: int
    basis: str
    on: str
    until: str
    demo: bool


def notices(db: Database, *, today: date) -> tuple[list[Notice], list[Notice]]:
    """The notices that run, and those that ended in the last year; the newest first."""
    calendar, found = holiday_store.calendar(db), []
    inside, values = _stations()
    rows = db.rows(
        "select r.cycle_id, count(*) as n, max(r.notice_from) as begun,"  # noqa: S608
        f" max(r.notice_until) as until from reviews r join ({inside}) s on s.id = r.station_id"
        f" where r.notice_from is not null and r.notice_until >= :since and {_PUBLIC}"
        " group by r.cycle_id",
        since=(today - KEPT).isoformat(),
        **values,
    )
    for row in rows:
        cycle = store.cycle(db, row["cycle_id"])
        begun, until = map(date.fromisoformat, (row["begun"], row["until"]))
        last = deadlines.notice_ends(calendar, cycle.scheme.days, begun=begun, until=until)
        found.append(Notice(cycle=cycle, count=row["n"], until=last))
    found.sort(key=lambda one: (one.until, one.cycle.opened_at, one.cycle.id), reverse=True)
    return (
        [one for one in found if one.until >= today],
        [one for one in found if one.until < today],
    )


def noticed(db: Database, cycle: Cycle) -> list[Noticed]:
    """The stations of a cycle that were made public: what stands by stars and points, the rest."""
    stands = "r.state in ('noticed', 'awarded')"
    inside, values = _stations()
    rows = db.rows(
        "select r.*, s.name as station, s.area_code, s.district_code, s.demo,"  # noqa: S608
        " (select count(*) from objections o where o.review_id = r.id and o.state = 'upheld') as n,"
        " (select count(*) from review_steps t where t.review_id = r.id and t.step = 'rerank')"
        " as moved"
        f" from reviews r join ({inside}) s on s.id = r.station_id"
        f" where r.cycle_id = :id and r.notice_from is not null and {_PUBLIC}"
        " order by case r.state when 'noticed' then 0 when 'awarded' then 1 else 2 end,"
        f" case when {stands} then r.stars else 0 end desc,"
        f" case when {stands} then r.points else 0 end desc, s.name, s.id, r.id",
        id=cycle.id,
        **values,
    )
    calendar, days = holiday_store.calendar(db), cycle.scheme.days
    found = []
    for row in rows:
        review = store.review_of(row)
        if (begun := review.notice_from) is None or review.notice_until is None:
            continue
        until = deadlines.notice_ends(calendar, days, begun=begun, until=review.notice_until)
        found.append(
            Noticed(
                review=review,
                station_id=review.station_id,
                station=row["station"],
                district=_name(row["district_code"] or row["area_code"]),
                demo=bool(row["demo"]),
                begun=begun,
                until=until,
                upheld=bool(row["n"]),
                reranked=bool(row["moved"]),
            )
        )
    return found


def answered(db: Database, cycle_id: str) -> list[Answered]:
    """The answers to objections of a cycle, the newest first."""
    inside, values = _stations()
    rows = db.rows(
        "select o.state, o.reply, o.answered_at, s.name from objections o"  # noqa: S608
        f" join reviews r on r.id = o.review_id join ({inside}) s on s.id = r.station_id"
        f" where r.cycle_id = :id and o.state <> 'new' and {_PUBLIC}"
        " order by o.answered_at desc, o.id",
        id=cycle_id,
        **values,
    )
    return [
        Answered(
            station=row["name"],
            outcome=STATE_WORDS[ObjectionState(row["state"])],
            reply=row["reply"],
            at=datetime.fromisoformat(row["answered_at"]),
        )
        for row in rows
    ]


def areas(db: Database) -> list[tuple[str, str, int]]:
    """The districts with stations that have stars: code, name, how many."""
    inside, values = _stations()
    rows = db.rows(
        "select case when s.district_code <> '' then s.district_code else s.area_code end as code,"  # noqa: S608
        f" count(*) as n from ({inside}) s where s.star > 0 and {_PUBLIC} group by 1 order by 1",
        **values,
    )
    return [(row["code"], codes.path(row["code"]) or row["code"], row["n"]) for row in rows]


def levels(db: Database, area: str) -> dict[int, int]:
    """How many stations of an area have how many stars, the most stars first."""
    inside, values = _stations()
    rows = db.rows(
        f"select s.star, count(*) as n from ({inside}) s"  # noqa: S608
        f" where s.star > 0 and {_PUBLIC} and {_HERE} group by s.star order by s.star desc",
        area=_below(area),
        **values,
    )
    return {row["star"]: row["n"] for row in rows}


def starred(db: Database, area: str, *, stars: int = 0, page: int = 1) -> list[Starred]:
    """A page (from 1) of the stations with stars, or with so many."""
    inside, wanted = _stations()
    if stars:
        wanted["stars"] = stars
    rows = db.rows(
        "select s.id, s.name, s.district_code, s.area_code, s.star, s.star_basis, s.star_on,"  # noqa: S608
        f" s.demo, coalesce(a.until_day, {earlier_award_store.UNTIL.format('s.id')}) as until_day,"
        f" coalesce(a.stars, {earlier_award_store.STARS.format('s.id')}) as given"
        f" from ({inside}) s left join awards a"
        " on a.station_id = s.id and a.number ="
        " (select max(b.number) from awards b where b.station_id = s.id)"
        f" where s.star > 0 and {_PUBLIC} and {_HERE}{' and s.star = :stars' if stars else ''}"
        " order by s.star desc, s.name, s.id limit :limit offset :offset",
        area=_below(area),
        limit=PAGE,
        offset=(page - 1) * PAGE,
        **wanted,
    )
    return [
        Starred(
            id=row["id"],
            name=row["name"],
            district=_name(row["district_code"] or row["area_code"]),
            stars=row["star"],
            basis=row["star_basis"],
            on=row["star_on"] or "",
            until=(row["until_day"] or "") if row["given"] == row["star"] else "",
            demo=bool(row["demo"]),
        )
        for row in rows
    ]


def _stations() -> tuple[str, dict[str, Value]]:
    """SQL that selects what is public of every station, and its values."""
    return stations.within(EVERYWHERE, _COLUMNS)


def _below(area: str) -> str:
    return like(codes.trimmed(area))[1:]


def _name(code: str) -> str:
    return codes.local_name(code)
