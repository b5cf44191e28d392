"""A combined record made two again."""

from __future__ import annotations

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.registry import fields
from stations.registry.editing import reverting, saving
from stations.registry.model import Station, next_version
from stations.registry.stored import change_store, history_store, redirects


def separate(db: Database, old_id: str, *, by: Account, act: Act) -> Station:
    """Takes back that this record was combined with another one; the record, open as it was.

    Both records change in one entry of the log. Refused ('collision') where what the other one
    took over has been changed again since then: that has to be decided first.
    """
    with db.writing() as tx:
        old = saving.found(tx, old_id, by=by, action=Action.MERGE)
        combined = redirects.of(tx, old_id)
        if combined is None:
            raise NotFound("not_found.not_combined")
        kept = saving.found(tx, combined.new_id, by=by, action=Action.MERGE)
        pairs = [(before, _undone(tx, before, log=combined.log, act=act)) for before in (kept, old)]
        redirects.remove(tx, old_id)
        change_store.record(tx, pairs, act=act)
    return pairs[1][1]


def _undone(db: Database, before: Station, *, log: int, act: Act) -> Station:
    version = history_store.version_of(db, before.id, log=log)
    if version is None:
        raise NotFound("not_found.combining")
    found = reverting.undone(before, reverting.changes_of(db, before.id, version))
    if found.collisions:
        titles = "、".join(fields.BY_KEY[key].title for key in found.collisions)
        raise Refused("collision.after_combining", name=before.name, titles=titles)
    return next_version(reverting.located(db, found.station, before), at=act.at)
