"""What the map of a page needs: place, names, tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.config import Settings
from stations.geo.point import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """Degrees are WGS-84. `places` are [name, lat, lon], drawn where there are no tiles."""

    lat: float
    lon: float
    zoom: int
    places: Sequence[tuple[str, float, float]]
    tiles: str
    attribution: str


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
        places=() if settings.tiles_url else places,
        tiles=settings.tiles_url,
        attribution=settings.tiles_attribution,
    )
