// The frame that a map is drawn in, by the datum of its tiles; map files have it too.
import { fromWgs84, toWgs84 } from "../shared/datum.js";

/** @import { Datum } from "../shared/datum.js" */

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
