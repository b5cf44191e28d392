"""Taking of reports, and public answers to them."""

from __future__ import annotations

from dataclasses import replace

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound
from stations.feedback import report_store
from stations.feedback.answering import shut_decisions
from stations.feedback.model import CLOSED, Report, ReportState
from stations.registry.entries import personal_numbers
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import redirects
from stations.registry.stored import store as stations
from stations.tables.text import clean


def seen(db: Database, report_id: str, *, by: Account, action: Action = Action.SEE) -> Report:
    """A report of a station that is theirs; NotFound else."""
    return theirs(db, report_id, by=by, action=action)[0]


def take(db: Database, report_id: str, *, by: Account, act: Act) -> Report:
    """Marks it as looked after, so that it is not done twice."""
    with db.writing() as tx:
        report, station = theirs(tx, report_id, by=by)
        moved = report.moved_to(ReportState.TAKEN, by=by.id, at=act.at)
        save(tx, moved, station, act=act)
    return moved


def answer(
    db: Database, report_id: str, state: ReportState, *, reply: str, by: Account, act: Act
) -> Report:
    """Closes a report with a public reply; what it means for a shut door, `shut_decisions` says."""
    if state not in CLOSED:
        raise Invalid("invalid.report_outcome", field="state")
    reply = clean(reply, multiline=True).text
    personal_numbers.check_reply(reply)
    with db.writing() as tx:
        report, station = theirs(tx, report_id, by=by)
        moved = report.moved_to(state, by=by.id, at=act.at, reply=reply)
        save(tx, moved, station, act=act)
        shut_decisions.follow(tx, moved, station, by=by, act=act)
    return moved


def show_photo(db: Database, report_id: str, *, shown: bool, by: Account, act: Act) -> Report:
    """Lets everybody see the photo of a report, or hides it again."""
    with db.writing() as tx:
        report, station = theirs(tx, report_id, by=by)
        if not report.said.photo:
            raise NotFound("not_found.report_photo")
        changed = replace(report, photo_shown=shown)
        save(tx, changed, station, act=act)
    return changed


def station_of(db: Database, report: Report) -> Station:
    """The station that a report is about, or what became of it."""
    return stations.get(db, redirects.target(db, report.station_id) or report.station_id)


def theirs(
    db: Database, report_id: str, *, by: Account, action: Action = Action.ANSWER
) -> tuple[Report, Station]:
    """A report with its station, where this may be done to it; NotFound else.

    What was reported of a record that became another one is looked after there.
    """
    report = report_store.get(db, report_id)
    station = station_of(db, report)
    authorise(by, action, scope_of(station))
    return report, station


def save(tx: Transaction, report: Report, station: Station, *, act: Act, **further: str) -> None:
    """Writes a report and its entry of the log."""
    report_store.save(tx, report)
    log.append(
        tx,
        act=act,
        subject=f"report:{report.id}",
        area=station.place.area_code,
        body={"station": station.id, "state": report.state.value, **further},
    )
