"""Points, notes and photos of reviews: of the station itself, and of each visit.

Visit 0 is what the station gives itself; visit n the n-th inspection at its door.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stations.db.base import Database, Transaction
from stations.moments import china_day, utc_text

OWN = 0
"""The visit that stands for the station's own score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The points for one criterion, beside what the registry proposed and on which grounds."""

    criterion: str
    points: int
    proposed: int | None = None
    grounds: str = ""
    note: str = ""
    by: str
    """The id of an account."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photo that shows something of one criterion; `name` is that of its picture."""

    visit: int
    criterion: str
    name: str


def of(db: Database, review_id: str, *, visit: int) -> dict[str, Scored]:
    """The points of a visit, by criterion."""
    rows = db.rows(
        "select * from review_points where review_id = :id and visit = :visit order by criterion",
        id=review_id,
        visit=visit,
    )
    return {
        row["criterion"]: Scored(
            criterion=row["criterion"],
            points=row["points"],
            proposed=row["proposed"],
            grounds=row["grounds"],
            note=row["note"],
            by=row["by"],
            at=datetime.fromisoformat(row["at"]),
        )
        for row in rows
    }


def put(tx: Transaction, review_id: str, visit: int, scored: Iterable[Scored]) -> None:
    """Makes these the points of a visit, in place of those it had."""
    tx.run(
        "delete from review_points where review_id = :id and visit = :visit",
        id=review_id,
        visit=visit,
    )
    add(tx, review_id, visit, scored)


def add(tx: Transaction, review_id: str, visit: int, scored: Iterable[Scored]) -> None:
    """Writes the points of a new visit."""
    tx.load(
        "review_points",
        [
            {
                "review_id": review_id,
                "visit": visit,
                "criterion": one.criterion,
                "points": one.points,
                "proposed": one.proposed,
                "grounds": one.grounds,
                "note": one.note,
                "by": one.by,
                "at": utc_text(one.at),
            }
            for one in scored
        ],
    )


def photos(db: Database, review_id: str, *, visit: int) -> dict[str, list[str]]:
    """The names of the photos of a visit, by criterion, the oldest first."""
    rows = db.rows(
        "select criterion, photo from review_photos where review_id = :id and visit = :visit"
        " order by criterion, at, photo",
        id=review_id,
        visit=visit,
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["criterion"]].append(row["photo"])
    return dict(found)


def hang(tx: Transaction, review_id: str, shots: Iterable[Shot], *, by: str, at: datetime) -> None:
    """Keeps photos whose files are kept already; the same one again is one."""
    tx.run_each(
        "insert into review_photos (review_id, visit, criterion, photo, by, at)"
        " values (:id, :visit, :criterion, :photo, :by, :at) on conflict do nothing",
        [
            {
                "id": review_id,
                "visit": shot.visit,
                "criterion": shot.criterion,
                "photo": shot.name,
                "by": by,
                "at": utc_text(at),
            }
            for shot in shots
        ],
    )


def take_down(tx: Transaction, review_id: str, shot: Shot) -> bool:
    """Takes a photo away again; whether there was one."""
    touched = tx.run(
        "delete from review_photos where review_id = :id and visit = :visit"
        " and criterion = :criterion and photo = :photo",
        id=review_id,
        visit=shot.visit,
        criterion=shot.criterion,
        photo=shot.name,
    )
    return touched == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureUse:
    """A review and visit in which a picture shows something, first on a day."""

    review_id: str
    visit: int
    station_id: str
    on: date


def names(db: Database, visits: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[str]]:
    """The pictures of visits of reviews, each once."""
    wanted = set(visits)
    marks = ", ".join(f":n{n}" for n in range(len(visits))) or "''"
    rows = db.rows(
        "select distinct review_id, visit, photo from review_photos"  # noqa: S608
        f" where review_id in ({marks}) order by photo",
        **{f"n{n}": review_id for n, (review_id, _) in enumerate(visits)},
    )
    found: dict[tuple[str, int], list[str]] = {one: [] for one in visits}
    for row in rows:
        if (row["review_id"], row["visit"]) in wanted:
            found[row["review_id"], row["visit"]].append(row["photo"])
    return found


def uses(db: Database, photos: Sequence[str]) -> dict[str, list[PictureUse]]:
    """Where each of these pictures shows something, the oldest first."""
    marks = ", ".join(f":n{n}" for n in range(len(photos))) or "''"
    rows = db.rows(
        "select p.photo, p.review_id, p.visit, r.station_id, min(p.at) as at"  # noqa: S608
        " from review_photos p join reviews r on r.id = p.review_id"
        f" where p.photo in ({marks}) group by p.photo, p.review_id, p.visit, r.station_id"
        " order by at, p.review_id, p.visit",
        **{f"n{n}": name for n, name in enumerate(photos)},
    )
    found: dict[str, list[PictureUse]] = defaultdict(list)
    for row in rows:
        use = PictureUse(
            review_id=row["review_id"],
            visit=row["visit"],
            station_id=row["station_id"],
            on=china_day(datetime.fromisoformat(row["at"])),
        )
        found[row["photo"]].append(use)
    return dict(found)


def pictured(db: Database, visits: Sequence[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """The criteria with a photo, of visits of reviews."""
    shown = "select review_id, visit, criterion from review_photos where photo <> ''"
    return _criteria(db, visits, shown)


def overruled(db: Database, visits: Sequence[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """The criteria with other points than were proposed, of visits of reviews."""
    other = "select review_id, visit, criterion from review_points where points <> proposed"
    return _criteria(db, visits, other)


def _criteria(
    db: Database, visits: Sequence[tuple[str, int]], source: str
) -> dict[tuple[str, int], set[str]]:
    marks = ", ".join(f":n{n}" for n in range(len(visits))) or "''"
    rows = db.rows(
        f"{source} and review_id in ({marks})",
        **{f"n{n}": review_id for n, (review_id, _) in enumerate(visits)},
    )
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in rows:
        found[row["review_id"], row["visit"]].add(row["criterion"])
    return dict(found)


def stations_with(db: Database, name: str) -> list[str]:
    """The stations in whose reviews this picture shows something."""
    rows = db.rows(
        "select distinct r.station_id from review_photos p join reviews r on r.id = p.review_id"
        " where p.photo = :name order by r.station_id",
        name=name,
    )
    return [row["station_id"] for row in rows]


def photo_names(db: Database) -> frozenset[str]:
    """Every picture that a review names."""
    return frozenset(row["photo"] for row in db.rows("select distinct photo from review_photos"))
