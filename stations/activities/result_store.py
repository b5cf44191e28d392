"""What came of sessions, in the database: only added to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stations.activities.model import Result
from stations.db.base import Database, Transaction, Value
from stations.moments import utc_text

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
