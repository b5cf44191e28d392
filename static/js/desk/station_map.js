// Where a station is, on a small map of its page; without this script its address stands alone.
import { byId, made } from "../shared/dom.js";
import { drawGround } from "../map/base_map.js";
import { groundOf } from "../map/ground_data.js";
import { isStill, loadLeaflet, newMap } from "../map/leaflet.js";

const box = byId("station-map");

async function start() {
  const at = box.dataset.at.split(",").map(Number);
  await loadLeaflet(box.dataset);
  box.parentElement.hidden = false;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `地图：${box.dataset.name}`);
  const ground = groundOf(box.dataset);
  const map = newMap(box, ground, { still: isStill(), maxZoom: 19, minZoom: 3 });
  map.setView(at, 16, { animate: false });
  drawGround(map, ground, { home: at });
  const icon = L.divIcon({ className: "import-pin", html: made("span"), iconSize: [0, 0] });
  L.marker(at, { icon, interactive: false, keyboard: false }).addTo(map);
}

if (box) start().catch(() => { box.parentElement.hidden = true; });
