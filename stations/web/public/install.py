"""What a phone needs to keep this site and open it without network."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from posixpath import dirname, normpath
from typing import Any

import orjson
from flask import Blueprint, Response, make_response, render_template, url_for

from stations.config import STATIC, TEMPLATES
from stations.web import assets, map_ground
from stations.web.services import current

blueprint = Blueprint("installing", __name__)

_ENTRIES = (
    "activities/programme.js", "first/first.js", "station/feedback_form.js", "station/mine_page.js",
    "station/offline_page.js", "station/station.js", "station/write_page.js",
)  # fmt: skip
_LATER = (
    "first/direct_links.js", "first/district.js", "first/extras.js", "first/row_lines.js",
    "first/side_map.js", "map/map.js", "offline/home_city.js", "reports/report_form.js",
    "station/refresh_state.js",
)  # fmt: skip
_OUTBOX = "reports/outbox.js"
"""A module of pages, which the worker too sends reports with."""
_WORKER = (
    "offline/service_worker_cache.js", "offline/service_worker_ground.js",
    "offline/service_worker.js",
)  # fmt: skip
_OTHERS = (
    "css/site.css", "css/station.css", "css/map.css", "css/voice.css", "css/activities.css",
    "img/favicon.svg",
    "img/icons.svg", "vendor/leaflet/leaflet.js", "vendor/leaflet/leaflet.css",
)  # fmt: skip
_IMPORT = re.compile(r"""(?:^|[\s(;])import\s*(?:\(|[^"';]*?)\s*["'](\.\.?/[\w/-]+\.js)["']""")
_SHORTCUTS = (
    ("最近的卫生间", "?wants=toilet&near=1"),
    ("最近能喝水的", "?wants=drinking_water&near=1"),
    ("附近驿站", "?near=1"),
)


@blueprint.get("/sw.js")
def worker() -> Response:
    """The service worker, with what it keeps from the start; another release is another worker."""
    ground = map_ground.scripts(current().settings)
    shell = [*map(assets.address, _shell()), *ground]
    names = ("pages.first", "installing.offline", "kept_reports.mine", "kept_reports.write")
    pages = [url_for(name) for name in names]
    told = {"RELEASE": _release(), "ASSETS": assets.address(""), "SHELL": [*shell, *pages]}
    response = _worker("".join(_plain(name) for name in (_OUTBOX, *_WORKER)), told)
    response.headers["Cache-Control"] = "no-cache"
    return response


def kept_worker(
    name: str, *, scripts: Sequence[str], others: Sequence[str], **told: str
) -> Response:
    """A worker of some pages of the desk: it holds their scripts and styles, nothing of anybody."""
    shell = [assets.address(path) for path in (*with_imports(*scripts), *others)]
    return _worker(_plain(name), {**told, "RELEASE": assets.release(), "SHELL": shell})


def _worker(body: str, told: Mapping[str, object]) -> Response:
    """A script behind what it is told, as properties of itself."""
    head = "".join(f"self.{name}={orjson.dumps(value).decode()};\n" for name, value in told.items())
    return Response(head + body, mimetype="text/javascript")


def _plain(name: str) -> str:
    """A script as the worker takes it, which is no module in the oldest engines."""
    text = (STATIC / "js" / name).read_text("utf-8")
    return re.sub(r"^export ", "", text, flags=re.MULTILINE)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Name, icons and shortcuts of the site on a home screen."""
    body = orjson.dumps(_manifest())
    response = Response(body, mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
def offline() -> Response:
    """What is shown without network for a page that the phone does not hold."""
    response = make_response(render_template("offline.html"))
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline/door")
def offline_door() -> Response:
    """What phones of the staff keep of the door of a session: it holds nothing of anybody."""
    response = make_response(render_template("desk/signups/door_empty.html"))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _manifest() -> dict[str, Any]:
    first = url_for("pages.first")
    return {
        "id": first,
        "name": "驿站：找最近开着的",
        "short_name": "驿站",
        "lang": "zh-CN",
        "start_url": first,
        "scope": first,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [
            *(_icon(f"icon-{side}.png", side, "any") for side in (192, 512)),
            _icon("icon-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": name, "url": first + query, "icons": [_icon("icon-192.png", 192, "any")]}
            for name, query in _SHORTCUTS
        ],
    }


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    # Kept by the system under this address, so it names no release.
    source = url_for("static", filename=f"img/{name}")
    return {"src": source, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


def with_imports(*entries: str) -> list[str]:
    """These scripts with all that they import, as files of `static/`."""
    found: dict[str, None] = {}
    left = [f"js/{name}" for name in entries]
    while left:
        path = left.pop()
        if path not in found and (STATIC / path).is_file():
            found[path] = None
            imported = _IMPORT.findall((STATIC / path).read_text("utf-8"))
            left += [normpath(f"{dirname(path)}/{name}") for name in imported]
    return sorted(found)


@lru_cache
def _shell() -> tuple[str, ...]:
    """Files that every page needs: the scripts with all that they import, styles, pictures."""
    others = (path for path in _OTHERS if (STATIC / path).is_file())
    return (*with_imports(*_ENTRIES, *_LATER), *others)


@lru_cache
def _release() -> str:
    """Of the assets and of the pages that are kept."""
    digest = hashlib.sha256(assets.release().encode())
    for path in sorted(TEMPLATES.rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
