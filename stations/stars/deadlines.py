"""Last days of the next step, in working days of the true calendar."""

from __future__ import annotations

from datetime import date, timedelta

from stations.hours import working_days
from stations.hours.osm.calendar import Calendar
from stations.stars.model import ReviewState
from stations.stars.scheme.scheme import Deadlines

after, certain = working_days.after, working_days.certain


def notice_ends(calendar: Calendar, days: Deadlines, *, begun: date, until: date) -> date:
    """The last day of a notice: as published, or later where the calendar has changed since."""
    return max(until, after(calendar, begun, days.notice))


def due(calendar: Calendar, days: Deadlines, state: ReviewState, *, on: date) -> date | None:
    """The last day for what comes after a state that was reached on a day; None: no limit.

    After a notice the award has days of its own, which begin when the notice ends.
    """
    if state is ReviewState.RECTIFYING:
        return on + timedelta(days=days.rectify)
    if state is ReviewState.NOTICED:
        return after(calendar, after(calendar, on, days.notice), days.award)
    working = {
        ReviewState.SUBMITTED: days.district_check,
        ReviewState.RETURNED: days.returned,
        ReviewState.CHECKED: days.inspection,
        ReviewState.INSPECTED: days.publish,
        ReviewState.REFUSED: days.appeal,
        ReviewState.VETOED: days.appeal,
        ReviewState.WARNED: days.appeal,
        ReviewState.APPEALED: days.objection_answer,
    }.get(state)
    return None if working is None else after(calendar, on, working)
