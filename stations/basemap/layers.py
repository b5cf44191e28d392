"""On which layer of the base map does a feature of OpenStreetMap stand, and from which zoom?

Names of layers and kinds are those of Protomaps, so that protomaps-leaflet draws the tiles:
https://docs.protomaps.com/basemaps/layers. Railways stand in `transit`, as up to its version 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stations.geo.osm_extract import Shape

LAYERS = ("earth", "landuse", "water", "buildings", "roads", "transit", "places", "pois")
MIN_ZOOM, MAX_ZOOM = 8, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a feature stands in the base map, and what is said of it there."""

    layer: str
    min_zoom: int
    properties: Mapping[str, Any]


Kinds = Mapping[str, tuple[str, int]]
"""Value of a tag → kind, zoom from which it is shown."""

_ROADS: Kinds = MappingProxyType(
    {
        "motorway": ("highway", 8),
        "trunk": ("major_road", 8),
        "primary": ("major_road", 9),
        "secondary": ("major_road", 11),
        "tertiary": ("major_road", 12),
        "unclassified": ("minor_road", 13),
        "residential": ("minor_road", 13),
        "living_street": ("minor_road", 13),
        "road": ("minor_road", 13),
        "busway": ("minor_road", 13),
        "service": ("minor_road", 14),
        "pedestrian": ("path", 14),
        "footway": ("path", 14),
        "cycleway": ("path", 14),
        "path": ("path", 14),
        "track": ("path", 14),
        "steps": ("path", 14),
        "corridor": ("path", 14),
    }
)
_RAILWAYS: Kinds = MappingProxyType(
    {
        "rail": ("rail", 9),
        "subway": ("subway", 12),
        "light_rail": ("light_rail", 12),
        "monorail": ("monorail", 12),
        "tram": ("tram", 13),
        "narrow_gauge": ("rail", 12),
    }
)
_WATERWAYS: Kinds = MappingProxyType(
    {
        "river": ("river", 9),
        "canal": ("canal", 11),
        "stream": ("stream", 13),
        "drain": ("drain", 14),
        "ditch": ("ditch", 14),
    }
)
_LINES = (("highway", "roads", _ROADS), ("railway", "transit", _RAILWAYS),
          ("waterway", "water", _WATERWAYS))  # fmt: skip

_WATERS: Mapping[str, Kinds] = MappingProxyType(
    {
        "natural": {"water": ("water", 9), "bay": ("bay", 10)},
        "waterway": {"riverbank": ("river", 9), "dock": ("dock", 12)},
        "landuse": {"reservoir": ("reservoir", 9), "basin": ("basin", 12)},
        "leisure": {"swimming_pool": ("swimming_pool", 14)},
    }
)
_LAND: Mapping[str, Kinds] = MappingProxyType(
    {
        "leisure": {
            "park": ("park", 10),
            "garden": ("garden", 13),
            "golf_course": ("golf_course", 12),
            "pitch": ("pitch", 14),
            "playground": ("playground", 14),
            "stadium": ("stadium", 13),
            "nature_reserve": ("nature_reserve", 9),
        },
        "landuse": {
            "residential": ("residential", 11),
            "commercial": ("commercial", 12),
            "retail": ("commercial", 12),
            "industrial": ("industrial", 11),
            "railway": ("railway", 12),
            "military": ("military", 12),
            "cemetery": ("cemetery", 12),
            "forest": ("forest", 9),
            "grass": ("grass", 13),
            "meadow": ("meadow", 12),
            "village_green": ("grass", 13),
            "recreation_ground": ("recreation_ground", 13),
            "farmland": ("farmland", 11),
            "orchard": ("orchard", 12),
        },
        "natural": {
            "wood": ("wood", 9),
            "scrub": ("scrub", 12),
            "grassland": ("grassland", 12),
            "wetland": ("wetland", 11),
            "beach": ("beach", 12),
            "sand": ("sand", 12),
            "bare_rock": ("bare_rock", 12),
        },
        "amenity": {
            "hospital": ("hospital", 12),
            "school": ("school", 13),
            "kindergarten": ("kindergarten", 14),
            "university": ("university", 12),
            "college": ("college", 12),
        },
        "aeroway": {
            "aerodrome": ("aerodrome", 10),
            "runway": ("runway", 11),
            "apron": ("apron", 13),
        },
        "tourism": {"zoo": ("zoo", 12), "theme_park": ("theme_park", 12)},
        "highway": {"pedestrian": ("pedestrian", 13)},
        "place": {"square": ("pedestrian", 13)},
        "man_made": {"pier": ("pier", 13), "bridge": ("bridge", 13)},
    }
)
_PLACES: Kinds = MappingProxyType(
    {
        "city": ("locality", 8),
        "town": ("locality", 9),
        "village": ("locality", 12),
        "hamlet": ("locality", 13),
        "suburb": ("macrohood", 11),
        "quarter": ("neighbourhood", 12),
        "neighbourhood": ("neighbourhood", 13),
    }
)
_POIS: Mapping[str, Kinds] = MappingProxyType(
    {
        "railway": {"station": ("station", 11), "halt": ("station", 12)},
        "aeroway": {"aerodrome": ("aerodrome", 10)},
        "amenity": {
            "hospital": ("hospital", 12),
            "university": ("university", 13),
            "college": ("college", 13),
            "bus_station": ("bus_station", 13),
            "school": ("school", 14),
            "clinic": ("clinic", 14),
            "library": ("library", 14),
            "townhall": ("townhall", 13),
            "police": ("police", 14),
            "marketplace": ("marketplace", 14),
            "fuel": ("fuel", 14),
            "toilets": ("toilets", 14),
            "theatre": ("theatre", 14),
        },
        "shop": {"mall": ("mall", 13), "supermarket": ("supermarket", 14)},
        "tourism": {"attraction": ("attraction", 13), "museum": ("museum", 13), "zoo": ("zoo", 13)},
        "leisure": {"park": ("park", 13), "stadium": ("stadium", 13)},
        "place": {"square": ("square", 13)},
        "natural": {"peak": ("peak", 12)},
    }
)

