"""Which tiles lie under the maps? The setting STATIONS_TILES, read and checked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from stations import shipped
from stations.errors import Invalid

_PRESETS: Final = shipped.folder("data") / "tile_servers.toml"
DATUMS: Final = ("wgs84", "gcj02", "bd09")
_CLOSEST = 18
_USUAL_HOSTS = ("a", "b", "c")
"""What Leaflet puts for {s} where nothing else is said."""
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TEMPLATE = re.compile(r"(?:(https?)://([^/?#\s]+)(?=/)|(?=/(?!/)))[^\s\"'<>\\^`|]*")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}(?::[0-9]{1,5})?", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"([0-9])-([0-9])|([a-z])-([a-z])")
_OWN_GRID = re.compile(r"(?:^|\.)(?:bdimg\.com|bdstatic\.com|baidu\.com)(?::|$)", re.IGNORECASE)
"""Baidu cuts its tiles from a grid of its own, which no web map can lay out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A source as the map names it, with the page that its licence wants linked."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileTemplate:
    """A layer of tiles. `url` is Leaflet's template; `subdomains` are put for its {s}."""

    url: str
    subdomains: tuple[str, ...] = ()
    closest: int = _CLOSEST
    """The last zoom that the server has; closer ones are enlarged."""

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that it is fetched from; none for one of the same site."""
        scheme, between, rest = self.url.partition("://")
        if not between:
            return ()
        host = rest.split("/", 1)[0]
        if "{s}" not in host:
            return (f"{scheme}://{host}",)
        return tuple(f"{scheme}://{host.replace('{s}', one)}" for one in self.subdomains)

    @property
    def sender(self) -> str:
        """Who sends it, for people to read; empty for the same site."""
        host = self.url.partition("://")[2].split("/", 1)[0]
        first, _, rest = host.partition(".")
        return rest if "{" in first else host


@dataclass(frozen=True, slots=True, kw_only=True)
class TileServer:
    """Layers from the lowest up, in one datum, with the sources to be named on the map."""

    layers: tuple[TileTemplate, ...]
    datum: str = "wgs84"
    credits: tuple[Credit, ...] = ()
    lacks_approval: str = ""
    """The word of a source whose 审图号 the operator has still to write."""

    @property
    def origins(self) -> tuple[str, ...]:
        """All origins, each once."""
        return tuple(dict.fromkeys(one for layer in self.layers for one in layer.origins))

    @property
    def senders(self) -> tuple[str, ...]:
        """Other sites that see what part of the map is asked for, each once."""
        return tuple(dict.fromkeys(layer.sender for layer in self.layers if layer.sender))


def read(
    setting: str, *, datum: str = "", attribution: str = "", where: str = "STATIONS_TILES"
) -> TileServer | None:
    """The tiles of a setting; None where there is none. Invalid says what is wrong with it.

    `where` is the name of the setting. `datum` is that of the tiles. `attribution` is the
    operator's own text, which takes the place of the 审图号 that a preset brings.
    """
    words = setting.split()
    if datum and datum.lower() not in DATUMS:
        raise Invalid("invalid.tiles_datum", field="STATIONS_TILES_DATUM", given=datum[:20])
    if not words:
        return None
    name, _, key = words[0].partition(":")
    if name.lower() in _presets():
        if len(words) > 1:
            raise Invalid(
                "invalid.tiles_preset_alone", field="STATIONS_TILES", where=where, name=name
            )
        return _of_preset(
            name.lower(), key, datum=datum.lower(), attribution=attribution.strip(), where=where
        )
    return TileServer(
        layers=tuple(_template(word, where=where) for word in words),
        datum=datum.lower() or "wgs84",
        credits=(Credit(text=attribution.strip()),) if attribution.strip() else (),
    )


@cache
def _presets() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_PRESETS.read_text("utf-8"))


def _of_preset(name: str, key: str, *, datum: str, attribution: str, where: str) -> TileServer:
    preset = _presets()[name]
    if preset["key"] and not _KEY.fullmatch(key):
        raise Invalid("invalid.tiles_key", field="STATIONS_TILES", where=where, name=name)
    if key and not preset["key"]:
        raise Invalid("invalid.tiles_needless_key", field="STATIONS_TILES", where=where, name=name)
    if datum not in ("", preset["datum"]):
        own = preset["datum"]
        raise Invalid(
            "invalid.tiles_preset_datum", field="STATIONS_TILES_DATUM", name=name, own=own
        )
    said = attribution or (f"审图号：{preset['approval']}" if preset["approval"] else "")
    source = Credit(text=preset["word"], link=preset["link"])
    is_named = preset["word"] in said
    return TileServer(
        layers=tuple(
            _template(url.replace("{key}", key), closest=preset["closest"], where=where)
            for url in preset["layers"]
        ),
        datum=preset["datum"],
        credits=(*(() if is_named else (source,)), *((Credit(text=said),) if said else ())),
        lacks_approval="" if said or name == "osm" else preset["word"],
    )


def _template(text: str, *, where: str, closest: int = _CLOSEST) -> TileTemplate:
    shown = text[:60]
    fitting = _TEMPLATE.fullmatch(text)
    if fitting is None:
        known = list(_presets())
        raise Invalid(
            "invalid.tiles_setting", field="STATIONS_TILES", where=where, given=shown, known=known
        )
    url, subdomains = _with_subdomains(text, shown, where=where)
    made = TileTemplate(url=url, subdomains=subdomains, closest=closest)
    for origin in made.origins:
        host = origin.partition("://")[2]
        if not _HOST.fullmatch(host):
            raise Invalid("invalid.tiles_host", field="STATIONS_TILES", where=where, given=shown)
        if _OWN_GRID.search(host):
            raise Invalid("invalid.tiles_own_grid", field="STATIONS_TILES", where=where, host=host)
    return made


def _with_subdomains(text: str, shown: str, *, where: str) -> tuple[str, tuple[str, ...]]:
    """The template with {s} for a range such as {0-7}, and what is put for it."""
    found: set[str] = set()
    subdomains: tuple[str, ...] = ()
    for name in _PLACEHOLDER.findall(text):
        if ends := _RANGE.fullmatch(name):
            first, last = sorted(ord(one) for one in ends.groups() if one)
            subdomains = tuple(map(chr, range(first, last + 1)))
            text = text.replace(f"{{{name}}}", "{s}")
            found.add("s")
        else:
            found.add(name)
    unknown = sorted(found - {"x", "y", "-y", "z", "r", "s"})
    if unknown or "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        raise Invalid(
            "invalid.tiles_placeholder",
            field="STATIONS_TILES",
            where=where,
            given=shown,
            unknown=unknown or "{",
        )
    if not {"x", "z"} <= found or not found & {"y", "-y"}:
        raise Invalid("invalid.tiles_lacking", field="STATIONS_TILES", where=where, given=shown)
    return text, subdomains or (_USUAL_HOSTS if "s" in found else ())
