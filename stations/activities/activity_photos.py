"""Photos of an activity: added, taken down and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from stations.accounts.model import Account
from stations.activities import activity_photo_store, activity_rules, planning, results, store
from stations.activities.model import Activity, ActivityPhoto
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import NotFound, Refused
from stations.media.model import Picture

MOST: Final = 12
"""Photos that everybody sees of one activity."""
LONGEST_CAPTION: Final = 60
ADDED, HIDDEN, SHOWN = "activity_photos_added", "activity_photo_hidden", "activity_photo_shown"


def photos(db: Database, activity_id: str) -> list[ActivityPhoto]:
    """What everybody sees."""
    return [one for one in activity_photo_store.of_activity(db, activity_id) if one.shown]


def add(
    db: Database, activity_id: str, pictures: Sequence[Picture], *, caption: str = "",
    by: Account, act: Act,
) -> None:  # fmt: skip
    """Adds pictures whose files are kept already; one that was taken down comes back."""
    said = activity_rules.told(caption, field="caption", longest=LONGEST_CAPTION)
    with db.writing() as tx:
        activity = _writable(tx, activity_id, by=by)
        shown = {one.name for one in photos(tx, activity_id)} | {one.name for one in pictures}
        if len(shown) > MOST:
            raise Refused("too_many_activity_photos", most=MOST)
        for one in pictures:
            photo = ActivityPhoto(name=one.name, width=one.width, height=one.height, caption=said)
            activity_photo_store.put(tx, activity_id, photo, at=act.moment)
        names = [one.name for one in pictures]
        planning.note(tx, activity, act=replace(act, action=ADDED), photos=names)


def show(db: Database, activity_id: str, name: str, *, shown: bool, by: Account, act: Act) -> None:
    """Takes a photo down, or puts it back."""
    with db.writing() as tx:
        activity = _writable(tx, activity_id, by=by)
        found = activity_photo_store.of_activity(tx, activity_id)
        photo = next((one for one in found if one.name == name), None)
        if photo is None:
            raise NotFound("not_found.activity_photo")
        if photo.shown == shown:
            return
        if shown and sum(one.shown for one in found) >= MOST:
            raise Refused("too_many_activity_photos", most=MOST)
        activity_photo_store.put(tx, activity_id, replace(photo, shown=shown), at=act.moment)
        action = SHOWN if shown else HIDDEN
        planning.note(tx, activity, act=replace(act, action=action), photos=[name])


def _writable(tx: Transaction, activity_id: str, *, by: Account) -> Activity:
    found = store.get(tx, activity_id)
    if not results.may_write(tx, found, by=by):
        raise NotFound("not_found.activity")
    return found
