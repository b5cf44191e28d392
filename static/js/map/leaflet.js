// Leaflet, which comes when the first map does, and the maps that are made with it.
import { made } from "../shared/dom.js";

/** @typedef {any} LeafletMap a map of Leaflet, which comes without types */

const STILL = {
  zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
};

const load = (element) => new Promise((done, failed) => {
  element.onload = done;
  element.onerror = failed;
  document.head.append(element);
});

/**
 * Loads Leaflet once.
 * @param {DOMStringMap} dataset `sheets` and `leaflet`: its addresses
 */
export async function loadLeaflet({ sheets = "", leaflet }) {
  const links = sheets.split(" ").map((href) => load(made("link", { rel: "stylesheet", href })));
  await Promise.all(links);
  if (!window.L) await load(made("script", { src: leaflet }));
}

/**
 * Whether the reader wishes for no motion.
 * @returns {boolean}
 */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * A map with its attribution, scale and buttons; it has no view yet. What its marks say stands
 * beside it too, and is heard and walked through better there.
 * @param {HTMLElement} box
 * @param {Record<string, any>} options of Leaflet, and `still`
 * @returns {LeafletMap}
 */
export function newMap(box, { still = isStill(), ...options }) {
  const map = L.map(box, {
    zoomControl: false, attributionControl: false, ...still ? STILL : {}, ...options });
  L.control.attribution({ position: "bottomleft" }).setPrefix("Leaflet").addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  map.getPane("markerPane").setAttribute("aria-hidden", "true");
  return map;
}
