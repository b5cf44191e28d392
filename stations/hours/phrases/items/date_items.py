"""Which part of the year do the tokens name?"""

from dataclasses import dataclass

from stations.hours.osm.expression import MONTH_DAYS
from stations.hours.phrases.items.day_items import DayReader
from stations.hours.phrases.items.item import EVER, Item, Lost, Scope, What
from stations.hours.phrases.tokens.vocabulary import Kind

MONTHLY = ("每月", "每个月")
LIST_MARKS = (Kind.AND, Kind.COMMA)


@dataclass(slots=True)
class DateReader(DayReader):
    """Dates, months, and seasons."""

    def scope(self) -> bool:
        before = self.at
        found = self._season() or self._dates()
        if found is None:
            self.at = before
            return False
        self.items.append(Item(what=What.SCOPE, scope=found))
        return True

    def _season(self) -> Scope | None:
        bits = 0
        while self.kind() is Kind.SEASON:
            value = self.value()
            bits |= value if isinstance(value, int) else 0
            self.at += 1
            if self.kind() is Kind.AND and self.kind(1) is Kind.SEASON:
                self.at += 1
            elif self.kind() is Kind.SEASON:
                raise Lost
        return Scope(seasons=max(bits, 0)) if bits else None

    def _dates(self) -> Scope | None:
        monthly = self.value() if self.kind() is Kind.DATE else None
        if self.text(-1) in MONTHLY and isinstance(monthly, tuple) and not monthly[1]:
            return self._monthly()
        ranges: list[tuple[tuple[int, int, int], tuple[int, int, int]]] = []
        missing = False
        while True:
            before = self.at
            found = self._date_range()
            if found is None:
                self.at = before - (1 if ranges and self.kind(-1) in LIST_MARKS else 0)
                break
            missing = missing or found[0] == (0, 0, 0)
            ranges.append(found)
            if not (self.kind() in LIST_MARKS and self.text() != ":"):
                break
            self.at += 1
        return Scope(dates=tuple(ranges), first_missing=missing) if ranges else None

    def _monthly(self) -> Scope:
        """每月1日、15日: single days of every month."""
        days: list[int] = []
        while True:
            value = self.value() if self.kind() is Kind.DATE else None
            day = value[2] if isinstance(value, tuple) and not value[1] else 0
            if not 1 <= day <= 28:
                raise Lost
            days.append(day)
            self.at += 1
            if not (self.kind() is Kind.AND and self.kind(1) is Kind.DATE):
                break
            self.at += 1
        points = [(0, month, day) for month in range(1, 13) for day in days]
        return Scope(dates=tuple((point, point) for point in points))

    def _date_range(self) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
        first = self._date_point()
        if first is None:
            return None
        self.take(Kind.AFTER)
        if self.take(Kind.DASH):
            while self.take(Kind.FILL):
                continue
            last = self._date_point(follows=first)
            if last is None:
                return None
            self.take(Kind.BEFORE)
            return _completed(first, last)
        if self.kind(-1) is Kind.AFTER:
            return first, EVER
        return None if first == (0, 0, 0) else (first, first)

    def _date_point(
        self, follows: tuple[int, int, int] | None = None
    ) -> tuple[int, int, int] | None:
        kind = self.kind()
        if kind is Kind.DATE:
            value = self.value()
            assert isinstance(value, tuple)  # noqa: S101 - DATE tokens hold triples
            self.at += 1
            year, month, day = value
            if not month:
                if follows is None or not follows[1] or day > MONTH_DAYS[follows[1] - 1]:
                    raise Lost
                return (follows[0], follows[1], day)
            if kind is Kind.DATE and not day and self.kind() is Kind.NUMBER:
                return self._unfinished_day(year, month)
            return (year, month, day)
        if kind is Kind.YEAR_MONTH_GAP:
            self.at += 1
            return (0, 0, 0)
        return self._number_as_month() or self._dotted_date()

    def _unfinished_day(self, year: int, month: int) -> tuple[int, int, int]:
        """5月1-7日: the day's own 日 comes later."""
        day = self.value()
        after = self.tokens[self.at + 2] if self.at + 2 < len(self.tokens) else None
        if self.kind(1) is not Kind.DASH or after is None or after.kind is not Kind.DATE:
            return (year, month, 0)
        assert isinstance(day, int)  # noqa: S101 - NUMBER tokens hold integers
        self.at += 1
        return (year, month, day)

    def _number_as_month(self) -> tuple[int, int, int] | None:
        """The 10 of 10-4月, the 6 of 6、7、8月."""
        number = self.value() if self.kind() is Kind.NUMBER else None
        if not isinstance(number, int) or not 1 <= number <= 12:
            return None
        ahead = 1
        while self.kind(ahead) in (Kind.DASH, Kind.AND, Kind.FILL, Kind.NUMBER):
            ahead += 1
        value = self.value(ahead) if self.kind(ahead) is Kind.DATE else None
        if ahead == 1 or not isinstance(value, tuple) or value[0] or not value[1] or value[2]:
            return None
        self.at += 1
        return (0, number, 0)

    def _dotted_date(self) -> tuple[int, int, int] | None:
        """4.1-10.31, when one of the two cannot be a time or the day has one digit."""
        here = self.value() if self.kind() is Kind.DOTTED else None
        if not isinstance(here, tuple):
            return None
        near = [self.value(step) for step in (0, 2, -2) if self.kind(step) is Kind.DOTTED]
        pairs = [(pair[0], pair[1]) for pair in near if isinstance(pair, tuple)]
        times = all(len(minute) == 2 and hour <= 24 and int(minute) < 60 for hour, minute in pairs)
        dates = all(1 <= month <= 12 and 1 <= int(day) <= 31 for month, day in pairs)
        if times or not dates:
            if times and dates:
                raise Lost
            return None
        self.at += 1
        return (0, here[0], int(here[1]))


def _completed(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Years on both ends or on none."""
    if first[0] and not last[0]:
        year = first[0] + (1 if last[1:] < first[1:] else 0)
        return first, (year, last[1], last[2])
    if last[0] and not first[0]:
        raise Lost
    return first, last
