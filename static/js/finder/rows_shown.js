// What the rows of a list say of the stations that were found, the same on the page and in the
// mini-program.
import { cells } from "./cells.js";
import { offersOf, usable, wishesOf } from "./wishes.js";
import { CLOSED, OPEN, UNKNOWN } from "../shared/availability.js";
import { lateWords, metresWords, minutesWords } from "../shared/format.js";
import { agoWords, stateLine } from "../shared/state_line.js";
import { MINUTE_MS, now } from "../shared/time.js";

/**
 * @import { Station } from "./cell_decode.js"
 * @import { Mark } from "../shared/state_line.js"
 *
 * @typedef {{ station: Station, metres: number | null, detour?: string }} Find whose metres are
 *   null where the distance is not asked for; `detour`: words for it
 *
 * @typedef {object} Row of the list
 * @property {string} id
 * @property {string} name
 * @property {number} lat
 * @property {number} lon
 * @property {Mark} mark
 * @property {string} words
 * @property {number} star
 * @property {{ word: string, wished: boolean }[]} offers
 * @property {number} more how many it offers, where not all are named
 * @property {string} metres
 * @property {string} minutes
 * @property {string} checked
 * @property {string} notes
 *
 * @typedef {{ title: string, rows: Row[] }} Group
 */

/** Stands above those that may be open. */
export const UNKNOWN_TITLE = "开放时间不详的，去之前先问一声";
const CLOSED_TITLE = "现在已关门的";
const OFFERS_SHOWN = 4;

// A station that is open now and shut when one comes is no open station.
function stateOf(station, wants, metres, at) {
  const line = stateLine(station, at ?? now(), cells.vocabulary, now());
  const wished = wishesOf(wants, cells.vocabulary);
  const isOpenAfter = (minutes) => usable(station, wished, now() + minutes * MINUTE_MS) === OPEN;
  const late = metres !== null && at === null && isOpenAfter(0) && lateWords(metres, isOpenAfter);
  return late ? { mark: /** @type {Mark} */ ("soon"), words: `${line.words} · ${late}` } : line;
}

/**
 * What a row shows of a station at a moment, or now.
 * @param {Find} find
 * @param {string[]} wants
 * @param {number | null} at
 * @returns {Row}
 */
export function rowAt({ station, metres, detour }, wants, at) {
  const { id, name, lat, lon, star } = station;
  const all = offersOf(station, wants, cells.vocabulary, at ?? now());
  const offers = all.slice(0, Math.max(OFFERS_SHOWN, all.filter((it) => it.wished).length));
  return {
    id, name, lat, lon, star, ...stateOf(station, wants, metres, at),
    offers, more: all.length > offers.length ? all.length : 0,
    metres: metres === null ? "" : metresWords(metres),
    minutes: detour ?? (metres === null ? "" : minutesWords(metres)),
    notes: station.notes.join(" · "), checked: agoWords(station.verified, now()),
  };
}

/**
 * The rows of a list; where only open ones are asked for, those that are not surely open apart.
 * @param {Find[]} hits
 * @param {{ wants: string[], onlyOpen: boolean }} wish
 * @param {number | null} at
 * @returns {Group[]}
 */
export function groupsAt(hits, { wants, onlyOpen }, at) {
  const rows = hits.map((hit) => rowAt(hit, wants, at));
  if (!onlyOpen) return rows.length ? [{ title: "", rows }] : [];
  const wished = wishesOf(wants, cells.vocabulary);
  const states = hits.map(({ station }) => usable(station, wished, at ?? now()));
  const inState = (state) => rows.filter((_, i) => states[i] === state);
  return [
    { title: "", rows: inState(OPEN) },
    { title: UNKNOWN_TITLE, rows: inState(UNKNOWN) },
    { title: CLOSED_TITLE, rows: inState(CLOSED) },
  ].filter((group) => group.rows.length);
}
