"""Stations that may be registered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from stations.db.base import Row
from stations.geo.point import EARTH_RADIUS_M
from stations.geo.tree import KDTree
from stations.registry.entries import matching

_MOST_NEIGHBOURS = 9
"""With the station itself."""


def among(heads: Sequence[Row]) -> set[str]:
    """The ids of these rows (id, name, area_code, lat, lon) that another one of them may be.

    They lie near each other and have like names, or one of both waits for its point and they have
    the same name in the same district.
    """
    return _near([row for row in heads if row["lat"] is not None]) | _namesakes(heads)


def _near(placed: Sequence[Row]) -> set[str]:
    if len(placed) < 2:
        return set()
    vectors = matching.vectors(
        np.array([row["lat"] for row in placed], dtype=np.float64),
        np.array([row["lon"] for row in placed], dtype=np.float64),
    )
    _, neighbours = KDTree(vectors).query(
        vectors,
        k=min(_MOST_NEIGHBOURS, len(placed)),
        distance_upper_bound=matching.NEIGHBOURS_M / EARTH_RADIUS_M,
    )
    # Where there is no further neighbour, the tree answers with one too many.
    other = (neighbours != np.arange(len(placed))[:, None]) & (neighbours < len(placed))
    pairs = zip(np.nonzero(other)[0].tolist(), neighbours[other].tolist(), strict=True)
    return {
        placed[place]["id"]
        for one, other in pairs
        if matching.alike(placed[one]["name"], placed[other]["name"])
        for place in (one, other)
    }


def _namesakes(heads: Sequence[Row]) -> set[str]:
    called = defaultdict(list)
    for row in heads:
        called[matching.plain_name(row["name"]), row["area_code"][:6]].append(row)
    return {
        row["id"]
        for same in called.values()
        if len(same) > 1 and any(row["lat"] is None for row in same)
        for row in same
    }
