// What the server tells of the ground of a map, the frame that its tiles are drawn in, and who made
// it.
import { fromWgs84, toWgs84 } from "../shared/datum.js";
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
 * The frame of a map whose tiles are in another datum. Places stay WGS-84: marks and taps are moved
 * between the place and its pixel alone, so that every distance and every answer is the same.
 * @param {Datum} [datum]
 * @returns {any} a CRS of Leaflet
 */
export function frameOf(datum = "wgs84") {
  if (datum === "wgs84") return L.CRS.EPSG3857;
  const mercator = L.Projection.SphericalMercator;
  const moved = ({ lat, lng }, move) => {
    const to = move({ lat, lon: lng }, datum);
    return L.latLng(to.lat, to.lon);
  };
  const projection = {
    ...mercator,
    project: (at) => mercator.project(moved(at, fromWgs84)),
    unproject: (pixel) => moved(mercator.unproject(pixel), toWgs84),
  };
  return { ...L.CRS.EPSG3857, projection };
}

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
