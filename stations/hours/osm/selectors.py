"""Days that the selectors of an expression name."""

from dataclasses import dataclass

from stations.errors import Invalid
from stations.hours.osm.expression import (
    MONTH_DAYS,
    MONTHS,
    WEEKDAYS,
    Beyond,
    DateRange,
)

HOLIDAYS = ("PH", "SH")


@dataclass(slots=True)
class SelectorParser:
    """Walks the tokens of an expression; reads years, dates, weeks and days."""

    tokens: list[str]
    at: int = 0

    def done(self) -> bool:
        return self.at >= len(self.tokens)

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def take(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def number(self, low: int, high: int) -> int:
        token = self.next()
        if not token.isdigit():
            raise Beyond
        value = int(token)
        if not low <= value <= high:
            raise Invalid(
                "hours_not_parsed.number", field="hours", number=token[:8], least=low, most=high
            )
        return value

    def years(self) -> tuple[tuple[int, int, int], ...]:
        found: list[tuple[int, int, int]] = []
        while len(self.peek()) == 4 and self.peek().isdigit() and self.peek(1) != ":":
            if self.peek(1) in MONTHS:
                return tuple(found)
            first = self.number(1900, 9999)
            last = self.number(first, 9999) if self.take("-") else first
            step = self.number(1, 9999) if self.take("/") else 1
            found.append((first, last, step))
            if not (self.peek() == "," and len(self.peek(1)) == 4 and self.peek(2) != ":"):
                break
            self.at += 1
        return tuple(found)

    def dates(self) -> tuple[DateRange, ...]:
        found: list[DateRange] = []
        while self.date_ahead():
            found.append(self.date_range())
            if self.peek() != "," or not self.date_ahead(1):
                break
            self.at += 1
        return tuple(found)

    def date_ahead(self, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token in MONTHS or (len(token) == 4 and self.peek(ahead + 1) in MONTHS)

    def date_range(self) -> DateRange:
        first_year, first, whole = self.date_point()
        last_year, last = first_year, first
        last_whole = whole
        if self.take("-"):
            if self.peek().isdigit() and len(self.peek()) < 3:
                last = (first[0], self.number(1, 31))
                last_whole = False
            else:
                last_year, last, last_whole = self.date_point()
                last_year = last_year or first_year
            if self.take("/"):
                raise Beyond
        if whole != last_whole:
            raise Beyond
        if last_whole:
            last = (last[0], MONTH_DAYS[last[0] - 1])
        return DateRange(first=first, last=last, first_year=first_year, last_year=last_year)

    def date_point(self) -> tuple[int, tuple[int, int], bool]:
        year = self.number(1900, 9999) if len(self.peek()) == 4 else 0
        month = MONTHS.get(self.next())
        if month is None:
            raise Beyond
        # A number after the month is a day unless it opens a time: "Jan 08:00-09:00".
        if self.peek().isdigit() and self.peek(1) != ":" and len(self.peek()) < 3:
            return year, (month, self.number(1, 31)), False
        return year, (month, 1), True

    def weeks(self) -> tuple[tuple[int, int, int], ...]:
        found: list[tuple[int, int, int]] = []
        if self.take("week"):
            while True:
                first = self.number(1, 53)
                last = self.number(first, 53) if self.take("-") else first
                step = self.number(1, 53) if self.take("/") else 1
                found.append((first, last, step))
                if self.peek() != "," or not self.peek(1).isdigit() or self.peek(2) == ":":
                    break
                self.at += 1
        return tuple(found)

    def days(
        self,
    ) -> tuple[frozenset[int], tuple[tuple[int, int], ...], frozenset[str], bool]:
        weekdays: set[int] = set()
        nth: list[tuple[int, int]] = []
        holidays: set[str] = set()
        both = False
        while self.peek() in WEEKDAYS or self.peek() in HOLIDAYS:
            if self.peek() in HOLIDAYS:
                holidays.add(self.next())
                if self.peek() in WEEKDAYS:
                    both = True
                    continue
            else:
                self.weekday(weekdays, nth)
            if self.peek() != "," or not (self.peek(1) in WEEKDAYS or self.peek(1) in HOLIDAYS):
                break
            # "PH off, Mo 08:00": what follows a comma belongs here only before any time.
            self.at += 1
        if self.peek() in ("+", "-") and holidays:
            raise Beyond
        return frozenset(weekdays), tuple(nth), frozenset(holidays), both

    def weekday(self, weekdays: set[int], nth: list[tuple[int, int]]) -> None:
        first = WEEKDAYS[self.next()]
        if self.take("-"):
            name = self.next()
            if name not in WEEKDAYS:
                raise Beyond
            last = WEEKDAYS[name]
            weekdays.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        elif self.take("["):
            while True:
                sign = -1 if self.take("-") else 1
                nth.append((first, sign * self.number(1, 5)))
                if self.take("]"):
                    break
                if not self.take(","):
                    raise Beyond
        else:
            weekdays.add(first)
