"""The warning to everybody that several independent people found a door shut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from stations.audit.model import WORKER, Act
from stations.db.base import Database, Row, Transaction
from stations.feedback import daily_limits, rating_store, report_store
from stations.feedback.model import Near, Visitor, Witness
from stations.moments import STATION_TIME, china_day
from stations.registry.editing import verifying
from stations.registry.model import Station, next_version
from stations.registry.stored import change_store

DEVICES, NETWORKS, WITHIN = 3, 2, timedelta(days=7)
STATIONS_BY_NETWORK, BY_POSTER = 3, 6
"""Above this a network's reports of a day count for nothing; those by the posters' codes apart."""
KNOWN_FOR = timedelta(days=1)
"""A phone that came by less long ago counts half: anybody can invent phones."""
ACTION = "flagged"
BY = "劳动者反映"


def due(db: Database, station_id: str, *, at: datetime) -> bool:
    """Whether enough people, on several networks, reported it shut within posted hours lately.

    One of them has been there: by the poster's code, now or on a day before. What a keeper has
    answered since, or confirmed at the door, is answered.
    """
    moments = (
        at - WITHIN,
        report_store.last_answer(db, station_id),
        verifying.seen_open(db, station_id),
    )
    since = max(moment for moment in moments if moment)
    found = report_store.shut_in_hours(db, station_id, since=since)
    weights: dict[str, int] = defaultdict(int)
    for row in found:
        weights[row["device"]] = max(weights[row["device"]], row["witness"])
    many = sum(weights.values()) >= DEVICES * Witness.FULL
    networks = {row["network"] for row in found}
    return many and len(networks) >= NETWORKS and _proved(db, station_id, found, at=at)


def _proved(db: Database, station_id: str, found: Sequence[Row], *, at: datetime) -> bool:
    if any(row["poster"] for row in found):
        return True
    today = china_day(at)
    been_here = report_store.scanned_before(
        db, station_id, datetime.combine(today, time.min, STATION_TIME)
    ) | rating_store.scanned_before(db, station_id, day=today.isoformat())
    return any(row["device"] in been_here for row in found)


def witness(tx: Transaction, by: Visitor, *, at: datetime) -> Witness:
    """What the word of somebody counts for who found a door shut."""
    if by.staff or by.near is Near.FAR:
        return Witness.NONE
    most = BY_POSTER if by.poster else STATIONS_BY_NETWORK
    if _stations_of_network(tx, by, at=at) > most:
        return Witness.NONE
    known = by.poster or at - by.device_since >= KNOWN_FOR
    return Witness.FULL if known else Witness.HALF


def _stations_of_network(tx: Transaction, by: Visitor, *, at: datetime) -> int:
    """How many doors a network has found shut today, this one too; by the posters' codes apart."""
    what = "shut by poster" if by.poster else "shut"
    everywhere = f"{what} stations {by.network_today}"
    if daily_limits.count(tx, f"{what} first {by.network_here_today}", at=at) == 1:
        return daily_limits.count(tx, everywhere, at=at)
    return daily_limits.told(tx, everywhere, at=at)


def flag(tx: Transaction, station: Station, *, at: datetime) -> int:
    """Tells everybody; the number in the log, 0 where it was told before."""
    if station.reported_shut:
        return 0
    after = replace(next_version(station, at=at), reported_shut=at)
    act = Act(actor=WORKER, by=BY, action=ACTION, at=at, reason="多人反映到了但关门")
    return change_store.record(tx, [(station, after)], act=act)
