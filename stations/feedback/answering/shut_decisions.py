"""Whether a door was shut is decided by the district: the keeper answers, and judges nothing.

Only such a decision counts for points, vetoes and draws. The district that answers a report
decides with its answer.
"""

from __future__ import annotations

from dataclasses import replace

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.feedback import report_store
from stations.feedback.answering import shut_decision_store
from stations.feedback.answering.shut_decision_store import ShutDecision
from stations.feedback.model import Near, Report, ReportKind, ReportState
from stations.registry.model import Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.stored import change_store, redirects
from stations.registry.stored import store as stations
from stations.tables.text import clean

DECIDES = Action.CHECK_REVIEW
"""The right of a district's editors, which nobody has at a station of their own."""
LONGEST_REASON = 500


def concerns(report: Report) -> bool:
    """Whether it says that a door was shut when it should have been open, from nearby."""
    near = report.near is not Near.FAR and not report.staff
    return report.said.kind is ReportKind.SHUT and report.in_hours and near


def decide(
    db: Database, report_id: str, *, was_shut: bool, reason: str, by: Account, act: Act
) -> ShutDecision:
    """Keeps whether the door was shut; against a worker's word with a reason."""
    reason = clean(reason, multiline=True).text.strip()
    if len(reason) > LONGEST_REASON:
        raise Invalid("invalid.reply_length", field="reason", longest=LONGEST_REASON)
    with db.writing() as tx:
        report = report_store.get(tx, report_id)
        station = stations.get(tx, redirects.target(tx, report.station_id) or report.station_id)
        authorise(by, DECIDES, scope_of(station))
        if not concerns(report):
            raise Refused("no_shut_door")
        if not was_shut and not reason:
            raise Invalid("invalid.why_not_shut", field="reason")
        made = _kept(tx, report, station, was_shut=was_shut, reason=reason, act=act)
        if not was_shut:
            unflag(tx, station, act=act)
    return made


def follow(tx: Transaction, report: Report, station: Station, *, by: Account, act: Act) -> None:
    """The answer of the district is its decision, too; that of the keepers is none."""
    judges = by.may(DECIDES, scope_of(station))
    if concerns(report) and judges:
        was_shut = report.state is not ReportState.REFUSED
        _kept(tx, report, station, was_shut=was_shut, reason=report.reply, act=act)
    if report.said.kind is ReportKind.SHUT and (judges or report.state is not ReportState.REFUSED):
        unflag(tx, station, act=act)


def unflag(tx: Transaction, station: Station, *, act: Act) -> None:
    """Ends the mark that many found it shut."""
    if station.reported_shut is not None:
        answered = next_version(replace(station, reported_shut=None), at=act.at)
        change_store.record(tx, [(station, answered)], act=replace(act, action="unflagged"))


def _kept(
    tx: Transaction, report: Report, station: Station, *, was_shut: bool, reason: str, act: Act
) -> ShutDecision:
    doing = replace(act, action="shut_door_decided", reason=reason)
    number = log.append(
        tx,
        act=doing,
        subject=f"report:{report.id}",
        area=station.place.area_code,
        body={"station": station.id, "was_shut": was_shut},
    )
    made = ShutDecision(
        report_id=report.id,
        was_shut=was_shut,
        reason=reason,
        by=act.actor,
        shown=act.by,
        at=act.at,
        log=number,
    )
    shut_decision_store.put(tx, made)
    return made
