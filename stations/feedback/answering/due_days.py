"""Until when a report is owed an answer: worked out, so that it moves with the calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from stations.db.base import Database
from stations.feedback import report_store
from stations.feedback.model import ReportQuery
from stations.hours import working_days
from stations.hours.osm.calendar import Calendar
from stations.moments import china_day, china_midnight
from stations.registry.scoping import Reach

ANSWER_DAYS = 5
"""Working days from the day on which a report came, or came again."""


class Owed(Protocol):
    """A report, or its line in a list."""

    @property
    def is_open(self) -> bool: ...
    @property
    def waits_since(self) -> datetime: ...


def due_on(calendar: Calendar, report: Owed) -> date | None:
    """The last day for the answer; None where it has one."""
    if not report.is_open:
        return None
    return working_days.after(calendar, china_day(report.waits_since), ANSWER_DAYS)


def late_before(calendar: Calendar, *, today: date) -> datetime:
    """What came before this moment and has no answer waits longer than it should."""
    return china_midnight(working_days.overdue_before(calendar, today, ANSWER_DAYS))


def overdue(db: Database, reach: Reach, calendar: Calendar, *, today: date) -> int:
    """How many reports within reach wait longer than they should."""
    late = ReportQuery(waits_before=late_before(calendar, today=today))
    return report_store.waiting(db, reach, late)[0]
