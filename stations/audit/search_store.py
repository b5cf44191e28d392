"""Entries of the log that somebody looks for: by person, subject, action and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from stations.db.base import Database, Row, Value
from stations.moments import utc_text

END = 2**53
"""Above every number of the log."""
MOST_READ = 2_000
"""Entries of one person, subject, action or of all that are looked at for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """What is looked for; what is None fits everything, and nothing fits an empty list."""

    actors: Sequence[str] | None = None
    subjects: Sequence[str] | None = None
    actions: Sequence[str] | None = None
    begin: datetime | None = None
    end: datetime | None = None
    """Not included."""
    before: int = END
    limit: int = 50

    @property
    def asks(self) -> bool:
        """Whether anything is looked for."""
        told = (self.actors, self.subjects, self.actions, self.begin, self.end)
        return any(one is not None for one in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Entries found, the newest first, and the number from which to go on; 0 at the end."""

    entries: list[Row]
    further: int


def search(db: Database, wanted: LogQuery) -> LogPage:
    """The newest of these entries; whatever the log holds, MOST_READ of each value are read."""
    lists = {
        "subject": wanted.subjects, "actor": wanted.actors, "action": wanted.actions,
    }  # fmt: skip
    given = {column: list(dict.fromkeys(texts)) for column, texts in lists.items() if texts}
    if any(texts is not None and not texts for texts in lists.values()):
        return LogPage(entries=[], further=0)
    values: dict[str, Value] = {"after": 0, "before": wanted.before, "most": MOST_READ}
    values |= {f"{name}{n}": one for name, texts in given.items() for n, one in enumerate(texts)}
    days, of_days = _days(wanted)
    if of_days and not _within(db, days, of_days, values=values):
        return LogPage(entries=[], further=0)
    read = _read(next(iter(given), ""), given)
    here = [f"l.{name} in ({_marks(name, texts)})" for name, texts in given.items()]
    rows = db.rows(
        f"select l.* from ({read}) r join log l on l.number = r.number"  # noqa: S608
        f" where {' and '.join([*here, *days])} order by l.number desc limit :limit",
        limit=wanted.limit,
        **values,
        **of_days,
    )
    # Where one value was read to its limit, older entries of it may fit as well: below that number
    # nothing is told yet, and the next page begins there.
    full = db.row(
        f"select max(low) as low from (select min(number) as low from ({read}) r"  # noqa: S608
        " group by part having count(*) >= :most) f",
        **values,
    )
    reached = int((full or {}).get("low") or 0)
    entries = [
        {**row, "body": orjson.loads(row["body"])} for row in rows if int(row["number"]) >= reached
    ]
    whole = len(entries) == wanted.limit
    return LogPage(entries=entries, further=int(entries[-1]["number"]) if whole else reached)


def _within(
    db: Database, days: list[str], of_days: dict[str, Value], *, values: dict[str, Value]
) -> bool:
    """Narrows the numbers that are read to those of these days; False where there are none.

    Days are no order of the log: what is told of other days, as by a demonstration, has none.
    """
    found = db.row(
        "select min(l.number) as low, max(l.number) as high from log l"  # noqa: S608
        f" where {' and '.join(days)}",
        **of_days,
    )
    if not found or found["low"] is None:
        return False
    values["after"] = int(found["low"]) - 1
    values["before"] = min(int(str(values["before"])), int(found["high"]) + 1)
    return True


def _read(column: str, given: dict[str, list[str]]) -> str:
    """The numbers that are looked at: of each value of the narrowest filter, or of all."""
    lead = [f"l.{column} = :{column}{n} and" for n, _ in enumerate(given.get(column, ()))]
    return " union all ".join(
        f"select * from (select l.number, {n} as part from log l"  # noqa: S608
        f" where {condition} l.number > :after and l.number < :before"
        f" order by l.number desc limit :most) p{n}"
        for n, condition in enumerate(lead or [""])
    )


def _days(wanted: LogQuery) -> tuple[list[str], dict[str, Value]]:
    parts, values = ["1 = 1"], {}
    for name, at, sign in (("begin", wanted.begin, ">="), ("end", wanted.end, "<")):
        if at is not None:
            parts.append(f"l.at {sign} :{name}")
            values[name] = utc_text(at)
    return parts, dict(values)


def _marks(name: str, texts: Sequence[str]) -> str:
    return ", ".join(f":{name}{n}" for n, _ in enumerate(texts))
