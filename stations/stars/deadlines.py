"""Last days of the next step, in working days of the true calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from stations.hours import working_days
from stations.hours.osm.calendar import Calendar
from stations.moments import china_day
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewState
from stations.stars.scheme.scheme import Deadlines

after, certain = working_days.after, working_days.certain


def notice_ends(calendar: Calendar, days: Deadlines, *, begun: date, until: date) -> date:
    """The last day of a notice: as published, or later where the calendar has changed since."""
    return max(until, after(calendar, begun, days.notice))


def renewed(calendar: Calendar, review: Review, cycle: Cycle) -> Review:
    """A review with its last days by the calendar as it is known now, counted from their start.

    What has no last day gets none, and a day that a person has named stays.
    """
    days, begun, told = cycle.scheme.days, review.notice_from, review.notice_until
    noticed = review.state is ReviewState.NOTICED
    until = told
    if noticed and begun is not None and told is not None:
        until = notice_ends(calendar, days, begun=begun, until=told)
    last = review.due_on
    if last is not None:
        last = review.extended_until or _counted(calendar, review, cycle, until=until) or last
    return replace(review, due_on=last, notice_until=until)


def _counted(
    calendar: Calendar, review: Review, cycle: Cycle, *, until: date | None
) -> date | None:
    if review.state is ReviewState.DRAFT:
        return cycle.apply_until
    if review.state is ReviewState.NOTICED and until is not None:
        return after(calendar, until, cycle.scheme.days.award)
    if review.moved_at is None:
        return None
    return due(calendar, cycle.scheme.days, review.state, on=china_day(review.moved_at))


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
