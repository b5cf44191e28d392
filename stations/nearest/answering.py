"""How is an answer written: the nearest stations as one JSON document?"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import orjson

from stations.geo import frames
from stations.geo.point import Datum
from stations.hours.model import STATION_TIME
from stations.nearest.asking import Asked
from stations.nearest.keeping import Kept
from stations.nearest.question import CLOSED, OPEN, SHUT_INDEFINITELY, UNKNOWN

_STATES = {OPEN: b"true", CLOSED: b"false", UNKNOWN: b"null"}


def document(kept: Kept, asked: Asked) -> bytes:
    """`{"stations": [...], "complete": ..., "datum": ..., "at": ...}`, nearest first.

    Each station is its published fragment with distance (metres), place in the datum asked for,
    state, and when that changes. The fragments are pasted as the bytes they are.
    """
    answer = kept.finder.nearest(asked.question)
    rows = kept.rows[answer.indices]
    columns = kept.table.columns
    lats, lons = columns["lat"][rows], columns["lon"][rows]
    if asked.datum is not Datum.WGS84:
        lats, lons = (half.round(8) for half in frames.from_wgs84(lats, lons, asked.datum))
    places = zip(lats.tolist(), lons.tolist(), strict=True)
    # Neighbours often keep the same hours: what changes is told once for all of them.
    keys = zip(
        columns["timetable"][rows].tolist(), columns["shut"][rows].tolist(),
        answer.states.tolist(), strict=True,
    )  # fmt: skip
    told: dict[tuple[int, int, int], bytes] = {}
    parts = []
    for row, metres, key, (lat, lon) in zip(
        rows.tolist(), answer.distances_m.tolist(), keys, places, strict=True
    ):
        if key not in told:
            told[key] = _changes(kept, asked.at, *key)
        head = b'{"distance_m":%.1f,"lat":%r,"lon":%r,%b,' % (metres, lat, lon, told[key])
        parts.append(head + kept.table.fragment(row)[1:])
    return b'{"stations":[%b],"complete":%b,"datum":"%b","at":%b}' % (
        b",".join(parts),
        b"true" if answer.complete else b"false",
        asked.datum.value.encode(),
        _moment(asked.at),
    )


def _changes(kept: Kept, at: datetime, timetable: int, shut: int, state: int) -> bytes:
    closes = opens = b"null"
    if state == OPEN:
        closes = _closing(kept, timetable, at)
    elif state == CLOSED:
        opens = _opening(kept, timetable, shut, at)
    return b'"open":%b,"closes_at":%b,"opens_at":%b' % (_STATES[state], closes, opens)


def _closing(kept: Kept, timetable: int, at: datetime) -> bytes:
    change = kept.timetables.change_after(timetable, at)
    return _moment(change[0]) if change and change[1] is False else b"null"


def _opening(kept: Kept, timetable: int, shut: int, at: datetime) -> bytes:
    """When a closed station opens; one that is shut opens at the end of that at the earliest."""
    if timetable < 0 or shut == SHUT_INDEFINITELY:
        return b"null"
    if shut > at.timestamp():
        at = datetime.fromtimestamp(shut, UTC)
        state = kept.timetables.state_at(timetable, at)
        if state is not False:
            return _moment(at) if state else b"null"
    change = kept.timetables.change_after(timetable, at)
    return _moment(change[0]) if change and change[1] else b"null"


@lru_cache(maxsize=1_000)
def _moment(at: datetime) -> bytes:
    return orjson.dumps(at.astimezone(STATION_TIME).replace(microsecond=0).isoformat())
