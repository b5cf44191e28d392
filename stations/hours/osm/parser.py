"""Parsing of an `opening_hours` expression into rules."""

from dataclasses import dataclass

from stations.errors import Invalid
from stations.hours.osm.expression import (
    DAY,
    Beyond,
    HoursRule,
    HoursState,
    Join,
    tokenise,
)
from stations.hours.osm.selectors import SelectorParser

STATES = {
    "open": HoursState.OPEN,
    "off": HoursState.CLOSED,
    "closed": HoursState.CLOSED,
    "unknown": HoursState.UNKNOWN,
}


def parse(text: str) -> tuple[HoursRule, ...]:
    """The rules of `text`, in order.

    Grammar: wiki.openstreetmap.org, Key:opening_hours/specification, without sun times, easter,
    offsets and steps of time. Errors: Invalid (`hours_not_parsed`, `field_too_long`) for what
    can never be right; Beyond for what other evaluators may read.
    """
    parser = _Parser(tokenise(text))
    rules: list[HoursRule] = []
    join = Join.REPLACE
    while not parser.done():
        if parser.take(";"):
            join = Join.REPLACE
            continue
        rules.append(parser.rule(join))
        if parser.done():
            break
        mark = parser.next()
        if mark not in (";", ",", "||"):
            raise Beyond
        join = Join(mark)
    if not rules:
        raise Invalid("hours_not_parsed.empty", field="hours")
    return _without_repeats(rules)


def _without_repeats(rules: list[HoursRule]) -> tuple[HoursRule, ...]:
    """A rule said again word for word hides its earlier self: work stays bounded."""
    if any(rule.join is not Join.REPLACE for rule in rules):
        return tuple(rules)
    last = {rule: index for index, rule in enumerate(rules)}
    return tuple(rule for index, rule in enumerate(rules) if last[rule] == index)


@dataclass(slots=True)
class _Parser(SelectorParser):
    """Reads whole rules."""

    def starts_time(self, ahead: int = 0) -> bool:
        return self.peek(ahead).isdigit() and self.peek(ahead + 1) == ":"

    def rule(self, join: Join) -> HoursRule:
        before = self.at
        always = False
        if self.peek() == "24" and self.peek(1) == "/" and self.peek(2) == "7":
            self.at += 3
            always = True
        years = self.years()
        dates = self.dates()
        weeks = self.weeks()
        if years or dates or weeks:
            self.take(":")
        weekdays, nth, holidays, both = self.days()
        if weekdays or nth or holidays:
            self.take(":")
        spans, ends = self.times()
        state = STATES.get(self.peek())
        if state is not None:
            self.at += 1
        comment = self.next()[1:] if self.peek().startswith('"') else ""
        if self.at == before:
            raise Beyond
        if comment and state is None and not (spans or ends or always):
            state = HoursState.UNKNOWN
        return HoursRule(
            join=join,
            state=state or HoursState.OPEN,
            years=years,
            dates=dates,
            weeks=weeks,
            weekdays=weekdays,
            nth=nth,
            holidays=holidays,
            both=both,
            spans=spans,
            open_ended=ends,
            comment=comment,
        )

    def times(self) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
        spans: list[tuple[int, int]] = []
        ends: list[int] = []
        while self.starts_time():
            start = self.clock()
            if self.take("+"):
                ends.append(start)
            elif self.take("-"):
                end = self.clock()
                spans.append((start, end if end > start else end + DAY))
                if self.take("+"):
                    ends.append(end)
                if self.peek() == "/":
                    raise Beyond
            else:
                raise Beyond
            if self.peek() != "," or not self.starts_time(1):
                break
            self.at += 1
        return tuple(spans), tuple(ends)

    def clock(self) -> int:
        hour = self.number(0, 48)
        if not self.take(":"):
            raise Beyond
        minute = self.number(0, 59)
        if hour * 60 + minute > 2 * DAY:
            raise Invalid("hours_not_parsed.late_time", field="hours")
        return hour * 60 + minute
