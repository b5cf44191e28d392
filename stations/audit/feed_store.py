"""Entries of the log that somebody is told of: of some actions, in their areas, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from stations.db.base import Database, Row, Value, like

END = 2**53
"""Above every number of the log."""
MOST_READ = 10_000
"""Entries of one action that are looked at for a page, whosever they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """Which entries: of these actions, in areas (code prefixes) or about single stations."""

    actions: Sequence[str]
    areas: Sequence[str] = ()
    cities: Sequence[str] = ()
    """Of what a city itself keeps, wherever it lies in it."""
    stations: Sequence[str] = ()
    after: int = 0
    before: int = END
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Entries found, and the number down to which there are no others (0: to the beginning)."""

    entries: list[Row]
    reached: int


def feed(db: Database, wanted: FeedQuery) -> Feed:
    """The newest of these entries; `MOST_READ` of each action are read at most."""
    if not wanted.actions or not (wanted.areas or wanted.stations):
        return Feed(entries=[], reached=0)
    read, values = _read(wanted)
    here, more = _here(wanted)
    rows = db.rows(
        f"select l.* from ({read}) w join log l on l.number = w.number"  # noqa: S608
        f" where {here} order by l.number desc limit :limit",
        limit=wanted.limit,
        **values,
        **more,
    )
    if len(rows) == wanted.limit:
        reached = int(rows[-1]["number"])
    else:
        # Where one action was read to its limit, older entries of it may be theirs as well.
        full = db.row(
            f"select max(low) as low from (select min(number) as low from ({read}) r"  # noqa: S608
            " group by action having count(*) >= :most) f",
            **values,
        )
        reached = int((full or {}).get("low") or 0)
    entries = [{**row, "body": orjson.loads(row["body"])} for row in rows]
    return Feed(entries=[one for one in entries if one["number"] >= reached], reached=reached)


def after(db: Database, number: int, *, limit: int) -> list[Row]:
    """The entries after this one, oldest first."""
    rows = db.rows(
        "select * from log where number > :number order by number limit :limit",
        number=number,
        limit=limit,
    )
    return [{**row, "body": orjson.loads(row["body"])} for row in rows]


def _read(wanted: FeedQuery) -> tuple[str, dict[str, Value]]:
    """SQL of what is looked at: the newest entries of each action, from its index alone."""
    values: dict[str, Value] = {"after": wanted.after, "before": wanted.before, "most": MOST_READ}
    parts = []
    for n, action in enumerate(wanted.actions):
        values[f"action{n}"] = action
        parts.append(
            "select * from (select number, action, area from log"  # noqa: S608
            f" where action = :action{n} and number > :after and number < :before"
            f" order by number desc limit :most) a{n}"
        )
    return " union all ".join(parts), values


def _here(wanted: FeedQuery) -> tuple[str, dict[str, Value]]:
    values: dict[str, Value] = {}
    parts = []
    for n, area in enumerate(wanted.areas):
        parts.append(f"w.area like :area{n} escape '!'")
        values[f"area{n}"] = like(area)[1:] if area else "%"
    for n, city in enumerate(wanted.cities):
        parts.append(f"w.area = :city{n}")
        values[f"city{n}"] = city
    for n, station in enumerate(wanted.stations):
        # As `orjson` writes the body of an entry.
        parts.append(f"l.subject = :subject{n} or l.body like :station{n} escape '!'")
        values |= {
            f"subject{n}": f"station:{station}",
            f"station{n}": like(f'"station":"{station}"'),
        }
    return f"({' or '.join(parts)})", values
