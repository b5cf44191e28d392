// What the last workers found at a door that should be open: 今天 08:10 有 1 人说关门（未核实）. It
// changes no state, and is not told any more after half a day.
import { cached, fetchText } from "./cell_files.js";
import { clockWords, dayOf, MINUTE_MS, now } from "../shared/time.js";

/**
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {{ minutes: number, shut: [string, number, number][] }} HintFile
 */

const SIDE = 2 ** 6;
const FRESH_MS = 60000;
/** @type {Map<string, { asked: number, coming: Promise<HintFile> }>} */
const files = new Map();

function tileOf({ lat, lon }) {
  const x = Math.floor((lon + 180) / 360 * SIDE);
  const y = Math.floor((1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2 * SIDE);
  return `${x}/${y}`;
}

// Without network what was told last.
async function fetched(url) {
  if (navigator.onLine === false) return (await cached(url))?.json();
  return JSON.parse((await fetchText(url, { cache: "no-cache" })).text);
}

function fileOf(tile) {
  const known = files.get(tile);
  if (known && Date.now() - known.asked < FRESH_MS) return known.coming;
  const coming = fetched(`/said/${tile}.json`);
  coming.catch(() => files.delete(tile));
  files.set(tile, { asked: Date.now(), coming });
  return coming;
}

/**
 * The words for those of some stations of which something is told now, by id.
 * @param {(Place & { id: string })[]} stations
 * @returns {Promise<Map<string, string>>}
 */
export async function shutHints(stations) {
  const told = new Map();
  const tiles = new Set(stations.map(tileOf));
  for (const file of await Promise.all([...tiles].map((tile) => fileOf(tile).catch(() => null)))) {
    for (const [id, people, minute] of file?.shut ?? []) {
      const at = minute * MINUTE_MS;
      if (now() - at >= file.minutes * MINUTE_MS) continue;
      const day = dayOf(at) === dayOf(now()) ? "今天" : "昨天";
      told.set(id, `${day} ${clockWords(at)} 有 ${people} 人说关门（未核实）`);
    }
  }
  return told;
}

/**
 * Whether a hint adds to a state: what is shut anyway needs none.
 * @param {string | undefined} mark
 * @returns {boolean}
 */
export const addsTo = (mark) => mark === "open" || mark === "soon";
