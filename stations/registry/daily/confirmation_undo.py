"""A confirmation taken back on its day by the one who gave it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Refused
from stations.moments import china_day
from stations.registry.editing import reverting, saving
from stations.registry.model import next_version
from stations.registry.stored import change_store, history_store, verification_store


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnConfirmation:
    """What somebody confirmed today: the number in the log, and when."""

    number: int
    at: datetime


def last(db: Database, station_id: str, *, by: Account, at: datetime) -> OwnConfirmation | None:
    """The last confirmation of a station, where it is theirs and of today."""
    rows = verification_store.of_station(db, station_id).values()
    entry = log.get(db, max((int(row["log"]) for row in rows), default=0))
    if entry is None or entry["actor"] != by.id:
        return None
    when = datetime.fromisoformat(entry["at"])
    if china_day(when) != china_day(at):
        return None
    return OwnConfirmation(number=int(entry["number"]), at=when)


def take_back(db: Database, station_id: str, number: int, *, by: Account, act: Act) -> None:
    """The record is verified as it was before; Refused where that was not theirs or is over."""
    with db.writing() as tx:
        before = saving.found(tx, station_id, by=by, action=Action.VERIFY)
        mine = last(tx, station_id, by=by, at=act.at)
        version = history_store.version_of(tx, station_id, log=number)
        if mine is None or mine.number != number or version is None:
            raise Refused("confirmation_gone")
        rows = history_store.of_station(tx, station_id)
        changes = next(row["changes"] for row in rows if row["version"] == version)
        found = reverting.undone(before, {key: tuple(pair) for key, pair in changes.items()})
        if found.collisions or before.record is None:
            raise Refused("confirmation_gone")
        record = next_version(found.station, at=act.at).record
        if record is None:
            raise ValueError("only a stored station is confirmed")
        record = replace(record, updated_at=before.record.updated_at)
        after = replace(found.station, record=record)
        change_store.record(tx, [(before, after)], act=act)
        for group, row in verification_store.of_station(tx, station_id).items():
            if int(row["log"]) != number:
                continue
            if row["earlier"]:
                verification_store.put(tx, {**orjson.loads(row["earlier"]), "earlier": ""})
            else:
                verification_store.delete(tx, station_id, group)
