"""Scripts and styles of others that go into a map file."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from stations.config import STATIC

_VENDOR = STATIC / "vendor"
_OWN = Path(__file__).parent
_SCRIPTS = (
    _VENDOR / "leaflet" / "leaflet.js",
    _VENDOR / "folium" / "leaflet.markercluster" / "leaflet.markercluster.js",
)
_STYLES = (
    _VENDOR / "leaflet" / "leaflet.css",
    _VENDOR / "folium" / "leaflet.markercluster" / "MarkerCluster.css",
    _OWN / "area_map.css",
)
_DRAWING = ("area_map_ground.js", "star_map.js", "visit_map.js", "area_map.js")
_FRAME = ("shared/shifted_region.js", "shared/datum.js", "map/frame.js")
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_URL = re.compile(r"url\(([^)#:]+\.png)\)")
_ICON = STATIC / "img" / "favicon.svg"


@lru_cache
def scripts() -> tuple[str, ...]:
    """Leaflet and its clusters, without the line that names a source map."""
    return tuple(_SOURCE_MAP.sub("", _text(path)) for path in _SCRIPTS)


@lru_cache
def frame(datum: str) -> str:
    """A script that makes `L.CRS.Shifted`, the frame of tiles in this datum."""
    modules = "".join(_text(STATIC / "js" / name) for name in _FRAME)
    plain = _EXPORT.sub("", _IMPORT.sub("", modules))
    return f'(() => {{\n{plain}\nL.CRS.Shifted = frameOf("{datum}");\n}})();'


@lru_cache
def styles() -> str:
    """All style sheets in one, pictures written into them."""
    return "\n".join(_URL.sub(_pictured(path.parent), _text(path)) for path in _STYLES)


@lru_cache
def drawing() -> str:
    """Our own scripts, which draw the stations of the data block, its table and its ground."""
    return "\n".join(_text(_OWN / name) for name in _DRAWING)


@lru_cache
def icon() -> str:
    """The picture in the tab of the browser, as a data address; without it a browser asks."""
    return _data_address(_ICON, kind="image/svg+xml") if _ICON.is_file() else "data:,"


def _pictured(folder: Path) -> Callable[[re.Match[str]], str]:
    def address(found: re.Match[str]) -> str:
        return f"url({_data_address(folder / found[1].strip(chr(34) + chr(39)), kind='image/png')})"

    return address


def _data_address(path: Path, *, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _text(path: Path) -> str:
    # A browser reads CR LF as LF before it sums a script up, and so do we.
    return path.read_text("utf-8").replace("\r\n", "\n")
