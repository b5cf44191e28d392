"""Holidays and make-up days of this installation in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as replace_habits
from datetime import date

from stations.db.base import Database, Transaction
from stations.hours.osm.calendar import Calendar, DayKind, Habit, SpecialDay
from stations.registry.stored import store


def rows(db: Database) -> tuple[SpecialDay, ...]:
    """The days of this installation's own table, in order."""
    return tuple(
        SpecialDay(day=date.fromisoformat(row["day"]), kind=DayKind(row["kind"]), name=row["name"])
        for row in db.rows("select day, kind, name from holidays order by day")
    )


def calendar(db: Database) -> Calendar:
    """The calendar that comes with the program, each year of the own table replacing its own."""
    own, taken = rows(db), habits(db)
    known = Calendar.shipped().updated_with(own) if own else Calendar.shipped()
    return replace_habits(known, habits=taken) if taken else known


def habits(db: Database) -> tuple[tuple[str, Habit], ...]:
    """What each city takes hours that name weekdays to mean on a holiday, where it has said so."""
    found = db.rows("select city, habit from holiday_habits order by city")
    return tuple((row["city"], Habit(row["habit"])) for row in found)


def set_habit(db: Database, city: str, habit: Habit) -> None:
    """A city says what its hours that name weekdays mean on a holiday."""
    with db.writing() as tx:
        tx.run(
            "insert into holiday_habits (city, habit) values (:city, :habit)"
            " on conflict (city) do update set habit = excluded.habit",
            city=city,
            habit=habit.value,
        )
        store.advance(tx)


def replace(tx: Transaction, days: Iterable[SpecialDay]) -> None:
    """Puts these days in the place of the years they lie in."""
    fresh = sorted(days, key=lambda special: special.day)
    for year in sorted({special.day.year for special in fresh}):
        tx.run("delete from holidays where day like :year", year=f"{year}-%")
    tx.load(
        "holidays",
        ({"day": s.day.isoformat(), "kind": s.kind.value, "name": s.name} for s in fresh),
    )
    # Every process that holds stations in memory learns of new holidays by the revision.
    store.advance(tx)


def update(db: Database, days: Iterable[SpecialDay]) -> None:
    """Takes over an announced arrangement, whole years at a time."""
    with db.writing() as tx:
        replace(tx, days)
