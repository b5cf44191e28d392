"""An `opening_hours` expression made ready for asking."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from stations.errors import Invalid
from stations.hours.model import LONGEST, LOOK_AHEAD_DAYS
from stations.hours.osm import fallback_evaluator
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.day_facts import Needs, needs
from stations.hours.osm.expression import DAY, Beyond, HoursRule, HoursState
from stations.hours.osm.parser import parse
from stations.hours.osm.timeline import OPEN_END_SURE, Piece, joined_day, timeline
from stations.hours.osm.timetable import FORTNIGHT, Recent, Timetable

STAFFED: tuple[Piece, ...] = ((0, DAY, HoursState.OPEN),)


@dataclass(frozen=True, slots=True)
class Schedule(Timetable):
    """An `opening_hours` expression made ready for asking.

    `staffed` is a second expression: when somebody is there. Outside it one helps oneself.
    Errors: Invalid with `hours_not_parsed` or `field_too_long`.
    """

    osm: str
    staffed: str = ""
    _rules: tuple[HoursRule, ...] = field(init=False, repr=False, compare=False)
    _needs: Needs = field(init=False, repr=False, compare=False)
    _runs_on: bool = field(init=False, repr=False, compare=False)
    """Whether any rule passes midnight, so that yesterday matters today."""

    _by_weekday: bool = field(init=False, repr=False, compare=False)
    """Whether every week is like the next: nothing changes later that does not change soon."""
    _kept: Recent = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.osm) > LONGEST:
            raise Invalid("field_too_long", field="hours", longest=LONGEST)
        rules: tuple[HoursRule, ...] = ()
        if self.osm:
            try:
                rules = parse(self.osm)
            except Beyond:
                fallback_evaluator.check(self.osm)
        object.__setattr__(self, "_rules", rules)
        object.__setattr__(self, "_needs", needs(rules))
        weekly = bool(rules) and not any(
            r.years or r.dates or r.weeks or r.nth or r.holidays or r.comment for r in rules
        )
        object.__setattr__(self, "_by_weekday", weekly)
        late = any(end > DAY for rule in rules for _, end in rule.spans)
        ends = any(start + OPEN_END_SURE > DAY for rule in rules for start in rule.open_ended)
        object.__setattr__(self, "_runs_on", late or ends)

    @staticmethod
    def of(osm: str, *, staffed: str = "") -> "Schedule":
        """The schedule of an expression; the most recent few thousand are remembered."""
        return _compiled(osm, staffed)

    @property
    def rules(self) -> tuple[HoursRule, ...]:
        """The rules of the expression; none where another evaluator reads it."""
        return self._rules

    @property
    def tells_times(self) -> bool:
        """Whether it says at what time it is open: 周一闭馆 alone says only when it is not."""
        told = (rule for rule in self._rules if rule.state is not HoursState.CLOSED)
        whole = ((0, DAY),)
        beyond = bool(self.osm) and not self._rules
        return beyond or any(
            rule.state is HoursState.OPEN or rule.spans not in ((), whole) for rule in told
        )

    @property
    def needs_holidays(self) -> bool:
        """Whether any answer depends on the table of public holidays."""
        return self._needs.holidays or self._needs.postponing

    def day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        """The 24 hours of `day` in minutes from midnight, without gaps, in order."""
        if not self.osm:
            return ((0, DAY, HoursState.UNKNOWN),)
        if not self._rules:
            return fallback_evaluator.day(self.osm, day)
        today = timeline(self._rules, day, calendar, self._needs)
        if not self._runs_on:
            return joined_day(today, ())
        earlier = day - timedelta(days=1)
        return joined_day(today, timeline(self._rules, earlier, calendar, self._needs))

    def looks_ahead(self, day: date) -> int:
        """Days after which nothing changes that has not changed before."""
        return FORTNIGHT if self._by_weekday else LOOK_AHEAD_DAYS

    def staffed_day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        """When somebody is there on `day`: always, where `staffed` says nothing."""
        return Schedule.of(self.staffed).day(day, calendar) if self.staffed else STAFFED


@lru_cache(maxsize=8192)
def _compiled(osm: str, staffed: str) -> Schedule:
    return Schedule(osm, staffed)
