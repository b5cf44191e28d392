"""What came of sessions, in the database: only added to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stations.activities.model import Result, Tally
from stations.db.base import Database, Transaction, Value
from stations.moments import utc_text
from stations.registry.stored import redirects

_PAGE = 500


def add(tx: Transaction, session_id: str, result: Result, *, by: str, log: int) -> None:
    """Writes a new line with what was given out."""
    tx.load("activity_results", [{
        "id": result.id,
        "session_id": session_id,
        "number": result.number,
        "people": result.people,
        "words": result.words,
        "by": by,
        "shown": result.shown,
        "at": utc_text(result.at),
        "log": log,
    }])  # fmt: skip
    tx.load("activity_supplies", [
        {"result_id": result.id, "supply": supply, "count": count}
        for supply, count in result.supplies
    ])  # fmt: skip


def tally(db: Database, station_id: str, *, since: datetime, until: datetime) -> Tally:
    """What took place at a station in a span, as the newest line of each session says."""
    place, values = redirects.within_place(station_id)
    rows = db.rows(
        "select distinct t.id, r.people, (select count(*) from activity_stations x"  # noqa: S608
        " where x.activity_id = t.activity_id) as places,"
        " (select count(*) from activity_photos p where p.activity_id = t.activity_id"
        " and p.shown = 1) as photos,"
        " (select count(*) from activity_supplies u where u.result_id = r.id) as supplies"
        " from activity_stations s join activity_sessions t on t.activity_id = s.activity_id"
        " join activity_results r on r.session_id = t.id and r.number ="
        " (select max(n.number) from activity_results n where n.session_id = t.id)"
        f" where s.station_id in ({place}) and t.state = 'planned'"
        " and t.starts_at >= :since and t.starts_at < :until",
        **values,
        since=utc_text(since),
        until=utc_text(until),
    )
    # Nobody came and nothing was given out: it was not held.
    held = [row for row in rows if row["people"] or row["supplies"]]
    return Tally(
        sessions=len(held),
        people=sum(int(row["people"] or 0) // int(row["places"]) for row in held),
        pictured=sum(bool(row["photos"]) for row in held),
    )


def of_sessions(db: Database, ids: Iterable[str]) -> dict[str, list[Result]]:
    """Every line of these sessions, the newest first: that one counts."""
    wanted, found = sorted(set(ids)), dict[str, list[Result]]()
    for start in range(0, len(wanted), _PAGE):
        values: dict[str, Value] = {
            f"id{n}": one for n, one in enumerate(wanted[start : start + _PAGE])
        }
        marks = ", ".join(f":{name}" for name in values)
        given: dict[str, list[tuple[str, int]]] = {}
        for row in db.rows(
            "select s.* from activity_supplies s join activity_results r on r.id = s.result_id"  # noqa: S608
            f" where r.session_id in ({marks}) order by s.supply",
            **values,
        ):
            given.setdefault(row["result_id"], []).append((row["supply"], int(row["count"])))
        for row in db.rows(
            f"select * from activity_results where session_id in ({marks})"  # noqa: S608
            " order by session_id, number desc",
            **values,
        ):
            one = Result(
                id=row["id"],
                number=int(row["number"]),
                people=row["people"],
                words=row["words"],
                supplies=tuple(given.get(row["id"], ())),
                shown=row["shown"],
                at=datetime.fromisoformat(row["at"]),
            )
            found.setdefault(row["session_id"], []).append(one)
    return found
