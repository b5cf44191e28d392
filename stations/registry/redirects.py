"""Where has a station gone that was combined with another one?"""

from __future__ import annotations

from stations.db.base import Database

_MOST_STEPS = 10


def add(db: Database, old_id: str, new_id: str, *, log: int) -> None:
    """Leads from a station that is closed now to the one it became (inside `writing`)."""
    db.run(
        "insert into redirects (old_id, new_id, log) values (:old, :new, :log)"
        " on conflict (old_id) do update set new_id = excluded.new_id, log = excluded.log",
        old=old_id,
        new=new_id,
        log=log,
    )


def target(db: Database, station_id: str) -> str:
    """The station that this one has become, '' where it has not been combined.

    It holds only while the old one is closed: once the change is taken back, it leads nowhere.
    """
    found, met = station_id, {station_id}
    for _ in range(_MOST_STEPS):
        row = db.row(
            "select redirects.new_id from redirects join stations on stations.id = redirects.old_id"
            " where redirects.old_id = :id and stations.lifecycle = 'closed'",
            id=found,
        )
        if row is None or row["new_id"] in met:
            break
        found = row["new_id"]
        met.add(found)
    return found if found != station_id else ""
