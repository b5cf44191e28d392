"""Reports, answers in time and visits of a period.

In time is within the working days that the area's scheme has for an answer. A report is judged in
the period that its last day lies in, whether or not anybody answered: waiting does not better the
share. What staff report to one another is not the workers' voice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from stations.areas import codes
from stations.db.base import Database, Row
from stations.feedback import check_in_store, report_store
from stations.feedback.answering.due_days import ANSWER_DAYS
from stations.figures.past_figures import group_of
from stations.figures.periods import Period
from stations.moments import china_day
from stations.registry.scoping import Reach
from stations.registry.stored import holiday_store
from stations.stars import deadlines
from stations.stars.rulebook import scheme_registry
from stations.stars.scheme.scheme import for_area

_LONGEST_WAIT = timedelta(days=60)
"""Working days of an answer and the longest holidays lie well within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFigures:
    """What was said of some stations; `took` are the seconds from each report to its answer."""

    received: int = 0
    open: int = 0
    """Without an answer when the period ended."""
    due: int = 0
    """Whose last day lay in the period."""
    in_time: int = 0
    took: tuple[float, ...] = ()
    """Of the answers that were given in the period."""
    visits: int = 0

    @property
    def share(self) -> int | None:
        """Per cent answered in time, to the nearest; None where nothing was due."""
        return (200 * self.in_time + self.due) // (2 * self.due) if self.due else None

    @property
    def median(self) -> timedelta | None:
        return timedelta(seconds=median(self.took)) if self.took else None

    def __add__(self, other: FeedbackFigures) -> FeedbackFigures:
        return FeedbackFigures(
            received=self.received + other.received,
            open=self.open + other.open,
            due=self.due + other.due,
            in_time=self.in_time + other.in_time,
            took=self.took + other.took,
            visits=self.visits + other.visits,
        )


def answer_days(db: Database, area: str, *, on: date) -> int:
    """Within how many working days an answer is in time, by the scheme where there is one."""
    scheme = scheme_registry.in_force(db, codes.trimmed(area), on=on)
    return scheme.days.objection_answer if scheme else ANSWER_DAYS


Grouping = Callable[..., str]
"""The group of an area's code in the report of an `area`."""


def heard(
    db: Database, area: str, *, period: Period, today: date, group: Grouping = group_of
) -> Mapping[str, FeedbackFigures]:
    """What was said in a period, by the group that a report of the area tells of."""
    days, calendar = answer_days(db, area, on=period.last), holiday_store.calendar(db)
    found: dict[str, FeedbackFigures] = defaultdict(FeedbackFigures)
    reach = Reach(areas=(codes.trimmed(area),))
    # All that could count: received before the period ended, and open or answered since shortly
    # before it began.
    for row in report_store.between(db, reach, since=_before(period), until=period.ends):
        last = deadlines.after(calendar, _day(row["owed_from"]), days)
        found[group(row["area_code"], area=area)] += _one(row, last, period=period, today=today)
    for row in check_in_store.by_area(db, reach, first=period.first, last=period.last):
        found[group(row["area_code"], area=area)] += FeedbackFigures(visits=int(row["n"]))
    return found


def over(
    db: Database, area: str, *, periods: Sequence[Period], today: date
) -> list[FeedbackFigures]:
    """What was received, due and answered in each of several periods, which follow one another.

    Visits, and what was open when a period ended, are not among it.
    """
    known, calendar = scheme_registry.schemes(db), holiday_store.calendar(db)
    code = codes.trimmed(area)
    schemes = (for_area(known, code, on=one.last) for one in periods)
    days = [one.days.objection_answer if one else ANSWER_DAYS for one in schemes]
    ends = [period.last for period in periods]
    found = [FeedbackFigures() for _ in periods]
    rows = report_store.between(
        db, Reach(areas=(code,)), since=_before(periods[0]), until=periods[-1].ends
    )
    for row in rows:
        moments = (row["at"], row["closed_at"])
        told = {bisect_left(ends, _day(moment)) for moment in moments if moment}
        lasts = {n: deadlines.after(calendar, _day(row["owed_from"]), n) for n in set(days)}
        told |= {bisect_left(ends, last) for last in lasts.values()}
        for n in told:
            if n < len(periods) and row["at"] < periods[n].ends:
                last = lasts[days[n]]
                found[n] += replace(_one(row, last, period=periods[n], today=today), open=0)
    return found


def _one(row: Row, last: date, *, period: Period, today: date) -> FeedbackFigures:
    """What one report adds; `last` is its last day in time."""
    closed_at = row["closed_at"] if row["closed_at"] and row["closed_at"] < period.ends else None
    judged = period.holds(last) and (closed_at is not None or last < today)
    in_time = judged and closed_at is not None and _day(closed_at) <= last
    return FeedbackFigures(
        received=int(row["at"] >= period.begins),
        open=int(closed_at is None),
        due=int(judged),
        in_time=int(in_time),
        took=(_seconds(row["at"], closed_at),) if closed_at and closed_at >= period.begins else (),
    )


def _before(period: Period) -> str:
    """A moment so long before a period that what ended by then has no last day in it."""
    return Period(first=period.first - _LONGEST_WAIT, last=period.last).begins


def _day(moment: str) -> date:
    return china_day(datetime.fromisoformat(moment))


def _seconds(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()
