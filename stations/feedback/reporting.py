"""Reports of workers, and links to follow them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.errors import NotFound
from stations.feedback import daily_limits, erasure, posted, report_store, shut_flag, visitor_marks
from stations.feedback.daily_limits import CountedUse
from stations.feedback.model import Report, ReportKind, Said, Visitor, Witness
from stations.registry.model import Station
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations

ACTION, BY = "reported", "劳动者"
_WITNESSED_FOR = timedelta(days=1)


def report(
    db: Database, station_id: str, said: Said, *, by: Visitor, token: str, at: datetime
) -> Report:
    """Keeps what was said, once for each token, and flags the station where that is due.

    What was written down without network counts for when it was found; longer than a day ago it
    is no witness of a shut door any more.
    """
    with db.writing() as tx:
        return keep(tx, station_id, said, by=by, token=token, at=at)


def keep(
    tx: Transaction, station_id: str, said: Said, *, by: Visitor, token: str, at: datetime
) -> Report:
    """The same inside a transaction that holds more."""
    receipt = visitor_marks.receipt(token)
    known = report_store.by_receipt(tx, receipt)
    if known is not None:
        return known
    station = listed(tx, station_id)
    daily_limits.check(
        tx, by, CountedUse.SHUT if said.kind is ReportKind.SHUT else CountedUse.REPORT, at=at
    )
    erasure.daily(tx, at=at)
    seen = said.found_at or at
    lately = at - seen <= _WITNESSED_FOR
    in_hours = lately and posted.open_at(station, seen, holiday_store.calendar(tx))
    told_shut = said.kind is ReportKind.SHUT and in_hours
    made = Report(
        id=secrets.token_hex(8),
        station_id=station_id,
        receipt=receipt,
        said=said,
        near=by.near,
        poster=by.poster,
        staff=by.staff,
        in_hours=in_hours,
        witness=shut_flag.witness(tx, by, at=at) if told_shut else Witness.NONE,
        device=by.device,
        network=by.network,
        at=at,
    )
    report_store.add(tx, made)
    _log(tx, made, station)
    if said.kind is ReportKind.SHUT and shut_flag.due(tx, station_id, at=at):
        shut_flag.flag(tx, station, at=at)
    return made


def admit_photo(db: Database, *, by: Visitor, token: str, at: datetime) -> bool:
    """Whether the picture of a report should be looked into: not where the report is known.

    Refused where this phone or network has sent too many today.
    """
    if report_store.by_receipt(db, visitor_marks.receipt(token)) is not None:
        return False
    with db.writing() as tx:
        daily_limits.check_photo(tx, by, at=at)
    return True


def followed(db: Database, token: str) -> Report:
    """The report whose token this is; NotFound else."""
    found = report_store.by_receipt(db, visitor_marks.receipt(token))
    if found is None:
        raise NotFound("not_found.reported_link")
    return found


def listed(db: Database, station_id: str) -> Station:
    """The station, where workers see it; NotFound else."""
    station = stations.get(db, station_id)
    if not station.is_listed:
        raise NotFound("not_found.listed_station")
    return station


def _log(tx: Transaction, made: Report, station: Station) -> None:
    log.append(
        tx,
        act=Act(actor=WORKER, by=BY, action=ACTION, at=made.at),
        subject=f"report:{made.id}",
        area=station.place.area_code,
        body={"station": station.id, "kind": made.said.kind.value},
    )
