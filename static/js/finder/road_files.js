// How much longer roads are than the straight line, told for the cell around a place and never for
// the place itself; the phone works out its own way from that.
import { fetchText } from "./cell_files.js";
import { metresWords, minutesWords, WALK_AT_MOST_M } from "../shared/format.js";
import { metres as metresTo, tileOf } from "../shared/sphere.js";

/**
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {[straight: number, metres: number, seconds: number] | null} Way
 * @typedef {[id: string, ...ways: Way[]]} Roads from the middle of a cell to one station: on foot,
 *   by e-bike, by car
 * @typedef {{ metres: number, minutes: (number | null)[] }} Estimate
 */

// A cell of four kilometres, as those that hold the stations: what is asked for tells no more.
const ZOOM = 13;
const TRIES = 4;
const WAIT_MS = 2000;
// So short a way says little of the others; a longer detour is a hole in the map of the roads.
const TELLING_M = 300;
const LONGEST = 4;
/** @type {Map<string, Promise<Roads[]>>} */
const files = new Map();

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Whoever asks first waits until the server has asked for the roads itself.
async function fetched(tile) {
  for (let left = TRIES; left > 0; left -= 1) {
    const { roads } = JSON.parse((await fetchText(`/roads/${tile}.json`)).text);
    if (roads) return roads;
    if (left > 1) await pause(WAIT_MS);
  }
  throw new Error("the roads are not told yet");
}

/**
 * The roads of the cell that holds a place; none where they cannot be had.
 * @param {Place} place
 * @returns {Promise<Roads[]>}
 */
export async function roadsAround(place) {
  const tile = tileOf(place, ZOOM).join("/");
  const coming = files.get(tile) ?? fetched(tile);
  files.set(tile, coming);
  try {
    return await coming;
  } catch {
    files.delete(tile);
    return [];
  }
}

/**
 * Those that tell how long other ways are.
 * @param {any[]} ways
 * @returns {any[]}
 */
const telling = (ways) => ways.filter((way) => (
  way && way[0] >= TELLING_M && way[1] <= way[0] * LONGEST && way[2] > 0));

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * How far and how long it is to a station so many metres off: as much longer than the straight
 * line as from the middle of the cell, to the same station where that is told, else to the usual
 * one. The metres are those on foot, where one would walk. Null where nothing is known.
 * @param {Roads[]} roads
 * @param {string} id
 * @param {number} metres
 * @returns {Estimate | null}
 */
function byRoad(roads, id, metres) {
  const own = roads.find((it) => it[0] === id);
  const ways = [1, 2, 3].map((mode) => {
    const told = telling(roads.map((it) => it[mode]));
    if (!told.length) return null;
    const same = telling(own ? [own[mode]] : []);
    const ratio = (to) => median((same.length ? same : told).map((it) => it[to] / it[0]));
    return { metres: metres * Math.max(1, ratio(1)), seconds: metres * ratio(2) };
  });
  const [walk, ...faster] = ways;
  const way = [walk && walk.metres <= WALK_AT_MOST_M ? walk : null, ...faster, walk].find(Boolean);
  return way ? { metres: way.metres, minutes: ways.map((it) => it && it.seconds / 60) } : null;
}

/**
 * The words for the way from a place to a station; empty where nothing is known of it.
 * @param {Roads[]} roads
 * @param {Place} from
 * @param {Place & { id: string }} station
 * @returns {string}
 */
export function roadWords(roads, from, station) {
  const straight = metresTo(from.lat, from.lon, station.lat, station.lon);
  const way = byRoad(roads, station.id, straight);
  const how = way && `按道路估算，约 ${metresWords(way.metres)}`;
  return how ? minutesWords(way.metres, way.minutes, how) : "";
}
