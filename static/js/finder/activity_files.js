// What is on around a place, out of files beside the cells; the place stays in this script.
import { cells } from "./cells.js";
import { fromMinute, isAhead } from "./occasion_words.js";
import { leastMetres, metres, tileBox } from "../shared/sphere.js";
import { now } from "../shared/time.js";

/**
 * @import { Box, Place } from "../shared/sphere.js"
 * @import { Occasion } from "./occasion_words.js"
 *
 * @typedef {{ name: string, box: Box }} ActivityFile
 */

const UNITS = 1e7;
const [OFF, MOVED, FULL, MEMBERS, DEMO, WAITING] = [1, 2, 4, 8, 16, 32];
const has = (flags, bit) => Math.floor(flags / bit) % 2 === 1;

function decoded(file, kinds) {
  return file.sessions.map(([a, p, begin, minutes, flags, opens, closes]) => {
    const [activity, kind, title] = file.activities[a];
    const [station, place, lat, lon, address = ""] = file.places[p];
    const [kindId, kindWords] = kinds[kind];
    return {
      activity, title, kind: kindId, kindWords, station, place, address,
      lat: lat / UNITS, lon: lon / UNITS,
      begins: fromMinute(begin), ends: fromMinute(begin + minutes),
      off: has(flags, OFF), moved: has(flags, MOVED), full: has(flags, FULL),
      members: has(flags, MEMBERS), demo: has(flags, DEMO), waiting: has(flags, WAITING),
      signUp: closes !== undefined,
      opens: opens ? fromMinute(begin - opens) : 0, closes: fromMinute(begin - (closes ?? 0)),
    };
  });
}

/** @returns {Promise<{ kinds: [string, string][], files: ActivityFile[] }>} */
async function list() {
  const { activities } = await cells.manifest();
  if (!activities) return { kinds: [], files: [] };
  return cells.file(activities, ({ kinds, files }) => ({
    kinds, files: files.map(([z, x, y, , name]) => ({ name, box: tileBox(z, x, y) })) }));
}

/**
 * Those of the files that pass a test. What cannot be had, without network, is left out.
 * @param {(box: Box) => boolean} test
 * @returns {Promise<{ found: Occasion[], missed: boolean }>}
 */
async function within(test) {
  const { kinds, files } = await list();
  let missed = false;
  const read = ({ name }) => cells.file(name, (file) => decoded(file, kinds)).catch((error) => {
    if (error.gone) throw error;
    missed = true;
    return [];
  });
  const inside = await Promise.all(files.filter(({ box }) => test(box)).map(read));
  return { found: inside.flat().filter((it) => isAhead(it, now())), missed };
}

/**
 * What is on around a place, each with its metres.
 * @param {Place} here
 * @param {number} withinM
 * @returns {Promise<{ found: (Occasion & { metres: number })[], missed: boolean }>}
 */
export async function activitiesAround(here, withinM) {
  const near = (box) => leastMetres(here.lat, here.lon, box) <= withinM;
  const { found, missed } = await cells.steadily(() => within(near));
  const told = found.map((it) => ({ ...it, metres: metres(here.lat, here.lon, it.lat, it.lon) }));
  return { found: told.filter((it) => it.metres <= withinM), missed };
}

/**
 * What is on next at some stations, by id.
 * @param {(Place & { id: string })[]} stations
 * @returns {Promise<Map<string, Occasion>>}
 */
export async function nextActivities(stations) {
  const ids = new Set(stations.map((it) => it.id));
  const holds = ({ west, south, east, north }) => stations.some(({ lat, lon }) => (
    lon >= west && lon <= east && lat >= south && lat <= north));
  const { found } = await cells.steadily(() => within(holds));
  const next = new Map();
  for (const it of found.sort((a, b) => a.begins - b.begins)) {
    if (!it.off && ids.has(it.station) && !next.has(it.station)) next.set(it.station, it);
  }
  return next;
}
