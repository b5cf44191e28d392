"""A report of something broken or used up, noted of the station straight away."""

from __future__ import annotations

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.feedback import answers
from stations.feedback.model import Report, ReportState
from stations.registry.outages import noting
from stations.registry.outages.noting import OutageDeed
from stations.registry.scoping import scope_of

_BAD = frozenset({OutageDeed.BROKEN, OutageDeed.USED_UP})


def note(
    db: Database, report_id: str, deed: OutageDeed, thing: str, *, by: Account, act: Act
) -> Report:
    """Notes it of the station; a new report about something bad counts as looked after."""
    with db.writing() as tx:
        report, station = answers.theirs(tx, report_id, by=by)
        authorise(by, Action.EDIT, scope_of(station))
        noting.put(tx, station, deed, thing, act=act)
        if deed in _BAD and report.state is ReportState.NEW:
            report = report.moved_to(ReportState.TAKEN, by=by.id, at=act.at)
            answers.save(tx, report, station, act=act)
    return report
