"""A map of one page with a ground that a test chooses."""

from __future__ import annotations

import json
from typing import Any

from tests.browser.visiting import Visit

START = """async ([ground, home, zoom, places]) => {
  const box = document.createElement("div");
  box.id = "map";
  Object.assign(box.dataset, { home: home.join(), zoom, ground, places: JSON.stringify(places),
    leaflet: "/static/vendor/leaflet/leaflet.js",
    sheets: "/static/vendor/leaflet/leaflet.css /static/css/map.css" });
  Object.assign(box.style, { position: "fixed", left: 0, top: 0, width: "100vw", height: "100vh",
    display: "block", zIndex: 9000 });
  document.getElementById("main").append(box);
  const { startMap } = await import("/static/js/map/map.js");
  window.shown = await startMap(box);
  window.taps = [];
  window.shown.onTap((lat, lon) => window.taps.push([lat, lon]));
}"""


def start(
    visit: Visit,
    ground: dict[str, Any],
    *,
    home: tuple[float, float],
    zoom: int = 15,
    places: list[list[Any]] | None = None,
) -> Visit:
    """Opens a page with a map of this ground, and waits for what it asks for."""
    visit.page.goto(f"{visit.base}/about/privacy")
    visit.page.evaluate(START, [json.dumps(ground), home, zoom, places or []])
    visit.quiet()
    return visit
