"""Invented check-ins of the demo cities over two years, so that figures have a past."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from stations.db.base import Database
from stations.feedback import check_in_store
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import brief_store

_DAYS, _SEED, _STATIONS = 730, 20261120, 60
_BY_MONTH = (3, 3, 4, 4, 5, 7, 9, 8, 5, 4, 4, 5)
"""Summer is when people come."""
_HOURS = range(7, 22)
_LIKED = (2, 3, 3, 5, 9, 12, 10, 6, 4, 4, 6, 8, 6, 4, 2)


def add(db: Database, *, today: date) -> int:
    """Counts them; how many there are. Only for the demo cities."""
    chance = random.Random(_SEED)  # noqa: S311
    ids = sorted(row["id"] for row in brief_store.reachable(db, EVERYWHERE, today=today))
    chosen = chance.sample(ids, min(_STATIONS, len(ids)))
    rows = list(_visits(sorted(chosen), chance, today=today))
    with db.writing() as tx:
        check_in_store.load(tx, rows)
        check_in_store.load_hours(tx, _hours(rows, chance))
    return sum(n for _, _, n in rows)


def _hours(
    rows: list[tuple[str, date, int]], chance: random.Random
) -> Iterator[tuple[str, str, int, int]]:
    """The same visits by month and hour: most come at noon and in the evening."""
    hours: Counter[tuple[str, str, int]] = Counter()
    for station, day, n in rows:
        for hour in chance.choices(_HOURS, _LIKED, k=n):
            hours[station, f"{day:%Y-%m}", hour] += 1
    for (station, month, hour), n in sorted(hours.items()):
        yield station, month, hour, n


def _visits(
    ids: list[str], chance: random.Random, *, today: date
) -> Iterator[tuple[str, date, int]]:
    for station in ids:
        liked = chance.random()
        for back in range(_DAYS):
            day = today - timedelta(days=back)
            usual = _BY_MONTH[day.month - 1] * liked * (0.6 if day.weekday() > 4 else 1)
            n = int(chance.random() * usual * (1.3 - back / _DAYS))
            if n:
                yield station, day, n
