"""The nearest stations as one JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import orjson

from stations.geo import frames
from stations.geo.point import Datum
from stations.moments import STATION_TIME, china_day
from stations.nearest.filtering import usable
from stations.nearest.question import CLOSED, OPEN, UNKNOWN
from stations.nearest.search_request import SearchRequest
from stations.nearest.snapshot import Rows, Snapshot
from stations.registry import public_row

_NOTHING_SAID = b'"said_shut":null,'
_STATES = {OPEN: "true", CLOSED: "false", UNKNOWN: "null"}


class Hint(Protocol):
    """That workers found a door shut, and nobody has looked into it."""

    @property
    def people(self) -> int: ...

    @property
    def at(self) -> datetime: ...

    def told(self, at: datetime) -> bool:
        """Whether it is still told at a moment."""
        ...


def document(
    kept: Snapshot,
    asked: SearchRequest,
    *,
    hints: Mapping[str, Hint] | None = None,
    age_s: float | None = None,
) -> bytes:
    """`{"stations": [...], "complete": ..., "datum": ..., "at": ...}`, nearest first.

    Each station is its published fragment with distance (metres), place in the datum asked for,
    state, when that changes, and what workers found at its door; with wishes also whether all that
    is wished for can be used. The fragments are pasted as the bytes they are. Where the stations
    are as they were long ago, `age_minutes` says so.
    """
    kept.networks.check(asked.question.networks)
    answer = kept.finder.nearest(asked.question)
    rows = kept.rows[answer.indices]
    columns = kept.table.columns
    lats, lons = columns["lat"][rows], columns["lon"][rows]
    if asked.datum is not Datum.WGS84:
        lats, lons = (half.round(8) for half in frames.from_wgs84(lats, lons, asked.datum))
    # Neighbours often keep the same hours: what changes is told once for all of them.
    openings = columns["opening"][rows].tolist()
    told = kept.told_at(asked.at)
    parts = []
    wanted = _wanted(kept, asked, rows)
    heard = _heard(kept, asked, rows, hints)
    for fragment, metres, opening, state, wished, said, lat, lon in zip(
        kept.table.fragments(rows), _numbers(answer.distances_m.round(1)), openings,
        answer.states.tolist(), wanted, heard, _numbers(lats), _numbers(lons), strict=True,
    ):  # fmt: skip
        changes = told.get(opening)
        if changes is None:
            changes = told[opening] = _changes(kept, asked.at, opening, state).encode()
        place = b'{"distance_m":%b,"lat":%b,"lon":%b,' % (metres, lat, lon)
        parts.append(b"%b%b,%b%b%b" % (place, changes, said, wished, fragment[1:]))
    return b'{"stations":[%b],"complete":%b,"datum":"%b","at":"%b"%b}' % (
        b",".join(parts),
        b"true" if answer.complete else b"false",
        asked.datum.value.encode(),
        _moment(asked.at.replace(microsecond=0)).encode(),
        b"" if age_s is None else b',"age_minutes":%d' % (age_s // 60),
    )


def _wanted(kept: Snapshot, asked: SearchRequest, rows: Rows) -> list[bytes]:
    """Whether all that is wished for can be used then, of each row; nothing without wishes."""
    question = asked.question
    if not (question.wants or question.any_of or question.ways_in):
        return [b""] * rows.size
    columns = kept.table.columns
    states = usable(
        question,
        columns["opening"][rows],
        columns["amenities"][rows].astype(np.uint64),
        kept.finder.moment(asked.at),
    )
    return [b'"wants_open":%b,' % _STATES[state].encode() for state in states.tolist()]


def _heard(
    kept: Snapshot, asked: SearchRequest, rows: Rows, hints: Mapping[str, Hint] | None
) -> list[bytes]:
    """What is told of each row's door at the moment that is asked for."""
    if not hints:
        return [_NOTHING_SAID] * rows.size
    told = (said_shut(hints.get(kept.table.ids[row]), at=asked.at) for row in rows.tolist())
    return [b'"said_shut":%b,' % orjson.dumps(one) for one in told]


def said_shut(hint: Hint | None, *, at: datetime) -> dict[str, Any] | None:
    """By how many a door was found shut, and when last; None where nothing is told."""
    if hint is None or hint.at > at or not hint.told(at):
        return None
    return {"people": hint.people, "at": _moment(hint.at)}


def _numbers(values: npt.NDArray[np.float64]) -> list[bytes]:
    """Each number as JSON; all at once costs a tenth of one after the other."""
    return orjson.dumps(values.tolist())[1:-1].split(b",") if values.size else []


def _changes(kept: Snapshot, at: datetime, opening: int, state: int) -> str:
    change = kept.timetables.change_after(opening, at) if state != UNKNOWN else None
    closes = change[0] if change and state == OPEN and change[1] is False else None
    opens = change[0] if change and state == CLOSED and change[1] else None
    closures = kept.timetables.openings[opening].closures
    day = china_day(at)
    ahead = public_row.announced(closures, day)
    phase = orjson.dumps({**public_row.of_day(closures, day), "announced": ahead})
    return (
        f'"open":{_STATES[state]},"closes_at":{_told(closes)},"opens_at":{_told(opens)},'
        f"{phase.decode()[1:-1]}"
    )


def _told(moment: datetime | None) -> str:
    return "null" if moment is None else f'"{_moment(moment)}"'


@lru_cache(maxsize=1_000)
def _moment(at: datetime) -> str:
    return at.astimezone(STATION_TIME).replace(microsecond=0).isoformat()
