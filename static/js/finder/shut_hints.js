// What the last workers found at a door that should be open: 今天 08:10 有 1 人说关门（未核实）. It
// changes no state, and is not told any more after half a day.
import { cached, fetchText } from "./cell_files.js";
import { cells } from "./cells.js";
import { tileOf } from "../shared/sphere.js";
import { clockWords, dayOf, MINUTE_MS, now } from "../shared/time.js";

/**
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {{ minutes: number, shut: [string, number, number][] }} HintFile
 */

const ZOOM = 6;
const FRESH_MS = 180000;
/** @type {Map<string, { asked: number, coming: Promise<HintFile | null> }>} */
const files = new Map();

// What was told last, which says from when it is.
async function heldFile(url) {
  const copy = await cached(url);
  return copy ? copy.json() : null;
}

// The network is asked now and then, never where it has shown not to answer.
function fileOf(tile, asking) {
  const url = `/said/${tile}.json`;
  const known = files.get(tile);
  if (known && Date.now() - known.asked < FRESH_MS) return known.coming;
  if (!asking || navigator.onLine === false || cells.offline) return heldFile(url);
  const coming = fetchText(url, { cache: "no-cache" })
    .then(({ text }) => JSON.parse(text)).catch(() => heldFile(url));
  files.set(tile, { asked: Date.now(), coming });
  return coming;
}

/**
 * The words for those of some stations of which something is told now, by id; `asking`: the
 * network may be asked.
 * @param {(Place & { id: string })[]} stations
 * @param {{ asking?: boolean }} [options]
 * @returns {Promise<Map<string, string>>}
 */
export async function shutHints(stations, { asking = true } = {}) {
  const told = new Map();
  const tiles = new Set(stations.map((it) => tileOf(it, ZOOM).join("/")));
  const coming = [...tiles].map((tile) => fileOf(tile, asking).catch(() => null));
  for (const file of await Promise.all(coming)) {
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
