"""Delivered inspections in the database.

A delivery that came after the review had gone on is kept whole: its points and photos stand under
visits from `LATE` on, which no inspection that counts ever reaches. Below it, one that does not
count was made in a blind double visit that another one of them decided, or is still to be decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import orjson

from stations.db.base import Database, Row, Transaction
from stations.feedback.model import Near
from stations.moments import china_day, china_midnight, utc_text
from stations.stars.door_findings import DoorFindings

LATE = 1000
SET_ASIDE = (
    f"i.counted = 0 and i.visit < {LATE} and exists (select 1 from reviews h"  # noqa: S608
    " where h.id = i.review_id and h.state = 'checked' and h.version = i.version)"
)
"""SQL that is true for inspections `i` that wait, unseen, for that of another person."""
_CLOCK_OFF = timedelta(minutes=10)
"""So much may lie between sending and arriving, or between two honest clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One visit as it was delivered. `version` is that of the review which the reviewer saw."""

    id: str
    review_id: str
    visit: int
    version: int
    digest: str
    by: str
    shown: str
    near: Near
    phone_at: datetime
    """When it was finished, by the phone's clock."""
    at: datetime
    """When it came, by ours."""
    ahead: timedelta = timedelta(0)
    """How far the phone's clock was ahead of ours when it sent."""
    note: str = ""
    vetoes: Sequence[str] = field(default=())
    """The veto rules that the reviewer found grounds for, in words."""
    door: DoorFindings = field(default_factory=DoorFindings)
    """What was found beside the points."""
    counted: bool
    words: str
    """What the reviewer was told."""

    @property
    def is_far(self) -> bool:
        """Whether the phone was elsewhere, so that nobody was seen to be at the door."""
        return self.near is Near.FAR

    @property
    def is_beside(self) -> bool:
        """Whether it was made in a double visit, in time, without being the one that decides."""
        return not self.counted and self.visit < LATE

    @property
    def clock_off(self) -> bool:
        """Whether the phone's clock cannot be believed."""
        return abs(self.ahead) > _CLOCK_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """A criterion without a point at an inspection: by which rules, reviewer and day."""

    criterion: str
    cycle_id: str
    by: str
    on: date


def add(tx: Transaction, one: Inspection) -> None:
    """Writes a delivery."""
    body = {"shown": one.shown, "ahead_s": round(one.ahead.total_seconds()),
            "vetoes": list(one.vetoes), "words": one.words, "door": one.door.told()}  # fmt: skip
    row: Row = {
        "id": one.id,
        "review_id": one.review_id,
        "visit": one.visit,
        "version": one.version,
        "digest": one.digest,
        "by": one.by,
        "near": one.near.value,
        "phone_at": utc_text(one.phone_at),
        "at": utc_text(one.at),
        "note": one.note,
        "counted": int(one.counted),
        "body": orjson.dumps(body).decode(),
    }
    tx.load("inspections", [row])


def find(db: Database, delivery_id: str) -> Inspection | None:
    """The delivery with this id, if it ever came."""
    row = db.row("select * from inspections where id = :id", id=delivery_id)
    return None if row is None else _read(row)


def of_review(db: Database, review_id: str) -> list[Inspection]:
    """All that was delivered for a review, the newest first, but for what is set aside."""
    rows = db.rows(
        f"select i.* from inspections i where i.review_id = :id and not ({SET_ASIDE})"  # noqa: S608
        " order by i.at desc, i.visit desc, i.id",
        id=review_id,
    )
    return [_read(row) for row in rows]


def set_aside(db: Database, review_id: str) -> list[Inspection]:
    """What waits, unseen, for the visit of another person, the oldest first."""
    rows = db.rows(
        f"select i.* from inspections i where i.review_id = :id and {SET_ASIDE} order by i.visit",  # noqa: S608
        id=review_id,
    )
    return [_read(row) for row in rows]


