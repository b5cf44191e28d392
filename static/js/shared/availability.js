// Is it open at this moment, and until when? By the spans that the cells tell, in China's time, so
// that the phone needs to know neither hours nor holidays.
import { DAY_MIN, dayOf, minuteOf } from "./time.js";

/**
 * @import { Closure, Station } from "../finder/cell_decode.js"
 *
 * @typedef {{ state: number, reason: "closure" | "expected_end_passed", closure: Closure }
 *   | { state: number, reason: "not_begun" | "ended" | "reported", closure?: undefined
 *   }} Verdict what stands above the hours on a day
 */

const SIGHT_DAYS = 100;
/** Surely open. */
export const OPEN = 1;
/** Surely closed. */
export const CLOSED = 0;
/** Not to be known from the cells. */
export const UNKNOWN = -1;

/** In a pattern: the hours name weekdays, and nobody said what holds on this holiday. */
export const DOUBTED = 3;

/**
 * What a pattern says of a minute counted from the first day of 1970 in China: 0 closed, 1 open,
 * other numbers not known.
 * @param {Station} station
 * @param {number} minute
 * @returns {number}
 */
export function codeAt(station, minute) {
  const pattern = station.days && station.days[Math.floor(minute / DAY_MIN) - station.from];
  if (!pattern) return UNKNOWN;
  const within = minute % DAY_MIN;
  for (let i = 0; i < pattern.length; i += 3) {
    if (pattern[i] <= within && within < pattern[i + 1]) return pattern[i + 2];
  }
  return CLOSED;
}

function byHours(station, minute) {
  const code = codeAt(station, minute);
  return code === OPEN || code === CLOSED ? code : UNKNOWN;
}

const covers = ({ since, until }, day) => (!since || since <= day) && (!until || until >= day);

/**
 * The rule of stations/registry/availability.py, held to it by one table of cases.
 * @returns {Verdict | null}
 */
function verdict(station, day) {
  const [closure] = station.closures.filter((it) => covers(it, day))
    .sort((a, b) => (b.until || Infinity) - (a.until || Infinity));
  if (closure) return { state: CLOSED, reason: "closure", closure };
  if (station.first && day < station.first) return { state: CLOSED, reason: "not_begun" };
  if (station.last && day > station.last) return { state: CLOSED, reason: "ended" };
  const over = station.closures.filter(({ until }) => until && until < day);
  const latest = over.sort((a, b) => b.until - a.until)[0];
  if (latest?.expected) return { state: UNKNOWN, reason: "expected_end_passed", closure: latest };
  return station.reported ? { state: UNKNOWN, reason: "reported" } : null;
}

function stateIn(station, minute) {
  const above = verdict(station, Math.floor(minute / DAY_MIN));
  return above ? above.state : byHours(station, minute);
}

const both = (a, b) => (a === CLOSED || b === CLOSED ? CLOSED : Math.min(a, b));

// Whether a thing that is there can be used: what has no time of its own, while the door is open.
function thingIn(station, bit, minute) {
  const own = station.own.find((it) => it.bit === bit);
  if (!own) return stateIn(station, minute);
  const hours = byHours({ ...station, days: own.days }, minute);
  if (!own.reachable) return both(stateIn(station, minute), hours);
  const above = verdict(station, Math.floor(minute / DAY_MIN));
  if (!above || above.reason === "reported") return hours;
  return both(hours, above.closure ? UNKNOWN : CLOSED);
}

/**
 * Whether all of these things, which are there, can be used; without any, whether it is open. The
 * closing minute is closed, and a day that is not in the cells is unknown.
 * @param {Station} station
 * @param {number[]} bits
 * @param {number} ms
 * @returns {number}
 */
export const usableAt = (station, bits, ms) => (bits.length
  ? bits.map((bit) => thingIn(station, bit, minuteOf(ms))).reduce(both)
  : stateIn(station, minuteOf(ms)));

/**
 * The first minute with another state, and that state; null where the cells hold none.
 * @param {Station} station
 * @param {number} minute
 * @returns {[minute: number, state: number] | null}
 */
export function change(station, minute) {
  const state = stateIn(station, minute);
  const end = station.from + (station.days ? station.days.length : 0);
  for (let day = Math.floor(minute / DAY_MIN); day < end; day += 1) {
    const pattern = (station.days ?? [])[day - station.from] ?? [];
    // A state can change at the ends of a span and at midnight only.
    const ends = pattern.filter((_, i) => i % 3 !== 2).sort((a, b) => a - b);
    for (const cut of [0, ...ends.filter((it) => it < DAY_MIN)]) {
      const at = day * DAY_MIN + cut;
      if (at > minute && stateIn(station, at) !== state) return [at, stateIn(station, at)];
    }
  }
  return null;
}

// The next closure, where it begins within sight.
function announced(station, day) {
  const ahead = station.closures.filter(({ since }) => since > day && since - day <= SIGHT_DAYS);
  return ahead.sort((a, b) => a.since - b.since)[0] ?? null;
}

/**
 * What stands above the hours, what is announced, and the next change.
 * @param {Station} station
 * @param {number} ms
 * @returns {{ above: Verdict | null, ahead: Closure | null,
 *   next: [minute: number, state: number] | null }}
 */
export function statusAt(station, ms) {
  const day = dayOf(ms);
  const next = change(station, minuteOf(ms));
  return { above: verdict(station, day), ahead: announced(station, day), next };
}

/**
 * Open for the whole of that day and the next.
 * @param {Station} station
 * @param {number} ms
 * @returns {boolean}
 */
export function allDay(station, ms) {
  const today = dayOf(ms);
  return [today, today + 1].every((day) => {
    const pattern = station.days?.[day - station.from];
    return !verdict(station, day) && pattern?.join() === `0,${DAY_MIN},1`;
  });
}

const MOST_NEARER = 3;
const NEARER_BY_M = 500;

/**
 * Those of unknown hours that are so much nearer than the first open one that they are worth a call
 * before that way (stations/nearest/nearer_unknown.py).
 * @template {{ cost: number }} T
 * @param {T | undefined} open
 * @param {T[]} unknown
 * @returns {T[]}
 */
export const nearerUnknown = (open, unknown) => unknown.slice(0, MOST_NEARER)
  .filter((it) => open && it.cost + NEARER_BY_M <= open.cost);
