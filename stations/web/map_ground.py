"""What the scripts of a map are told of its ground."""

from __future__ import annotations

from typing import Any

from flask import url_for

from stations.config import Settings
from stations.ground.base_map import OwnMap
from stations.ground.tile_server import Credit
from stations.web import assets

_PROTOMAPS = "vendor/protomaps-leaflet/protomaps-leaflet.js"
_SHEETS = ("vendor/leaflet/leaflet.css", "css/map.css")


def libraries() -> dict[str, str]:
    """Where Leaflet and the styles of maps lie."""
    return {
        "leaflet": assets.address("vendor/leaflet/leaflet.js"),
        "sheets": " ".join(map(assets.address, _SHEETS)),
    }


def told(settings: Settings) -> dict[str, Any]:
    """The layers below the marks, their datum and sources; empty where there are none."""
    if own := settings.base_map:
        return {"vector": _vector(own), "credits": _named(own.credits)}
    if settings.tiles is None:
        return {}
    return {
        "datum": settings.tiles.datum,
        "credits": _named(settings.tiles.credits),
        "layers": [
            {"url": one.url, "subdomains": one.subdomains, "closest": one.closest}
            for one in settings.tiles.layers
        ],
    }


def scripts(settings: Settings) -> list[str]:
    """Addresses of what a ground needs beside Leaflet."""
    return [assets.address(_PROTOMAPS)] if settings.base_map else []


def _vector(base: OwnMap) -> dict[str, Any]:
    return {
        "url": url_for("base_map.file", digest=base.digest),
        "script": assets.address(_PROTOMAPS),
        "size": base.size,
        "bounds": base.bounds,
        "zooms": base.zooms,
    }


def _named(sources: tuple[Credit, ...]) -> list[list[str]]:
    return [[one.text, one.link] for one in sources]
