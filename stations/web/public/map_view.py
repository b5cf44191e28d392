"""What the map of a page needs: place, names, ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stations.config import Settings
from stations.geo.point import Point
from stations.web import map_ground


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """Degrees are WGS-84. `places` are [name, lat, lon], drawn where there is no ground."""

    lat: float
    lon: float
    zoom: int
    places: Sequence[tuple[str, float, float]]
    ground: dict[str, Any]


def map_view(
    settings: Settings,
    *,
    middle: Point | None,
    zoom: int,
    places: Sequence[tuple[str, float, float]],
) -> MapView | None:
    """The map around `middle`; none where that is unknown."""
    if middle is None:
        return None
    return MapView(
        lat=middle.lat,
        lon=middle.lon,
        zoom=zoom,
        places=places,
        ground=map_ground.told(settings),
    )
