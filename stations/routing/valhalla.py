"""A Valhalla server, asked by its HTTP API: how far is it by road, and how long does it take?

One question is a matrix of one start and several goals (`/sources_to_targets`, documented with
Valhalla's API). Distances are of roads, in metres; times in seconds.
"""

from __future__ import annotations

import http.client
import json
import math
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from stations.errors import Invalid
from stations.geo.distance import between
from stations.geo.point import Point

TIMEOUT_S = 4.0
_STATUS_S = 1.5
COSTINGS = {"walk": "pedestrian", "ride": "bicycle", "drive": "auto"}
"""How one travels → what Valhalla calls it."""
_MOST_BYTES = 200_000
_NO_ROAD = frozenset({154, 170, 171, 442})
"""Valhalla's error codes of a goal without a road to it, or too far for this way of travel."""
_NEAR_M = 300.0
"""A road farther from a station than this does not lead to it."""


class RoutingError(Exception):
    """The server did not answer, or not as Valhalla does; the text says how, for the log."""


class Road(NamedTuple):
    """A way by road beside the straight line between its ends."""

    straight_m: float
    road_m: float
    seconds: float


class _NoRedirect(HTTPRedirectHandler):
    """Asks the server that was named, and none that it names."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(ProxyHandler({}), _NoRedirect)


def roads(address: str, start: Point, goals: Sequence[Point], *, mode: str) -> list[Road | None]:
    """The way from a start to each goal; None where no road leads there. Raises RoutingError."""
    told = _asked(address, start, goals, mode)
    if told is not None:
        return told
    # One goal without a road refuses the whole matrix: the others are asked for one by one.
    apart = [_asked(address, start, [goal], mode) if len(goals) > 1 else None for goal in goals]
    return [one[0] if one else None for one in apart]


def trouble(address: str) -> str:
    """Why a server does not answer at this moment; '' where it does."""
    try:
        with _OPENER.open(f"{address}/status", timeout=_STATUS_S) as response:
            _decoded(response.read(_MOST_BYTES + 1))
    except (URLError, OSError, http.client.HTTPException, RoutingError) as error:
        return str(error) or type(error).__name__
    return ""


def _asked(
    address: str, start: Point, goals: Sequence[Point], mode: str
) -> list[Road | None] | None:
    question = {
        "sources": [{"lat": start.lat, "lon": start.lon}],
        "targets": [{"lat": goal.lat, "lon": goal.lon} for goal in goals],
        "costing": COSTINGS[mode],
        "units": "kilometers",
        "verbose": True,
    }
    answer = _posted(f"{address}/sources_to_targets", question)
    if answer is None:
        return None
    try:
        return _read(answer, goals)
    except (KeyError, IndexError, TypeError, ValueError, Invalid) as error:
        raise RoutingError(f"not an answer of Valhalla: {error!r}") from error


def _read(answer: dict[str, Any], goals: Sequence[Point]) -> list[Road | None]:
    """The ways of a matrix; they run between the places on a road that the server has found."""
    (row,) = answer["sources_to_targets"]
    begin = _point(answer["sources"][0])
    ends = [_point(one) for one in answer["targets"]]
    found: list[Road | None] = [None] * len(goals)
    for cell in row:
        to, length, seconds = cell["to_index"], cell["distance"], cell["time"]
        if length is None or seconds is None or between(goals[to], ends[to]) > _NEAR_M:
            continue
        road = Road(between(begin, ends[to]), float(length) * 1000, float(seconds))
        if all(math.isfinite(it) and it >= 0 for it in road):
            found[to] = road
    return found


def _point(told: dict[str, float]) -> Point:
    return Point(lat=float(told["lat"]), lon=float(told["lon"]))


def _posted(url: str, question: dict[str, Any]) -> dict[str, Any] | None:
    """The answer; None where the server says that no road leads there."""
    request = Request(  # noqa: S310 - the settings allow http and https only
        url,
        data=json.dumps(question).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "stations"},
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as response:
            return _decoded(response.read(_MOST_BYTES + 1))
    except HTTPError as error:
        with error:
            told = _decoded(error.read(_MOST_BYTES + 1))
        if told.get("error_code") in _NO_ROAD:
            return None
        raise RoutingError(f"status {error.code}: {told.get('error')}") from error
    except (URLError, OSError, http.client.HTTPException) as error:
        raise RoutingError(str(error) or type(error).__name__) from error


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body) if len(body) <= _MOST_BYTES else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise RoutingError("not an answer of Valhalla")
    return told
