"""Time and size of a map file, beside plain folium markers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import folium

from stations.geo.point import Point
from stations.registry.model import Amenity, Hours, Place, Star, Station
from stations.reports import area_map

SIZES = (526, 5_000)
MUST_SECONDS = 5.0


def stations(count: int) -> list[Station]:
    return [
        Station(
            id=f"s{number:05}",
            name=f"第 {number} 驿站",
            place=Place(
                area_code="370102",
                address=f"经十路 {number} 号",
                point=Point(lat=36.6 + number % 71 / 500, lon=117.0 + number // 71 / 500),
            ),
            amenities=(Amenity(id="drinking_water"), Amenity(id="microwave")),
            hours=Hours(osm="Mo-Su 08:00-20:00", words="每天 8:00-20:00"),
            star=Star(level=number % 5 + 1),
        )
        for number in range(count)
    ]


def ours(found: Sequence[Station]) -> str:
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    return area_map.document(found, sheet=area_map.MapSheet(area="历下区", made_at=made_at))


def plain(found: Sequence[Station]) -> str:
    """The baseline: one folium Marker with a popup for each station; its files stay outside."""
    page = folium.Map(location=[36.65, 117.1])
    for station in found:
        point = station.place.point
        if point is not None:
            folium.Marker(
                [point.lat, point.lon], popup=f"{station.name} {station.place.address}"
            ).add_to(page)
    text: str = page.get_root().render()
    return text


def measured(build: Callable[[Sequence[Station]], str], found: Sequence[Station]) -> list[float]:
    """Seconds and megabytes."""
    start = time.perf_counter()
    text = build(found)
    return [time.perf_counter() - start, len(text.encode()) / 1e6]


def main() -> None:
    ours(stations(1))  # The vendored files are read once.
    print("| stations | ours s | ours MB | plain folium s | plain folium MB | must s |")
    print("|---|---|---|---|---|---|")
    for count in SIZES:
        found = stations(count)
        a, b = measured(ours, found), measured(plain, found)
        print(f"| {count} | {a[0]:.3f} | {a[1]:.2f} | {b[0]:.3f} | {b[1]:.2f} | {MUST_SECONDS} |")


if __name__ == "__main__":
    main()
