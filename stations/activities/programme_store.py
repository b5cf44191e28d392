"""What is on, out of the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stations.activities import store
from stations.activities.model import Activity
from stations.activities.programme import Spot, WhatsOn
from stations.activities.store import SessionQuery
from stations.db.base import Database
from stations.registry.model import Station
from stations.registry.scoping import Reach
from stations.registry.stored import store as station_store


def mark(db: Database) -> str:
    """What is another text after each change of an activity or of one of its sessions.

    The last change alone is looked at: when it was, and how many changes the activities and
    sessions have seen that changed in that same second.
    """
    row = db.row(
        "select a.updated_at, count(distinct a.id) as activities, sum(a.version) as changes,"
        " count(t.id) as sessions, sum(t.version) as moves"
        " from activities a left join activity_sessions t on t.activity_id = a.id"
        " where a.updated_at = (select max(updated_at) from activities) group by a.updated_at"
    )
    return " ".join(map(str, row.values())) if row else ""


def programme(db: Database, *, begin: datetime, end: datetime) -> WhatsOn:
    """The published occasions of a span, and where they are, from one state of the database."""
    with db.reading():
        last = mark(db)
        found = store.occasions(db, SessionQuery(begin=begin, end=end))
        spots = spots_of(db, (one.activity for one in found))
    return WhatsOn(mark=last, begin=begin, end=end, occasions=tuple(found), spots=spots)


def spots_of(db: Database, activities: Iterable[Activity]) -> dict[str, tuple[Spot, ...]]:
    """Where each of these activities is, by its id."""
    known = {one.id: one for one in activities}
    stations = station_store.some(db, [each for one in known.values() for each in one.stations])
    return {
        one.id: tuple(_at_station(stations[each]) for each in one.stations if each in stations)
        or _at_venue(one)
        for one in known.values()
    }


def changed_last(db: Database, *, area: str, limit: int) -> list[Activity]:
    """The published activities of an area that changed last, the newest first."""
    condition, values = store.within(Reach(areas=(area,)))
    rows = db.rows(
        f"select a.id from activities a where a.state <> 'draft' and {condition}"  # noqa: S608
        " order by a.updated_at desc, a.id limit :limit",
        limit=limit,
        **values,
    )
    found = store.some(db, (row["id"] for row in rows))
    return [found[row["id"]] for row in rows]


def _at_station(station: Station) -> Spot:
    return Spot(
        station_id=station.id,
        name=station.name,
        address=station.place.address,
        point=station.place.point,
        area_code=station.place.district_code or station.place.area_code,
        listed=station.is_listed,
        demo=station.demo,
    )


def _at_venue(activity: Activity) -> tuple[Spot, ...]:
    venue = activity.venue
    if venue is None:
        return ()
    return (
        Spot(
            name=venue.name,
            address=venue.address,
            point=venue.point,
            area_code=activity.area_code,
        ),
    )
