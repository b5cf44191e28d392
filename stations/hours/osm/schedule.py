"""Is it open at this moment, and when does that change?"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from stations.errors import Invalid
from stations.hours.model import LONGEST, LOOK_AHEAD_DAYS, STATION_TIME, Span
from stations.hours.osm import fallback_evaluator
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.day_facts import Needs, needs
from stations.hours.osm.expression import DAY, Beyond, Rule, State, refused
from stations.hours.osm.parser import parse
from stations.hours.osm.timeline import OPEN_END_SURE, Piece, joined_day, timeline

FORTNIGHT = 14
KEPT_DAYS = 8
ANSWERS = {State.OPEN: True, State.CLOSED: False, State.UNKNOWN: None}


@dataclass(frozen=True, slots=True)
class Schedule:
    """An `opening_hours` expression made ready for asking.

    `staffed` is a second expression: when somebody is there. Outside it one helps oneself.
    Errors: Invalid with `hours_not_parsed` or `field_too_long`.
    """

    osm: str
    staffed: str = ""
    _rules: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    _needs: Needs = field(init=False, repr=False, compare=False)
    _runs_on: bool = field(init=False, repr=False, compare=False)
    """Whether any rule passes midnight, so that yesterday matters today."""

    _by_weekday: bool = field(init=False, repr=False, compare=False)
    """Whether every week is like the next: nothing changes later that does not change soon."""
    _kept: dict[date, tuple[Calendar, tuple[Piece, ...]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The last few days asked for: a finder asks thousands of times about today."""

    def __post_init__(self) -> None:
        if len(self.osm) > LONGEST:
            raise Invalid(
                f"开放时间最多 {LONGEST} 个字。请写短一些。", field="hours", code="field_too_long"
            )
        rules: tuple[Rule, ...] = ()
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
    def needs_holidays(self) -> bool:
        """Whether any answer depends on the table of public holidays."""
        return self._needs.holidays or self._needs.postponing

    def state_at(self, at: datetime, calendar: Calendar) -> bool | None:
        """Open True, closed False, not known None. The closing minute itself is closed."""
        local = _local(at)
        minute = local.hour * 60 + local.minute
        kept = self._kept.get(local.date())
        if kept is None or kept[0] is not calendar:
            if len(self._kept) >= KEPT_DAYS:
                self._kept.clear()
            kept = calendar, self.day(local.date(), calendar)
            self._kept[local.date()] = kept
        for start, end, state in kept[1]:
            if start <= minute < end:
                return ANSWERS[state]
        return False

    def day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        """The 24 hours of `day` in minutes from midnight, without gaps, in order."""
        if not self.osm:
            return ((0, DAY, State.UNKNOWN),)
        if not self._rules:
            return fallback_evaluator.day(self.osm, day)
        today = timeline(self._rules, day, calendar, self._needs)
        if not self._runs_on:
            return joined_day(today, ())
        earlier = day - timedelta(days=1)
        return joined_day(today, timeline(self._rules, earlier, calendar, self._needs))

    def change_after(self, at: datetime, calendar: Calendar) -> tuple[datetime, bool | None] | None:
        """The first moment after `at` with another state, and that state.

        None when nothing changes within 400 days.
        """
        local = _local(at)
        now = self.state_at(at, calendar)
        minute = local.hour * 60 + local.minute
        for ahead in range((FORTNIGHT if self._by_weekday else LOOK_AHEAD_DAYS) + 1):
            day = local.date() + timedelta(days=ahead)
            for start, end, state in self.day(day, calendar):
                if ahead == 0 and end <= minute:
                    continue
                if ANSWERS[state] is not now:
                    return _moment(day, start), ANSWERS[state]
        return None

    def spans(self, start: datetime, end: datetime, calendar: Calendar) -> list[Span]:
        """The states from `start` to `end` (at most 400 days), without gaps, in order."""
        if end - start > timedelta(days=LOOK_AHEAD_DAYS):
            raise Invalid(f"一次最多看 {LOOK_AHEAD_DAYS} 天。请缩短时间段。", field="end")
        first, last = _local(start), _local(end)
        staffed = Schedule.of(self.staffed) if self.staffed else None
        found: list[Span] = []
        for ahead in range((last.date() - first.date()).days + 1):
            day = first.date() + timedelta(days=ahead)
            manned = staffed.day(day, calendar) if staffed else ((0, DAY, State.OPEN),)
            for a, b, state, alone in _with_staff(self.day(day, calendar), manned):
                begins, ends = max(_moment(day, a), first), min(_moment(day, b), last)
                if begins >= ends:
                    continue
                answer = ANSWERS[state]
                if found and found[-1].open is answer and found[-1].self_service is alone:
                    begins = found.pop().start
                found.append(Span(start=begins, end=ends, open=answer, self_service=alone))
        return found


def _with_staff(
    pieces: tuple[Piece, ...], manned: tuple[Piece, ...]
) -> list[tuple[int, int, State, bool]]:
    """`pieces` cut where staff come and go; the last member says that nobody is there."""
    cuts = sorted({cut for start, end, _ in (*pieces, *manned) for cut in (start, end)})
    found = []
    for start, end in pairwise(cuts):
        state = next(s for a, b, s in pieces if a <= start < b)
        staff = next((s for a, b, s in manned if a <= start < b), State.CLOSED)
        found.append((start, end, state, state is State.OPEN and staff is State.CLOSED))
    return found


@lru_cache(maxsize=8192)
def _compiled(osm: str, staffed: str) -> Schedule:
    return Schedule(osm, staffed)


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise refused("时刻没有时区")
    return at.astimezone(STATION_TIME)


def _moment(day: date, minute: int) -> datetime:
    midnight = datetime.combine(day, time(), STATION_TIME)
    return (midnight.astimezone(UTC) + timedelta(minutes=minute)).astimezone(STATION_TIME)
