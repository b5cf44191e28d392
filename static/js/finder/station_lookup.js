// What do the cells know of stations whose places are known?
import { cells } from "./cells.js";
import { leastMetres } from "../shared/sphere.js";

/**
 * @import { Place } from "../shared/sphere.js"
 * @import { Station } from "./cell_decode.js"
 */

/**
 * By id; those that the cells do not know are left out.
 * @param {Place[]} places
 * @returns {Promise<Map<string, Station>>}
 */
export async function stationsAt(places) {
  const leaves = await cells.leaves((leaf) => places.some(
    (it) => leastMetres(it.lat, it.lon, leaf.box) < 1));
  const stations = (await Promise.all(leaves.map((leaf) => cells.load(leaf)))).flat();
  return new Map(stations.map((station) => [station.id, station]));
}
