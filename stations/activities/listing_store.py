"""Activities of the desk's list, and sessions of which nobody has said what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stations.activities import store
from stations.activities.model import Activity, Occasion
from stations.db.base import Database, Value, like
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import redirects

PAGE = 30
AWAITED = timedelta(days=60)
"""So long a session is asked for its result."""


class ActivityStand(StrEnum):
    """Where an activity stands at a moment."""

    COMING = "coming"
    DRAFT = "draft"
    PAST = "past"
    CANCELLED = "cancelled"


STAND_WORDS = {
    ActivityStand.COMING: "要办的",
    ActivityStand.DRAFT: "未发布",
    ActivityStand.PAST: "办过的",
    ActivityStand.CANCELLED: "已取消",
}
_STAND = (
    "case when a.state = 'draft' then 'draft' when a.state = 'cancelled' then 'cancelled'"
    " when exists (select 1 from activity_sessions t where t.activity_id = a.id"
    " and t.state = 'planned' and t.ends_at > :now) then 'coming' else 'past' end"
)
_NEXT = (
    "(select min(t.starts_at) from activity_sessions t where t.activity_id = a.id"
    " and t.state = 'planned' and t.ends_at > :now)"
)
_LAST = "(select max(t.starts_at) from activity_sessions t where t.activity_id = a.id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityQuery:
    """What the list shows."""

    stand: ActivityStand = ActivityStand.COMING
    kind: str = ""
    words: str = ""
    """Of the title, the doer or the place."""
    station_id: str = ""
    page: int = 1


def counts(
    db: Database, reach: Reach, wanted: ActivityQuery, *, now: datetime
) -> dict[ActivityStand, int]:
    """How many there are of each stand, whichever is shown."""
    condition, values = _condition(db, reach, wanted)
    rows = db.rows(
        f"select stand, count(*) as n from (select {_STAND} as stand from activities a"  # noqa: S608
        f" where {condition}) f group by stand",
        now=utc_text(now),
        **values,
    )
    found = {ActivityStand(row["stand"]): int(row["n"]) for row in rows}
    return {one: found.get(one, 0) for one in ActivityStand}


def page(db: Database, reach: Reach, wanted: ActivityQuery, *, now: datetime) -> list[Activity]:
    """A page of them: what comes next first, of the past the newest."""
    condition, values = _condition(db, reach, wanted)
    coming = wanted.stand is ActivityStand.COMING
    order = f"{_NEXT}, a.id" if coming else f"coalesce({_LAST}, a.updated_at) desc, a.id"
    rows = db.rows(
        f"select a.id from activities a where {condition} and {_STAND} = :stand"  # noqa: S608
        f" order by {order} limit :limit offset :after",
        now=utc_text(now),
        stand=wanted.stand.value,
        limit=PAGE,
        after=(wanted.page - 1) * PAGE,
        **values,
    )
    found = store.some(db, (row["id"] for row in rows))
    return [found[row["id"]] for row in rows]


def at_all(db: Database, ids: Sequence[str], *, limit: int = 10) -> list[Activity]:
    """The activities that are at each of these stations and were published, the newest first."""
    held, values = [], dict[str, Value]()
    for n, one in enumerate(ids):
        marks = []
        for m, each in enumerate(redirects.one_place(db, one)):
            values[f"id{n}x{m}"] = each
            marks.append(f":id{n}x{m}")
        held.append(
            "exists (select 1 from activity_stations x where x.activity_id = a.id"  # noqa: S608
            f" and x.station_id in ({', '.join(marks)}))"
        )
    rows = db.rows(
        f"select a.id from activities a where a.state <> 'draft' and {' and '.join(held)}"  # noqa: S608
        " order by a.created_at desc, a.id limit :limit",
        limit=limit,
        **values,
    )
    found = store.some(db, (row["id"] for row in rows))
    return [found[row["id"]] for row in rows]


def without_result(db: Database, reach: Reach, *, now: datetime, limit: int = 50) -> list[Occasion]:
    """Sessions that are over without a word of what came of them, the newest first."""
    condition, values = store.within(redirects.widened(db, reach))
    rows = db.rows(
        "select t.id, t.activity_id from activity_sessions t join activities a"  # noqa: S608
        " on a.id = t.activity_id where a.state = 'published' and t.state = 'planned'"
        " and t.ends_at <= :now and t.ends_at > :since and not exists"
        " (select 1 from activity_results r where r.session_id = t.id)"
        f" and {condition} order by t.ends_at desc limit :limit",
        now=utc_text(now),
        since=utc_text(now - AWAITED),
        limit=limit,
        **values,
    )
    found = store.some(db, (row["activity_id"] for row in rows))
    pairs = ((found[row["activity_id"]], row["id"]) for row in rows)
    return [
        Occasion(activity=activity, session=session)
        for activity, session_id in pairs
        if (session := activity.session(session_id))
    ]


def _condition(db: Database, reach: Reach, wanted: ActivityQuery) -> tuple[str, dict[str, Value]]:
    condition, values = store.within(redirects.widened(db, reach))
    place, here = redirects.within_place(wanted.station_id) if wanted.station_id else ("", {})
    more: Mapping[str, tuple[str, Value]] = {
        "kind": ("a.kind = :kind", wanted.kind),
        "words": (
            "(a.title like :words escape '!' or a.doer like :words escape '!'"
            " or a.place_name like :words escape '!')",
            like(wanted.words) if wanted.words else "",
        ),
        "at": (
            "exists (select 1 from activity_stations x where x.activity_id = a.id"  # noqa: S608
            f" and x.station_id in ({place}))",
            wanted.station_id,
        ),
    }
    for name, (sql, value) in more.items():
        if value:
            condition += f" and {sql}"
            values |= here if name == "at" else {name: value}
    return condition, values
