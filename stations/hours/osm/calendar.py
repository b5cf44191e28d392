"""Public holidays, working days, school holidays and the lunar new year."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from stations import shipped
from stations.errors import Invalid

SHIPPED = shipped.folder("data") / "holidays.csv"
LONGEST_TABLE = 20_000
ANNOUNCED = (11, 15)
"""Month and day by which the days off of the next year have mostly been announced."""

LUNAR_NEW_YEARS = (
    date(2019, 2, 5),
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
    date(2032, 2, 11),
    date(2033, 1, 31),
    date(2034, 2, 19),
    date(2035, 2, 8),
)
"""First days of the lunar year: astronomy, known long before any holiday is announced."""

FESTIVALS = {
    "清明": (
        date(2026, 4, 5),
        date(2027, 4, 5),
        date(2028, 4, 4),
        date(2029, 4, 4),
        date(2030, 4, 5),
    ),
    "端午": (
        date(2026, 6, 19),
        date(2027, 6, 9),
        date(2028, 5, 28),
        date(2029, 6, 16),
        date(2030, 6, 5),
    ),
    "中秋": (
        date(2026, 9, 25),
        date(2027, 9, 15),
        date(2028, 10, 3),
        date(2029, 9, 22),
        date(2030, 9, 12),
    ),
}
"""Festivals whose own day moves: astronomy too, whatever days off are announced around them."""


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    WORKDAY = "workday"


KIND_WORDS = {
    "holiday": DayKind.HOLIDAY,
    "holiday_or_bridge": DayKind.HOLIDAY,
    "节假日": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "workday": DayKind.WORKDAY,
    "adjusted_workday": DayKind.WORKDAY,
    "调休上班": DayKind.WORKDAY,
    "上班": DayKind.WORKDAY,
}

COLUMN_WORDS = {"日期": "date", "类型": "kind", "种类": "kind", "名称": "name"}


class Habit(StrEnum):
    """What hours that name weekdays are taken to mean on a holiday."""

    USUAL = "usual"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day off of the announced arrangement, or a weekend day that is worked."""

    day: date
    kind: DayKind
    name: str

    def __post_init__(self) -> None:
        if not 2000 <= self.day.year <= 2099:
            raise Invalid("invalid.holiday_year", field="date", day=self.day)
        if self.kind is DayKind.WORKDAY and self.day.weekday() < 5:
            raise Invalid("invalid.already_workday", field="kind", day=self.day)
        if len(self.name) > 40:
            raise Invalid("invalid.festival_name", field="name", day=self.day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and days worked, for the years that the table covers.

    A year is known when the table has at least one holiday in it: the arrangement is announced
    for a whole year at once. `None` answers mean that the year is not in the table. `habits` says
    of a city, by four digits, what hours that name weekdays mean there on a holiday.
    """

    days: tuple[SpecialDay, ...] = ()
    habits: tuple[tuple[str, Habit], ...] = ()
    _kinds: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)
    _years: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_kinds", {special.day: special for special in self.days})
        years = frozenset(s.day.year for s in self.days if s.kind is DayKind.HOLIDAY)
        object.__setattr__(self, "_years", years)

    @staticmethod
    def shipped() -> "Calendar":
        """The calendar that comes with the program (`data/holidays.csv`)."""
        return _shipped()

    def updated_with(self, rows: Iterable[SpecialDay]) -> "Calendar":
        """This calendar with each year of `rows` replaced by what they say for it.

        Whole years are replaced, so a corrected arrangement leaves no day of the old one behind.
        """
        fresh = tuple(rows)
        years = {special.day.year for special in fresh}
        kept = (special for special in self.days if special.day.year not in years)
        days = tuple(sorted((*kept, *fresh), key=lambda special: special.day))
        return Calendar(days, self.habits)

    def habit(self, city: str) -> Habit:
        """What a city takes hours that name weekdays to mean on a holiday."""
        return dict(self.habits).get(city, Habit.UNKNOWN)

    def known(self, day: date) -> bool:
        return day.year in self._years

    def known_until(self, day: date) -> date | None:
        """The last day that is known without a gap from this one on; None where it is not."""
        year = day.year
        while year in self._years:
            year += 1
        return date(year - 1, 12, 31) if year > day.year else None

    def missing_year(self, today: date) -> int | None:
        """The year that should be in the table by now and is not."""
        if today.year not in self._years:
            return today.year
        due = (today.month, today.day) >= ANNOUNCED
        return today.year + 1 if due and today.year + 1 not in self._years else None

    def is_holiday(self, day: date) -> bool | None:
        """Whether the announced arrangement gives the day off, bridge days included."""
        special = self._kinds.get(day)
        if special is not None:
            return special.kind is DayKind.HOLIDAY
        return False if day.year in self._years else None

    def is_working_day(self, day: date) -> bool | None:
        """Whether it is worked: plain weekdays and make-up weekend days, holidays not."""
        special = self._kinds.get(day)
        if special is not None:
            return special.kind is DayKind.WORKDAY
        return day.weekday() < 5 if day.year in self._years else None

    def name(self, day: date) -> str:
        """The holiday's name, empty for other days."""
        special = self._kinds.get(day)
        return special.name if special is not None and special.kind is DayKind.HOLIDAY else ""


@lru_cache(maxsize=1)
def _shipped() -> Calendar:
    return Calendar(parse_rows(SHIPPED.read_text(encoding="utf-8")))


def parse_rows(text: str) -> tuple[SpecialDay, ...]:
    """The special days of a CSV text with the columns date, kind and name.

    Columns that are not needed may stand beside them. Errors: Invalid, naming the line.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    found: dict[date, SpecialDay] = {}
    try:
        header = [COLUMN_WORDS.get(c.strip(), c.strip().lower()) for c in next(reader, [])]
        missing = [name for name in ("date", "kind", "name") if name not in header]
        if missing:
            raise Invalid("invalid.holiday_columns", field=missing[0], missing=missing)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            special = _special_day(dict(zip(header, cells, strict=False)), line=reader.line_num)
            if special.day in found:
                raise Invalid(
                    "invalid.holiday_twice", field="date", line=reader.line_num, day=special.day
                )
            found[special.day] = special
            if len(found) > LONGEST_TABLE:
                raise Invalid("invalid.holiday_rows", field="date", longest=LONGEST_TABLE)
    except csv.Error as error:
        raise Invalid("invalid.holidays_not_csv", field="date", line=reader.line_num) from error
    if not found:
        raise Invalid("invalid.no_holidays", field="date")
    return tuple(sorted(found.values(), key=lambda special: special.day))


def _special_day(row: dict[str, str], *, line: int) -> SpecialDay:
    written = row.get("date", "").strip()
    try:
        day = date.fromisoformat(written.replace("/", "-"))
    except ValueError as error:
        raise Invalid(
            "invalid.holiday_date", field="date", line=line, written=written[:20]
        ) from error
    kind = KIND_WORDS.get(row.get("kind", "").strip().lower())
    if kind is None:
        raise Invalid(
            "invalid.holiday_kind", field="kind", line=line, kind=row.get("kind", "")[:20]
        )
    try:
        return SpecialDay(day=day, kind=kind, name=row.get("name", "").strip())
    except Invalid as error:
        raise Invalid("invalid.holiday_row", field=error.field, line=line, error=error) from error


def lunar_new_year_offset(day: date) -> int | None:
    """Days from the nearest first day of a lunar year: -1 on the eve. None beyond 2019–2035."""
    if not LUNAR_NEW_YEARS[0] <= day <= LUNAR_NEW_YEARS[-1]:
        return None
    return min(((day - first).days for first in LUNAR_NEW_YEARS), key=abs)


def is_school_vacation(day: date) -> bool | None:
    """Whether schools are shut: True or False where no city differs, None near the edges.

    Dates differ from city to city, so only the middle of each vacation is certain: 11 July to
    24 August, and the week on both sides of the lunar new year.
    """
    turn = (day.month, day.day)
    if (7, 11) <= turn <= (8, 24):
        return True
    if (6, 15) <= turn <= (9, 5):
        return None
    offset = lunar_new_year_offset(day)
    if offset is not None and -7 <= offset <= 7:
        return True
    return None if turn >= (12, 28) or turn <= (3, 5) else False


def previous_days(day: date, count: int) -> Iterable[date]:
    """The `count` days before `day`, nearest first."""
    return (day - timedelta(days=back) for back in range(1, count + 1))
