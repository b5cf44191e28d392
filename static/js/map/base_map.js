// What lies under the marks: tiles where the installation has chosen a server, else names and
// rings.
import { placesBeside, placeLabels } from "./label_placement.js";
import { made } from "../shared/dom.js";

/** @import { LeafletMap } from "./leaflet.js" */

const STEPS = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
// Under the marks, whose numbers would not be readable below them.
const STILL = { interactive: false, keyboard: false, zIndexOffset: -9000 };
const plain = (m) => (m < 1000 ? `${m} 米` : `${m / 1000} 公里`);

function words(name, text) {
  const html = made("span", {}, made("b", {}, text));
  return L.divIcon({ className: name, html, iconSize: [0, 0] });
}

function tilesFor({ tiles = "", attribution = "" }) {
  const range = tiles.match(/\{(\d)-(\d)\}/);
  const [first, last] = range ? range.slice(1).map(Number) : [0, -1];
  const subdomains = range
    ? Array.from({ length: last - first + 1 }, (_, i) => String(first + i)) : "abc";
  // Leaflet takes HTML here; the words of the setting are text.
  const text = attribution.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return L.tileLayer(tiles.replace(/\{\d-\d\}/, "{s}"), {
    attribution: text, subdomains, maxZoom: 18 });
}

// Rings around the middle give the eye a measure where there are no tiles.
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

/**
 * Draws it. Gives a function that moves the rings around another middle.
 * @param {LeafletMap} map
 * @param {DOMStringMap} dataset `tiles`, `attribution`, `places`
 * @param {number[]} home
 * @returns {(middle?: number[] | null) => void}
 */
export function drawGround(map, dataset, home) {
  if (dataset.tiles) {
    tilesFor(dataset).addTo(map);
    return () => {};
  }
  const named = JSON.parse(dataset.places || "[]").map(([name, ...at]) => {
    const icon = words("place-name", name);
    return { at, pin: L.marker(at, { icon, ...STILL }).addTo(map) };
  });
  const rings = L.layerGroup().addTo(map);
  let centre = home;
  /** @type {any[]} */
  let ringed = [];
  /** @type {any[]} */
  let marks = [];
  const give = () => {
    const districts = named.map(({ pin, at }) => ({ pin, places: placesBeside(map, at) }));
    placeLabels(map, [...districts, ...ringed], marks);
  };
  const draw = () => { ringed = drawRings(map, rings, centre); };
  map.on("zoomend", draw);
  // The marks are there: names give way to them.
  map.on("laid", (event) => {
    ({ marks } = event);
    give();
  });
  draw();
  return (middle) => {
    centre = middle ?? home;
    draw();
    give();
  };
}
