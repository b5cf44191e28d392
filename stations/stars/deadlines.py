"""Last days of the next step, in working days of the true calendar."""

from __future__ import annotations

from datetime import date, timedelta

from stations.hours.osm.calendar import Calendar
from stations.stars.model import ReviewState
from stations.stars.scheme.scheme import Deadlines


def after(calendar: Calendar, day: date, working_days: int) -> date:
    """The last of so many working days that follow a day; make-up Saturdays are among them.

    In a year whose holidays are not announced yet, Monday to Friday count: such a day may still
    move later (`certain`).
    """
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        worked = calendar.is_working_day(day)
        left -= (day.weekday() < 5) if worked is None else worked
    return day


def notice_ends(calendar: Calendar, days: Deadlines, *, begun: date, until: date) -> date:
    """The last day of a notice: as published, or later where the calendar has changed since."""
    return max(until, after(calendar, begun, days.notice))


def certain(calendar: Calendar, day: date) -> bool:
    """Whether the holidays of its year are announced, so that a deadline stays where it is."""
    return calendar.known(day)


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
