// Which stations are called so? Without the server the phone looks through the names that it holds.
import { cachedCells } from "./offline_cells.js";
import { leastMetres, metres } from "../shared/sphere.js";

/**
 * @import { Place } from "../shared/sphere.js"
 * @import { Station } from "./cell_decode.js"
 */

const MOST_LEAVES = 60;
const MOST_NAMES = 20;
const CHINESE = /^[\u4e00-\u9fff]{2,12}$/;

// Has it all the characters of a Chinese word in their order, whatever stands between them?
function strewn(name, part) {
  if (!CHINESE.test(part)) return false;
  let from = 0;
  for (const character of part) {
    from = name.indexOf(character, from) + 1;
    if (!from) return false;
  }
  return true;
}

const folded = (words) => words.normalize("NFKC").toLowerCase();

/**
 * Stations whose name holds all the words, nearest to the origin first, out of what can be had;
 * where there are none, those whose name has the characters of a word one after the other.
 * `most` are shown.
 * @param {string} words
 * @param {Place} origin
 * @param {(station: Station) => boolean} [fits]
 * @returns {Promise<{ hits: { station: Station, metres: number | null }[], most: number }>}
 */
export async function searchNames(words, origin, fits = () => true) {
  const parts = folded(words).split(/\s+/).filter(Boolean);
  const held = cachedCells();
  const leaves = (await held.leaves(() => true))
    .map((leaf) => ({ leaf, away: leastMetres(origin.lat, origin.lon, leaf.box) }))
    .sort((a, b) => a.away - b.away).slice(0, MOST_LEAVES);
  const loaded = await Promise.all(leaves.map(({ leaf }) => held.load(leaf)));
  const named = (holds) => loaded.flat()
    .filter((it) => fits(it) && parts.every((part) => holds(folded(it.name), part)))
    .map((station) => ({
      station, metres: metres(origin.lat, origin.lon, station.lat, station.lon) }))
    .sort((a, b) => a.metres - b.metres);
  const hits = named((name, part) => name.includes(part));
  return { hits: hits.length ? hits : named(strewn), most: MOST_NAMES };
}
