"""The warning to everybody that several independent people found a door shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.feedback import daily_limits, report_store
from stations.feedback.model import Near, Visitor, Witness
from stations.registry.editing import verifying
from stations.registry.model import Station, next_version
from stations.registry.stored import change_store

DEVICES, NETWORKS, WITHIN = 3, 2, timedelta(days=7)
STATIONS_BY_NETWORK = 3
"""Above this, one network's reports in a day need the poster's code."""
ACTION = "flagged"
BY = "劳动者反映"


def due(db: Database, station_id: str, *, at: datetime) -> bool:
    """Whether so many devices, on so many networks, reported it shut within posted hours lately.

    What a keeper has answered since, or confirmed at the door, is answered.
    """
    moments = (
        at - WITHIN,
        report_store.last_answer(db, station_id),
        verifying.seen_open(db, station_id),
    )
    since = max(moment for moment in moments if moment)
    found = report_store.shut_in_hours(db, station_id, since=since)
    devices = {row["device"] for row in found}
    networks = {row["network"] for row in found}
    return len(devices) >= DEVICES and len(networks) >= NETWORKS


def witness(tx: Transaction, by: Visitor, *, at: datetime) -> Witness:
    """What the word of somebody counts for who found a door shut."""
    if by.staff or by.near is Near.FAR:
        return Witness.NONE
    if by.poster:
        return Witness.FULL
    everywhere = f"shut stations {by.network_today}"
    first = daily_limits.count(tx, f"shut first {by.network_here_today}", at=at) == 1
    many = (
        daily_limits.count(tx, everywhere, at=at)
        if first
        else daily_limits.told(tx, everywhere, at=at)
    )
    return Witness.NONE if many > STATIONS_BY_NETWORK else Witness.FULL


def flag(tx: Transaction, station: Station, *, at: datetime) -> int:
    """Tells everybody; the number in the log, 0 where it was told before."""
    if station.reported_shut:
        return 0
    after = replace(next_version(station, at=at), reported_shut=at)
    act = Act(actor=WORKER, by=BY, action=ACTION, at=at, reason="多人反映到了但关门")
    return change_store.record(tx, [(station, after)], act=act)