KEYS = tuple(
    sorted({"building", *(key for key, _, _ in _LINES), *_WATERS, *_LAND, *_POIS, "place"})
)
"""The tags that put a feature on the base map."""
_LINK, _LINK_LATER = "_link", 2


def placed(tags: Mapping[str, str], shape: Shape) -> list[Placed]:
    """The layers a feature stands on: a hospital is an area and a name."""
    if shape is Shape.LINE:
        return _lines(tags)
    if shape is Shape.POINT:
        return _named(tags)
    return [*_grounds(tags), *_named(tags)]


def _lines(tags: Mapping[str, str]) -> list[Placed]:
    if tags.get("area") == "yes":
        return []
    for key, layer, kinds in _LINES:
        detail = tags.get(key, "")
        found = kinds.get(detail.removesuffix(_LINK))
        if found:
            kind, zoom = found
            return [_placed(layer, kind, zoom, tags, **_about_a_line(tags, detail))]
    return []


def _about_a_line(tags: Mapping[str, str], detail: str) -> dict[str, Any]:
    said: dict[str, Any] = {"kind_detail": detail.removesuffix(_LINK)}
    said |= {f"is_{what}": True for what in ("bridge", "tunnel") if tags.get(what, "no") != "no"}
    if detail.endswith(_LINK):
        said["is_link"] = True
    if tags.get("highway") and tags.get("ref"):
        said["ref"] = tags["ref"]
    return said


def _grounds(tags: Mapping[str, str]) -> list[Placed]:
    if tags.get("building", "no") != "no":
        return [Placed(layer="buildings", min_zoom=14, properties={"kind": "building"})]
    for layer, table in (("water", _WATERS), ("landuse", _LAND)):
        found = _first(table, tags)
        if found:
            return [_placed(layer, *found, tags)]
    return []


def _named(tags: Mapping[str, str]) -> list[Placed]:
    """Names at a point; without a name a map has nothing to say there."""
    if not tags.get("name"):
        return []
    place = _PLACES.get(tags.get("place", ""))
    if place:
        return [_placed("places", *place, tags, kind_detail=tags["place"])]
    found = _first(_POIS, tags)
    return [_placed("pois", *found, tags)] if found else []


def _first(table: Mapping[str, Kinds], tags: Mapping[str, str]) -> tuple[str, int] | None:
    return next((kinds[tags[key]] for key, kinds in table.items() if tags.get(key) in kinds), None)


def _placed(layer: str, kind: str, zoom: int, tags: Mapping[str, str], **more: Any) -> Placed:
    later = _LINK_LATER if more.get("is_link") else 0
    names = {key: tags[key] for key in ("name", "name:zh") if tags.get(key)}
    if layer in ("places", "pois"):
        more["min_zoom"] = zoom
    return Placed(
        layer=layer,
        min_zoom=min(zoom + later, MAX_ZOOM),
        properties={"kind": kind, **more, **names},
    )
