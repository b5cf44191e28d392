"""What a city says of holidays, for stations whose hours name weekdays only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.hours.osm.calendar import Habit
from stations.registry.stored import holiday_store, search_rows

HABIT_WORDS: Mapping[Habit, str] = {
    Habit.USUAL: "照常",
    Habit.CLOSED: "休息",
    Habit.UNKNOWN: "说不准",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CityHoliday:
    """What holds in a city, for how many listed stations, and who said so when."""

    habit: Habit
    stations: int
    by: str = ""
    at: datetime | None = None
    """None: nobody said it, or before it was noted."""


def of_city(db: Database, city: str) -> CityHoliday:
    """What holds in a city (four digits) today."""
    habit = holiday_store.calendar(db).habit(city)
    count, entries = search_rows.doubted_on_holidays(db, city), log.about(db, _subject(city))
    entry = log.get(db, entries[-1]) if entries else None
    if entry is None:
        return CityHoliday(habit=habit, stations=count)
    return CityHoliday(
        habit=habit, stations=count, by=entry["by"], at=datetime.fromisoformat(entry["at"])
    )


def settle(db: Database, city: str, habit: Habit, *, act: Act) -> None:
    """Sets what hours that name weekdays mean in a city on a holiday, and notes who did."""
    with db.writing() as tx:
        before = holiday_store.calendar(tx).habit(city)
        holiday_store.set_habit(tx, city, habit)
        body = {"was": before.value, "now": habit.value}
        log.append(tx, act=act, subject=_subject(city), area=city, body=body)


def _subject(city: str) -> str:
    return f"city:{city}"
