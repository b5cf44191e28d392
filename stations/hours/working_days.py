"""Last days of what is due, in working days of the true calendar."""

from __future__ import annotations

from datetime import date, timedelta

from stations.hours.osm.calendar import Calendar


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


def certain(calendar: Calendar, day: date) -> bool:
    """Whether the holidays of its year are announced, so that a deadline stays where it is."""
    return calendar.known(day)


def overdue_before(calendar: Calendar, today: date, working_days: int) -> date:
    """The first day whose last day (`after`) is today or later: what came before it is overdue."""
    day = today
    while after(calendar, day - timedelta(days=1), working_days) >= today:
        day -= timedelta(days=1)
    return day
