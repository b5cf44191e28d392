"""What is on in the next days, cut into files beside the cells of the stations.

They have names of their own, so that an activity renames no cell, and a list of their own, so that
the manifest says one name for all of them, and none where nothing is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson

from stations.activities.model import Audience, Occasion, Session, kinds
from stations.activities.programme import NEAR_DAYS, Spot, WhatsOn, is_moved
from stations.nearest import tiles

SHALLOWEST, DEEPEST = 6, 13
MOST = 120
"""Occasions of a file, where it is not the smallest tile already."""
UNITS = 10_000_000
_MINUTE = 60
_CHINA_MIN = 480
OFF, MOVED, FULL, MEMBERS, DEMO, WAITING = (1 << bit for bit in range(6))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An occasion at one of its places."""

    one: Occasion
    spot: Spot


class ActivityCut:
    """One state of what is on, cut into files; never changed, so that threads may share it."""

    def __init__(self, programme: WhatsOn) -> None:
        self.programme = programme
        self._files: dict[str, bytes] = {}
        self._areas: dict[str, set[str]] = {}
        entries = list(self._cut(list(_placed(programme)), programme))
        self.index = ""
        if entries:
            terms = [(term.id, term.zh) for term in kinds().terms.values()]
            body = orjson.dumps({"kinds": terms, "days": NEAR_DAYS, "files": entries})
            self.index = _kept(self._files, body)

    def names(self) -> Iterator[str]:
        """Every file, by its path without `.json`."""
        yield from self._files

    def file(self, name: str) -> bytes | None:
        """The JSON of a file; None for a name that is not in this cut."""
        return self._files.get(name)

    def files_of(self, area: str) -> list[str]:
        """The list of the files, and those that tell all that is on in an area."""
        found = [
            name
            for name, areas in self._areas.items()
            if any(code.startswith(area) for code in areas)
        ]
        return [self.index, *found] if self.index else []

    def _cut(
        self, rows: Sequence[_Row], programme: WhatsOn
    ) -> Iterator[tuple[int, int, int, int, str]]:
        """Entries `[z, x, y, occasions, name]` of the files, and the files themselves."""
        if not rows:
            return
        lat, lon = (np.array([_degrees(row.spot)[axis] for row in rows]) for axis in (0, 1))
        codes = tiles.codes(lat, lon)
        order = np.argsort(codes, kind="stable")
        parts = tiles.shared_out(codes[order], shallowest=SHALLOWEST, deepest=DEEPEST, most=MOST)
        for tile, low, high in parts:
            inside = sorted((rows[n] for n in order[low:high].tolist()), key=_begin)
            name = _kept(self._files, orjson.dumps(_document(inside, programme)))
            self._areas[name] = {row.spot.area_code for row in inside}
            yield (*tile, high - low, name)


def _placed(programme: WhatsOn) -> Iterator[_Row]:
    """What begins or goes on from today on, once for each place that has a point."""
    for one in programme.ahead(programme.begin, days=NEAR_DAYS + 1):
        for spot in programme.where(one.activity):
            if spot.point is not None and (spot.listed or not spot.station_id):
                yield _Row(one=one, spot=spot)


def _document(rows: Sequence[_Row], programme: WhatsOn) -> dict[str, Any]:
    """Activities, places and sessions, which refer to them by position (docs/api.md)."""
    activities: dict[str, int] = {}
    places: dict[Spot, int] = {}
    told: dict[str, list[list[Any]]] = {"activities": [], "places": [], "sessions": []}
    for row in rows:
        activity, session = row.one.activity, row.one.session
        if activity.id not in activities:
            activities[activity.id] = len(activities)
            told["activities"].append([activity.id, _kind(activity.kind), activity.title])
        if row.spot not in places:
            places[row.spot] = len(places)
            told["places"].append(_place(row.spot))
        begin = _minute(session.starts_at)
        told["sessions"].append(
            [
                activities[activity.id],
                places[row.spot],
                begin,
                _minute(session.ends_at) - begin,
                _flags(row, programme),
                *_sign_up(session, begin),
            ]
        )
    return dict(told)


def _kind(kind: str) -> int:
    """The place of a kind in the list; of one that is no more, that of the others."""
    order = list(kinds().terms)
    return order.index(kind if kind in order else "other")


def _sign_up(session: Session, begin: int) -> list[int]:
    """How many minutes before the beginning one signs up, from and until; nothing without it.

    From 0: from publication on.
    """
    if session.capacity is None:
        return []
    opens = begin - _minute(session.opens_at) if session.opens_at else 0
    return [opens, begin - _minute(session.closing)]


def _place(spot: Spot) -> list[Any]:
    at_place = [] if spot.station_id else [spot.address]
    lat, lon = (round(axis * UNITS) for axis in _degrees(spot))
    return [spot.station_id, spot.name, lat, lon, *at_place]


def _flags(row: _Row, programme: WhatsOn) -> int:
    one = row.one
    told = {
        OFF: one.off,
        MOVED: is_moved(one),
        FULL: one.session.id in programme.full,
        MEMBERS: one.activity.who is Audience.MEMBERS,
        DEMO: row.spot.demo,
        WAITING: one.session.waiting > 0,
    }
    return sum(bit for bit, is_so in told.items() if is_so)


def _degrees(spot: Spot) -> tuple[float, float]:
    point = spot.point
    return (point.lat, point.lon) if point else (0.0, 0.0)


def _begin(row: _Row) -> tuple[datetime, str]:
    return row.one.session.starts_at, row.one.session.id


def _minute(at: datetime) -> int:
    """Minutes since the beginning of 1970 in China, as phones count them."""
    return int(at.timestamp()) // _MINUTE + _CHINA_MIN


def _kept(files: dict[str, bytes], body: bytes) -> str:
    name = blake2b(body, digest_size=6).hexdigest()
    files[name] = body
    return name