def beside(db: Database, review_ids: Sequence[str]) -> dict[str, dict[str, bool]]:
    """Who went for double visits of these reviews without deciding: by account, if it waits."""
    marks = ", ".join(f":n{n}" for n in range(len(review_ids))) or "''"
    rows = db.rows(
        f"select i.review_id, i.by, case when {SET_ASIDE} then 1 else 0 end as waits"  # noqa: S608
        f" from inspections i where i.review_id in ({marks})"
        f" and i.counted = 0 and i.visit < {LATE} order by i.visit",
        **{f"n{n}": one for n, one in enumerate(review_ids)},
    )
    found: dict[str, dict[str, bool]] = {}
    for row in rows:
        found.setdefault(row["review_id"], {})[row["by"]] = bool(row["waits"])
    return found


def left_open(db: Database, review_id: str) -> bool:
    """Whether a double visit of a review was broken off before any of it counted."""
    row = db.row(
        "select 1 as here from inspections a where a.review_id = :id and a.counted = 0"
        " and a.visit < :late and not exists (select 1 from inspections b"
        " where b.review_id = a.review_id and b.version = a.version and b.counted = 1) limit 1",
        id=review_id,
        late=LATE,
    )
    return row is not None


def count(tx: Transaction, inspection_id: str) -> None:
    """Makes one that was set aside the one that counts."""
    tx.run("update inspections set counted = 1 where id = :id", id=inspection_id)


def last_of(db: Database, review_ids: Sequence[str]) -> dict[str, Inspection]:
    """The last inspection that counts of each of these reviews that has one, by its id."""
    marks = ", ".join(f":n{n}" for n in range(len(review_ids))) or "''"
    rows = db.rows(
        f"select * from inspections where counted = 1 and review_id in ({marks})"  # noqa: S608
        " order by visit",
        **{f"n{n}": one for n, one in enumerate(review_ids)},
    )
    return {row["review_id"]: _read(row) for row in rows}


def last(db: Database, review_id: str) -> int:
    """The last inspection that counts; 0 before the first."""
    row = db.row(
        "select coalesce(max(visit), 0) as n from inspections"
        " where review_id = :id and counted = 1",
        id=review_id,
    )
    return int(row["n"]) if row else 0


def without_a_point(db: Database, station_id: str, *, since: date) -> list[Unscored]:
    """The criteria for which an inspection of a station that counts gave no point since a day."""
    rows = db.rows(
        "select i.at, i.by, p.criterion, r.cycle_id from inspections i"
        " join review_points p on p.review_id = i.review_id and p.visit = i.visit"
        " join reviews r on r.id = i.review_id"
        " where r.station_id = :id and i.counted = 1 and p.points = 0 and i.at >= :since",
        id=station_id,
        since=utc_text(china_midnight(since)),
    )
    return [
        Unscored(
            criterion=row["criterion"],
            cycle_id=row["cycle_id"],
            by=row["by"],
            on=china_day(datetime.fromisoformat(row["at"])),
        )
        for row in rows
    ]


def stations_without_a_point(db: Database) -> set[str]:
    """The stations with an inspection that gave no point for some criterion."""
    rows = db.rows(
        "select distinct r.station_id from review_points p join reviews r on r.id = p.review_id"
        " where p.visit > 0 and p.points = 0"
    )
    return {row["station_id"] for row in rows}


def next_late(db: Database, review_id: str) -> int:
    """The number of a visit that does not count."""
    row = db.row(
        "select coalesce(max(visit), :late) as n from inspections"
        " where review_id = :id and visit >= :late",
        id=review_id,
        late=LATE,
    )
    return (int(row["n"]) if row else LATE) + 1


def _read(row: Row) -> Inspection:
    body = orjson.loads(row["body"])
    return Inspection(
        id=row["id"],
        review_id=row["review_id"],
        visit=row["visit"],
        version=row["version"],
        digest=row["digest"],
        by=row["by"],
        shown=body["shown"],
        near=Near(row["near"]),
        phone_at=datetime.fromisoformat(row["phone_at"]),
        at=datetime.fromisoformat(row["at"]),
        ahead=timedelta(seconds=body["ahead_s"]),
        note=row["note"],
        vetoes=tuple(body["vetoes"]),
        door=DoorFindings.of(body.get("door", {})),
        counted=bool(row["counted"]),
        words=body["words"],
    )
