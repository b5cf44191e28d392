"""Which pictures belong to activities, in the database."""

from __future__ import annotations

from stations.activities.model import ActivityPhoto
from stations.db.base import Database, Transaction


def put(tx: Transaction, activity_id: str, photo: ActivityPhoto, *, at: str) -> None:
    """Writes a picture of an activity; of a known one its caption and whether it is shown."""
    tx.run(
        "insert into activity_photos (activity_id, photo, width, height, caption, shown, at)"
        " values (:activity, :photo, :width, :height, :caption, :shown, :at)"
        " on conflict (activity_id, photo) do update set caption = excluded.caption,"
        " shown = excluded.shown",
        activity=activity_id,
        photo=photo.name,
        width=photo.width,
        height=photo.height,
        caption=photo.caption,
        shown=photo.shown,
        at=at,
    )


def of_activity(db: Database, activity_id: str) -> list[ActivityPhoto]:
    """The pictures of an activity, the oldest first, those that were taken down included."""
    rows = db.rows(
        "select * from activity_photos where activity_id = :id order by at, photo", id=activity_id
    )
    return [
        ActivityPhoto(
            name=row["photo"],
            width=int(row["width"]),
            height=int(row["height"]),
            caption=row["caption"],
            shown=bool(row["shown"]),
        )
        for row in rows
    ]


def is_public(db: Database, photo: str) -> bool:
    """Whether everybody sees this picture at an activity."""
    row = db.row(
        "select 1 as here from activity_photos p join activities a on a.id = p.activity_id"
        " where p.photo = :name and p.shown = 1 and a.state <> 'draft' limit 1",
        name=photo,
    )
    return row is not None


def activities_with(db: Database, photo: str) -> list[str]:
    """The activities that a picture belongs to, shown or not."""
    rows = db.rows("select activity_id from activity_photos where photo = :name", name=photo)
    return [row["activity_id"] for row in rows]


def names(db: Database) -> frozenset[str]:
    """Every picture that an activity names."""
    return frozenset(row["photo"] for row in db.rows("select photo from activity_photos"))


def discard(tx: Transaction, activity_id: str) -> None:
    """Leaves the pictures of an activity to nobody."""
    tx.run("delete from activity_photos where activity_id = :id", id=activity_id)
