"""Reviews read with all that decides on their next step, in a few queries for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.hours.osm.calendar import Calendar
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.stored import holiday_store, redirects
from stations.registry.stored import store as stations
from stations.stars import award_store, deadlines, objection_store, store, visit_store
from stations.stars.case import Case
from stations.stars.objection_store import Objection

_AWARD = ("number", "review_id", "scheme", "basis", "stars", "on_day", "until_day", "log")
_CYCLE = ("scheme", "scheme_text", "year", "area", "apply_until", "opened_at", "opened_by",
          "closed_at", "demo", "cancelled")  # fmt: skip
_LOADED = (
    "select r.*,"  # noqa: S608
    f" {', '.join(f'c.{name} as c_{name}' for name in _CYCLE)},"
    f" {', '.join(f'a.{name} as a_{name}' for name in _AWARD)},"
    " (select max(t.log) from review_steps t where t.review_id = r.id) as last_log,"
    " (select max(i.visit) from inspections i where i.review_id = r.id and i.counted = 1)"
    " as last_visit,"
    f" (select max(i.visit) from inspections i where i.review_id = r.id"
    f" and i.visit < {visit_store.LATE}) as made_visit,"
    " (select count(*) from inspections i where i.review_id = r.id and i.counted = 0"
    f" and i.visit < {visit_store.LATE}) as beside,"
    " (select count(*) from review_steps t where t.review_id = r.id"
    " and t.step = 'order_rectifying') as ordered,"
    f" case when {store.REOPENED} then r.inspector else '' end as replaced,"
    " (select count(*) from objections o where o.review_id = r.id and o.state = 'new') as waiting"
    " from reviews r join cycles c on c.id = r.cycle_id"
    " left join awards a on a.station_id = r.station_id and a.number ="
    " (select max(b.number) from awards b where b.station_id = r.station_id)"
)


def load(db: Database, review_id: str) -> Case:
    """The case of a review; NotFound else."""
    return load_all(db, [review_id])[0]


def load_all(db: Database, review_ids: Iterable[str]) -> list[Case]:
    """The cases of these reviews, each once and in this order; NotFound where one is not there."""
    wanted = list(dict.fromkeys(review_ids))
    values = {f"id{n}": one for n, one in enumerate(wanted)}
    marks = ", ".join(f":{name}" for name in values) or "''"
    rows = {row["id"]: row for row in db.rows(f"{_LOADED} where r.id in ({marks})", **values)}
    if len(rows) < len(wanted):
        raise NotFound("not_found.out_of_sight")
    found = stations.some(db, [row["station_id"] for row in rows.values()])
    calendar = holiday_store.calendar(db)
    twice = [one for one in wanted if rows[one]["beside"]]
    beside = visit_store.beside(db, twice) if twice else {}
    cases = [
        replace(
            _case(rows[one], found[rows[one]["station_id"]], calendar),
            beside=beside.get(one, {}),
        )
        for one in wanted
    ]
    return [
        replace(one, successor=redirects.target(db, one.station.id)) if one.is_gone else one
        for one in cases
    ]


def renew_days(tx: Transaction) -> None:
    """Counts every last day of a review or an objection anew, by the calendar as it is now."""
    calendar = holiday_store.calendar(tx)
    store.renew_days(tx, calendar)

    def answered(one: Objection, review_id: str) -> date:
        cycle = store.cycle(tx, store.get(tx, review_id).cycle_id)
        days = cycle.scheme.days.objection_answer
        return deadlines.after(calendar, china_day(one.at), days)

    objection_store.renew_days(tx, answered)


holiday_store.follow(renew_days)


def _case(row: Row, station: Station, calendar: Calendar) -> Case:
    cycle = {name: row[f"c_{name}"] for name in _CYCLE}
    award = {name: row[f"a_{name}"] for name in _AWARD}
    awarded = award["number"] is not None
    whole = store.cycle_of({**cycle, "id": row["cycle_id"]})
    return Case(
        review=deadlines.renewed(calendar, store.review_of(row), whole),
        cycle=whole,
        station=station,
        calendar=calendar,
        last_log=int(row["last_log"] or 0),
        last_visit=int(row["last_visit"] or 0),
        made_visit=int(row["made_visit"] or 0),
        award=award_store.award_of({**award, "station_id": station.id}) if awarded else None,
        rectify_ordered=bool(row["ordered"]),
        replaced=row["replaced"],
        objections=int(row["waiting"]),
    )
