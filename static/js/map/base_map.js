// What lies under the marks: the ground that the installation has chosen, else names and rings.
import { placeLabels } from "./label_placement.js";
import { drawTiles } from "./tile_ground.js";
import { made } from "../shared/dom.js";

/**
 * @import { Ground } from "./ground_data.js"
 * @import { LeafletMap } from "./leaflet.js"
 */

const STEPS = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
// Under the marks, whose numbers would not be readable below them.
const STILL = { interactive: false, keyboard: false, zIndexOffset: -9000 };
const plain = (m) => (m < 1000 ? `${m} 米` : `${m / 1000} 公里`);

function words(name, text) {
  const html = made("span", {}, made("b", {}, text));
  return L.divIcon({ className: name, html, iconSize: [0, 0] });
}

// Rings around the middle give the eye a measure where there is no ground.
function drawRings(map, layer, centre) {
  layer.clearLayers();
  const names = [];
  const view = map.getBounds();
  const edge = view.getNorthEast().distanceTo(view.getSouthEast()) / 2;
  const step = STEPS.filter((m) => m <= edge / 1.5).pop() ?? STEPS[0];
  const color = getComputedStyle(document.documentElement).getPropertyValue("--edge").trim();
  for (const radius of [step / 2, step, step * 2]) {
    const line = { radius, color, weight: 1, opacity: .55, dashArray: "3 5", fill: false };
    L.circle(centre, { ...line, interactive: false }).addTo(layer);
    const bounds = L.latLng(centre).toBounds(radius * 2);
    const icon = words("ring-name", plain(radius));
    const places = [bounds.getNorth(), bounds.getSouth()].map((lat) => L.latLng(lat, centre[1]));
    names.push({ pin: L.marker(places[0], { icon, ...STILL }).addTo(layer), places });
  }
  return names;
}

// Names of districts and rings, until `show` is told that there is ground.
function startPlain(map, named, home) {
  const all = L.layerGroup();
  const rings = L.layerGroup().addTo(all);
  let centre = home;
  /** @type {any[]} */
  let marks = [];
  /** @type {any[]} */
  let ringed = [];
  const districts = named.map(([name, ...at]) => {
    const pin = L.marker(at, { icon: words("place-name", name), ...STILL }).addTo(all);
    return { pin, places: [L.latLng(at)] };
  });
  const isShown = () => map.hasLayer(all);
  const draw = () => { if (isShown()) ringed = drawRings(map, rings, centre); };
  const give = () => { if (isShown()) placeLabels(map, [...districts, ...ringed], marks); };
  map.on("zoomend", draw);
  // The marks are there: names give way to them.
  map.on("laid", (event) => {
    ({ marks } = event);
    give();
  });
  return {
    show(is) {
      if (is === isShown()) return;
      if (is) all.addTo(map);
      else all.remove();
      draw();
      give();
    },
    around(middle) {
      centre = middle ?? home;
      draw();
      give();
    },
  };
}

// Its script is no part of a map without a base map.
async function drawOwn(map, vector, covers) {
  try {
    const { drawVector } = await import("./vector_ground.js");
    await drawVector(map, vector, covers);
  } catch {
    covers(false);
  }
}

/**
 * Draws it. Gives a function that moves the rings around another middle.
 * @param {LeafletMap} map
 * @param {Ground} ground
 * @param {{ home: number[], places?: string }} options `places`: names to be drawn where there is
 *   no ground
 * @returns {(middle?: number[] | null) => void}
 */
export function drawGround(map, ground, { home, places = "[]" }) {
  const { show, around } = startPlain(map, JSON.parse(places), home);
  const covers = (is) => show(!is);
  if (ground.layers) drawTiles(map, ground.layers, covers);
  else if (ground.vector) drawOwn(map, ground.vector, covers);
  else covers(false);
  return around;
}
