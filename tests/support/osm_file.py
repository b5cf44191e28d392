"""Small OpenStreetMap files, written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

Place = tuple[float, float]
"""Latitude and longitude."""


@dataclass
class OsmFile:
    """Nodes and ways in the order in which they are drawn."""

    nodes: list[tuple[Place, Mapping[str, str]]] = field(default_factory=list)
    ways: list[tuple[list[int], Mapping[str, str]]] = field(default_factory=list)

    def node(self, lat: float, lon: float, **tags: str) -> int:
        self.nodes.append(((lat, lon), tags))
        return len(self.nodes)

    def way(self, *places: Place, **tags: str) -> None:
        self.ways.append(([self._at(place) for place in places], tags))

    def area(self, *places: Place, **tags: str) -> None:
        self.way(*places, places[0], **tags)

    def write(self, path: Path) -> Path:
        lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
        for number, ((lat, lon), tags) in enumerate(self.nodes, start=1):
            lines += [f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">']
            lines += [*_tags(tags), "</node>"]
        for number, (refs, tags) in enumerate(self.ways, start=1):
            lines += [f'<way id="{number}" version="1">']
            lines += [*(f'<nd ref="{ref}"/>' for ref in refs), *_tags(tags), "</way>"]
        path.write_text("\n".join([*lines, "</osm>"]), "utf-8")
        return path

    def _at(self, place: Place) -> int:
        """The node that stands there: ways that meet share it."""
        known = next((n for n, (at, _) in enumerate(self.nodes, start=1) if at == place), None)
        return known or self.node(*place)


def _tags(tags: Mapping[str, str]) -> Sequence[str]:
    # An argument can't be called name:zh.
    return [
        f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>"
        for key, value in tags.items()
    ]
