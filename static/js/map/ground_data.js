// What the server tells of the ground of a map, and who made it.
import { made } from "../shared/dom.js";

/**
 * @import { Datum } from "../shared/datum.js"
 *
 * @typedef {object} VectorMap a base map of one's own
 * @property {string} url
 * @property {string} script the address of protomaps-leaflet
 * @property {number} size in bytes
 * @property {[west: number, south: number, east: number, north: number]} bounds
 * @property {[first: number, last: number]} zooms
 *
 * @typedef {object} Ground
 * @property {{ url: string, subdomains: string[], closest: number }[]} [layers] of tiles
 * @property {Datum} [datum] of the tiles
 * @property {[words: string, link: string][]} [credits] sources to be named
 * @property {VectorMap} [vector]
 */

/**
 * The ground of the map of an element.
 * @param {DOMStringMap} dataset
 * @returns {Ground}
 */
export const groundOf = ({ ground = "{}" }) => JSON.parse(ground);

/**
 * The control that names the sources, with the pages that their licences want linked.
 * @param {Ground} ground
 * @returns {any}
 */
export function creditControl({ credits = [] }) {
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => {
    const line = made("div", { className: "leaflet-control-attribution" });
    for (const [words, href] of credits) {
      const part = href ? made("a", { href, target: "_blank", rel: "noopener" }) : made("span");
      part.textContent = words;
      line.append(part, " ");
    }
    return line;
  };
  return control;
}
