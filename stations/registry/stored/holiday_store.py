"""Holidays and make-up days of this installation in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace as replace_habits
from datetime import date

from stations.db.base import Database, Transaction
from stations.hours.osm.calendar import Calendar, DayKind, Habit, SpecialDay
from stations.registry.stored import store


def calendar(db: Database) -> Calendar:
    """The calendar that comes with the program, each year of the own table replacing its own."""
    # One statement: every step that counts working days asks for it.
    found = db.rows(
        "select day as key, kind as value, name from holidays"
        " union all select city, habit, null from holiday_habits order by key"
    )
    own = tuple(
        SpecialDay(day=date.fromisoformat(row["key"]), kind=DayKind(row["value"]), name=row["name"])
        for row in found
        if row["name"] is not None
    )
    taken = tuple((row["key"], Habit(row["value"])) for row in found if row["name"] is None)
    known = Calendar.shipped().updated_with(own) if own else Calendar.shipped()
    return replace_habits(known, habits=taken) if taken else known


_FOLLOWERS: list[Callable[[Transaction], None]] = []


def follow(work: Callable[[Transaction], None]) -> None:
    """Takes what a feature above does where the days are other ones, in the same transaction."""
    _FOLLOWERS.append(work)


def set_habit(tx: Transaction, city: str, habit: Habit) -> None:
    """A city says what its hours that name weekdays mean on a holiday."""
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
    for work in _FOLLOWERS:
        work(tx)


def update(db: Database, days: Iterable[SpecialDay]) -> None:
    """Takes over an announced arrangement, whole years at a time."""
    with db.writing() as tx:
        replace(tx, days)
