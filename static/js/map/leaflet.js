// Leaflet, which comes when the first map does, and the maps that are made with it.
import { frameOf } from "./frame.js";
import { creditControl } from "./ground_data.js";
import { made } from "../shared/dom.js";

/**
 * @import { Ground } from "./ground_data.js"
 *
 * @typedef {any} LeafletMap a map of Leaflet, which comes without types
 */

const STILL = {
  zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
};

const load = (element) => new Promise((done, failed) => {
  element.onload = done;
  element.onerror = failed;
  document.head.append(element);
});

/**
 * Loads a script of another's that leaves its name in the window.
 * @param {string} src
 * @returns {Promise<unknown>}
 */
export const loadScript = (src) => load(made("script", { src }));

/**
 * Loads Leaflet once.
 * @param {DOMStringMap} dataset `sheets` and `leaflet`: its addresses
 */
export async function loadLeaflet({ sheets = "", leaflet = "" }) {
  const links = sheets.split(" ").map((href) => load(made("link", { rel: "stylesheet", href })));
  await Promise.all(links);
  if (!window.L) await loadScript(leaflet);
}

// Leaflet's own writes m and km.
function scale() {
  const control = L.control.scale({ imperial: false, position: "bottomright" });
  control._updateScale = (bar, text, ratio) => {
    bar.style.width = `${Math.round(control.options.maxWidth * ratio)}px`;
    bar.textContent = text.replace("km", "公里").replace("m", "米");
  };
  return control;
}

/**
 * Whether the reader wishes for no motion.
 * @returns {boolean}
 */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * A map in the frame of its ground, with sources, scale and buttons; it has no view yet. What its
 * marks say stands beside it too, and is heard and walked through better there.
 * @param {HTMLElement} box
 * @param {Ground} ground
 * @param {Record<string, any>} options of Leaflet, and `still`
 * @returns {LeafletMap}
 */
export function newMap(box, ground, { still = isStill(), ...options }) {
  const map = L.map(box, {
    zoomControl: false, attributionControl: false, crs: frameOf(ground.datum),
    ...still ? STILL : {}, ...options });
  if (ground.credits) creditControl(ground).addTo(map);
  scale().addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  map.getPane("markerPane").setAttribute("aria-hidden", "true");
  return map;
}
