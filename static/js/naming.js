// Which stations are called so? Without the server the phone looks through the names that it holds.
import { heldCells } from "./held.js";
import { leastMetres, metres } from "./sphere.js";

const MOST_LEAVES = 60;
const MOST_NAMES = 20;

const folded = (words) => words.normalize("NFKC").toLowerCase();

// Stations whose name holds all the words, nearest to the origin first, out of what can be had.
export async function called(words, origin) {
  const parts = folded(words).split(/\s+/).filter(Boolean);
  const held = heldCells();
  const leaves = (await held.leaves(() => true))
    .map((leaf) => ({ leaf, away: leastMetres(origin.lat, origin.lon, leaf.box) }))
    .sort((a, b) => a.away - b.away).slice(0, MOST_LEAVES);
  const loaded = await Promise.all(leaves.map(({ leaf }) => held.load(leaf)));
  return loaded.flat()
    .filter((station) => parts.every((part) => folded(station.name).includes(part)))
    .map((station) => ({
      station, metres: metres(origin.lat, origin.lon, station.lat, station.lon) }))
    .sort((a, b) => a.metres - b.metres).slice(0, MOST_NAMES);
}
