// Where a list is measured from, and how far that can be relied on: a position grows old.
/** @import { Place } from "./sphere.js" */

/**
 * @typedef {"position" | "tapped" | "middle" | "named" | "none"} Kind what the phone measured, a
 *   tap on the map, the middle of a district or city, a station or landmark, or nothing
 *
 * @typedef {object} Whence
 * @property {Kind} kind
 * @property {string} [name] of a middle or a named place
 * @property {number} [at] when a position was taken, in ms of the phone's own clock
 * @property {number} [accuracy] the metres of its doubt
 *
 * @typedef {Place & Whence} Origin
 */

const [FRESH_MS, KEPT_MS] = [2 * 60000, 30 * 60000];
const COARSE_M = 500;
const KINDS = ["position", "tapped", "middle", "named"];

// A clock that was set back tells no age.
/** @param {Whence} origin */
function isPast({ kind, at }, ms, nowMs) {
  const age = nowMs - Number(at);
  return kind === "position" && !(age >= 0 && age <= ms);
}

/**
 * Whether it may no longer be where the phone is.
 * @param {Whence} origin
 * @param {number} nowMs
 * @returns {boolean}
 */
export const isOld = (origin, nowMs) => isPast(origin, FRESH_MS, nowMs);

/**
 * Whether it is to be forgotten.
 * @param {Whence} origin
 * @param {number} nowMs
 * @returns {boolean}
 */
export const isOver = (origin, nowMs) => isPast(origin, KEPT_MS, nowMs);

/**
 * Whether it is known too roughly to say which station is nearest.
 * @param {Whence} origin
 * @returns {boolean}
 */
export const isCoarse = ({ accuracy = 0 }) => accuracy > COARSE_M;

/**
 * What was kept in this tab, where it makes sense.
 * @param {any} kept
 * @returns {Origin | null}
 */
export function readOrigin(kept) {
  const makesSense = Number.isFinite(kept?.lat) && Number.isFinite(kept?.lon)
    && KINDS.includes(kept.kind);
  return makesSense ? kept : null;
}
