"""Hours of each weekday and kind of holiday in one part of the year."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import HALVES
from stations.hours.phrases.minutes import common, joined
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.statement import Says, Statement
from stations.hours.phrases.tokens.day_codes import (
    ALL_DAYS,
    EVERY_OTHER,
    PERHAPS_LAST,
    PH,
    REST,
    WORK,
    WORKING,
    Code,
)
from stations.hours.phrases.weeks.day_hours import SHUT, UNTOLD, DayHours, added, agreed, reduced

NOON = DAY // 2
ANY = 8
"""Stands for more days than a week has: hours that name none."""

GREAT_DAYS = "大节"
"""重大节日: some of the public holidays, not told which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Plans by weekday, of working days apart if told, and of special days.

    `special` gives a DayHours (hours of their own), or OPEN (as usual), CLOSED, UNKNOWN, POSTPONED.
    """

    days: tuple[DayHours, ...]
    working: DayHours | None = None
    special: Mapping[Code, DayHours | Says] = field(default_factory=dict)

    @property
    def usual(self) -> DayHours | None:
        """The hours of every day that has any; None where days differ."""
        plans = {plan for plan in self.days if not plan.shut}
        if self.working is not None:
            plans.add(self.working)
        return plans.pop() if len(plans) == 1 else None


@dataclass(slots=True)
class _Builder:
    days: dict[int, DayHours] = field(default_factory=dict)
    named: dict[int, int] = field(default_factory=dict)
    working: DayHours | None = None
    special: dict[Code, DayHours | Says] = field(default_factory=dict)

    def hours(self, statement: Statement) -> None:
        certain = joined(statement.spans)
        plan = added(
            DayHours(open=certain, open_from=statement.open_from),
            DayHours(maybe=statement.doubtful),
        )
        codes = statement.codes or ALL_DAYS
        if REST in codes:
            codes = tuple(day for day in ALL_DAYS if day not in self.named)
        for code in codes:
            if isinstance(code, int):
                self.weekday(code, plan, statement)
            elif code == GREAT_DAYS:
                self._special_other(PH, Says.UNKNOWN)
            elif code == WORKING:
                self.working = self._met(self.working, plan, statement)
            elif isinstance(code, tuple) and code[0] == EVERY_OTHER:
                self.weekday(code[1], DayHours(maybe=joined((*plan.open, *plan.maybe))), statement)
            elif isinstance(code, tuple) and (statement.add or code[0] == PERHAPS_LAST):
                raise Lost
            else:
                before = self.special.get(code)
                known = before if isinstance(before, DayHours) else None
                self.special[code] = self._met(known, plan, statement)

    def weekday(self, day: int, plan: DayHours, statement: Statement) -> None:
        size = len(statement.codes) or 8
        before = self.named.get(day)
        if before is not None and size < before and statement.add is False:
            # Fewer days than before: a replacement if it overlaps what was said, else
            # perhaps an addition.
            old = self.days[day]
            apart = not common(old.open, plan.open)
            halves = min(size, before) >= WORK and _halves(old, plan)
            perhaps = (added(old, plan), plan)
            self.days[day] = (
                perhaps[0] if halves else agreed(perhaps) if apart and before < ANY else plan
            )
        elif before is not None and (size >= before or statement.add):
            self.days[day] = self._met(self.days[day], plan, statement)
        else:
            self.days[day] = plan
        self.named[day] = min(size, before or 9)

    def _met(self, before: DayHours | None, plan: DayHours, statement: Statement) -> DayHours:
        if before is None:
            return plan
        if statement.add or statement.staff is not None:
            return added(before, plan)
        apart = not common(before.open, plan.open) and before.open and plan.open
        return added(before, plan) if apart else agreed((before, plan))

    def weekdays_of_working_days(self) -> None:
        """工作日9:00-17:00，周五9:00-15:00: on Fridays the second."""
        for day in range(WORK):
            if self.working is not None and self.named.get(day, WORK) < WORK:
                self.special[day] = self.days.pop(day)

    def other(self, statement: Statement) -> None:
        for code in statement.codes or ALL_DAYS:
            if code == REST and statement.says is Says.CLOSED:
                continue
            if code == WORKING and statement.says is Says.MINUS and self.working is not None:
                self.working = reduced(self.working, statement.spans)
                continue
            if code in (REST, WORKING):
                raise Lost
            if code == GREAT_DAYS:
                opens = statement.says in (Says.OPEN, Says.INCLUDED)
                self._special_other(PH, Says.OPEN if opens else Says.UNKNOWN)
                continue
            if isinstance(code, int):
                self._weekday_other(code, statement)
            elif isinstance(code, tuple) and code[0] == EVERY_OTHER:
                self.days[code[1]] = UNTOLD
            elif isinstance(code, tuple) and code[0] == PERHAPS_LAST:
                self._special_other((-1, code[1]), Says.UNKNOWN)
            elif statement.says is Says.MINUS:
                self.minus_special(code, statement)
            else:
                self._special_other(code, statement.says)

    def _weekday_other(self, day: int, statement: Statement) -> None:
        before = self.days.get(day, SHUT)
        if statement.says is Says.CLOSED:
            self.days[day] = SHUT
            if self.working is not None and day < 5:
                # 工作日9:00-22:00（周一闭馆）: shut, though it is a working day. A weekend day that
                # is worked is none of the weekend.
                self.special[day] = Says.CLOSED
        elif statement.says is Says.MINUS and self.working is not None:
            # 工作日9:00-17:00（周五下午除外）
            if day >= WORK or self.days:
                raise Lost
            self.special[day] = reduced(self.working, statement.spans)
        elif statement.says is Says.MINUS:
            # Half a day of rest on a day without hours hints at hours for the other half.
            half = all(span in HALVES.values() for span in statement.spans)
            usual = agreed((SHUT, *self.days.values())) if before.shut and half else before
            self.days[day] = reduced(usual, statement.spans)
        elif statement.says is Says.UNKNOWN and self.working is not None and day < WORK:
            self.special[day] = Says.UNKNOWN
        elif statement.says is Says.UNKNOWN:
            self.days[day] = DayHours(maybe=((0, DAY),))
        elif statement.says is Says.OPEN and before.shut:
            plans = {plan for plan in self.days.values() if not plan.shut}
            self.days[day] = agreed((*plans, SHUT)) if len(plans) > 1 else _only(plans)
        elif statement.says is Says.POSTPONED:
            raise Lost

    def minus_special(self, code: Code, statement: Statement) -> None:
        day = code[1] if isinstance(code, tuple) else None
        known = self.special.get(code)
        if isinstance(known, DayHours):
            self.special[code] = reduced(known, statement.spans)
            return
        if day is None:
            # 除夕下午休息: some of its hours.
            self._special_other(code, Says.UNKNOWN)
            return
        if self.working is not None:
            raise Lost
        self.special[code] = reduced(self.days.get(day, SHUT), statement.spans)

    def _special_other(self, code: Code, says: Says) -> None:
        before = self.special.get(code)
        if says is Says.POSTPONED:
            self.special[(0, 0)] = Says.POSTPONED
            self.special.setdefault(code, Says.OPEN)
        elif before is None or before == says or says is Says.UNKNOWN:
            self.special[code] = says
        elif not (isinstance(before, DayHours) and says is Says.OPEN):
            self.special[code] = Says.UNKNOWN


def _halves(one: DayHours, other: DayHours) -> bool:
    """周一至周六8:00-12:00，周一至周五14:00-18:00: a morning, and an afternoon besides."""
    first, second = sorted((one, other), key=lambda plan: plan.open)
    plain = first.open and second.open and not (first.maybe or second.maybe)
    return bool(plain) and first.open[-1][1] <= NOON + 60 and second.open[0][0] >= NOON


def _perhaps_whole(statement: Statement, hours: list[Statement]) -> Statement:
    """夏季14:30-18:00 after two spans for the year changes the second span alone.

    Hours that a season has in the morning alone may as well be all its hours.
    """
    if statement.scope is None:
        return statement
    for year in hours:
        if year.scope is None and len(year.spans) > len(statement.spans):
            kept = tuple(s for s in year.spans if not common((s,), statement.spans))
            if statement.spans and all(end <= statement.spans[0][0] for _, end in kept):
                return replace(statement, spans=joined((*kept, *statement.spans)))
            return replace(statement, doubtful=joined((*statement.doubtful, *kept)))
    return statement


def _without_exceptions_with_hours(said: list[Statement]) -> Iterator[Statement]:
    """每天9:00-17:00（周二除外），周二13:00-17:00: the exception is one from the first hours."""
    for at, statement in enumerate(said):
        if statement.says is not Says.CLOSED or not statement.codes:
            yield statement
            continue
        closed = set(statement.codes)
        named = [s for s in said if s.says is Says.HOURS and s.codes and not s.add]
        own = [s for s in named if s.scope == statement.scope and closed >= set(s.codes)]
        after = {code for s in own if s in said[at:] for code in s.codes}
        before = {code for s in own for code in s.codes} - after
        left = tuple(code for code in statement.codes if code not in after | before)
        if len(named) == len(own):
            # Nothing else has hours from which it could be an exception.
            after, before = set(), set()
            left = statement.codes
        if before:
            yield replace(statement, says=Says.UNKNOWN, codes=tuple(before))
        if left:
            yield replace(statement, codes=left)


def _only(plans: set[DayHours]) -> DayHours:
    if not plans:
        raise Lost
    return plans.pop()


def week_of(statements: Iterable[Statement]) -> Week:
    """The week that `statements` describe; they all hold in the same part of the year.

    What is said of every day comes first, then what is said of some; closings come last.
    """
    said = list(_without_exceptions_with_hours(list(statements)))
    builder = _Builder()
    hours = [s for s in said if s.says is Says.HOURS]
    scoped = [s for s in hours if s.scope is not None]
    general = [s for s in hours if not s.codes]
    # Hours of a part of the year stand in for those of the whole year.
    if any(s.scope is not None for s in general):
        general = [s for s in general if s.scope is not None]
    explicit = [s for s in hours if s.codes]
    spoken = {code for s in scoped for code in s.codes}
    explicit = [s for s in explicit if s.scope is not None or not spoken.intersection(s.codes)]
    told = (*general, *sorted(explicit, key=lambda s: REST in s.codes))
    for statement in sorted(told, key=lambda s: s.add):
        builder.hours(_perhaps_whole(statement, hours))
    builder.weekdays_of_working_days()
    for statement in sorted(
        (s for s in said if s.says is not Says.HOURS), key=lambda s: s.says is Says.OPEN
    ):
        builder.other(statement)
    holidays = builder.special.get(PH)
    named = builder.working is None and set(range(5)) <= builder.days.keys()
    if isinstance(holidays, DayHours) and not named and not {5, 6} & builder.days.keys():
        # 工作日…，节假日…: whether a plain weekend counts as 节假日 is not said.
        whole = joined((*holidays.open, *holidays.maybe))
        builder.days.update(
            {day: DayHours(maybe=whole) for day in (5, 6) if builder.days or builder.working}
        )
    days = tuple(builder.days.get(day, SHUT) for day in ALL_DAYS)
    return Week(days=days, working=builder.working, special=builder.special)


def agreed_weeks(weeks: Iterable[Week]) -> Week:
    """What several readings of the same part of the year have in common."""
    every = list(weeks)
    if len(every) == 1:
        return every[0]
    days = tuple(agreed(week.days[day] for week in every) for day in ALL_DAYS)
    workings = {week.working for week in every}
    working: DayHours | None = None
    if workings != {None}:
        if None in workings:
            raise Lost
        working = agreed(plan for plan in workings if plan is not None)
    special: dict[Code, DayHours | Says] = {}
    for code in {code for week in every for code in week.special}:
        special[code] = _agreed_special(
            [week.special.get(code) or _silent(week, code) for week in every]
        )
    return Week(days=days, working=working, special=special)


def _silent(week: Week, code: Code) -> DayHours | Says:
    """What a week that does not speak of these days means by it."""
    return Says.OPEN if code == PH and not any(p.shut for p in week.days) else Says.UNKNOWN


def _agreed_special(values: list[DayHours | Says]) -> DayHours | Says:
    if all(isinstance(value, DayHours) for value in values):
        return agreed(value for value in values if isinstance(value, DayHours))
    return values[0] if all(value == values[0] for value in values) else Says.UNKNOWN
