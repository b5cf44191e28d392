// The state of a station in words, those of the server: 开放中 · 21:00 关门.
import { change, CLOSED, codeAt, DOUBTED, OPEN, statusAt, UNKNOWN } from "./availability.js";
import { clockOf, DAY_MIN, DAY_MS, dateOf, dayOf, minuteOf } from "./time.js";

/**
 * @import { Verdict } from "./availability.js"
 * @import { Station } from "../finder/cell_decode.js"
 *
 * @typedef {"open" | "soon" | "unknown" | "closed" | "shut"} Mark the shape that stands for a state
 * @typedef {{ mark: Mark, words: string }} Line
 * @typedef {[id: string, zh: string][]} Terms a vocabulary in its order
 */

const SOON_MIN = 30;
const SURE_MIN = 7 * DAY_MIN;
const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
/** Whether a thing that is there can be used at a moment. */
export const USABLE_WORDS = {
  [OPEN]: "现在能用", [CLOSED]: "现在不能用", [UNKNOWN]: "现在说不准",
};
const MARK_OF = { reported: "shut", expected_end_passed: "unknown" };
const weekdayOf = (day) => (day + 3) % 7;
const monthDay = (day) => new Date(day * DAY_MS).toISOString().slice(5, 10);

function dateWords(day, ms) {
  const ahead = day - dayOf(ms);
  if (ahead === 0) return "今天";
  if (ahead === 1) return "明天";
  if (ahead > 1 && ahead < 7) return WEEKDAYS[weekdayOf(day)];
  const { year, month, date } = dateOf(day);
  return `${year === dateOf(dayOf(ms)).year ? "" : `${year}年`}${month}月${date}日`;
}

function whenWords(minute, ms) {
  const day = Math.floor(minute / DAY_MIN);
  const ahead = day - dayOf(ms);
  const told = clockOf(minute);
  if (ahead === 0) return told;
  if (ahead === 1) return told === "00:00" ? "24:00" : `明天 ${told}`;
  if (ahead < 7) return `${WEEKDAYS[weekdayOf(day)]} ${told}`;
  const { month, date } = dateOf(day);
  return `${month} 月 ${date} 日 ${told}`;
}

/** @param {Verdict} above */
function aboveWords({ reason, closure }, station, ms, phases) {
  if (reason === "closure") {
    const [, words] = phases[closure.phase];
    return words + (closure.until ? ` · 到${dateWords(closure.until, ms)}为止` : "");
  }
  if (reason === "expected_end_passed") return `原定到 ${monthDay(closure.until)}，未确认恢复`;
  if (reason === "not_begun") return `还没开放 · ${dateWords(station.first, ms)}起`;
  return reason === "ended" ? "已经结束" : "多人反映未开放";
}

// What is to come: 2 月 15 日起春节放假.
function aheadWords({ since, phase, reason }, ms, phases) {
  const { month, date } = dateOf(since);
  const day = since - dayOf(ms) < 7 ? dateWords(since, ms) : `${month} 月 ${date} 日`;
  return `${day}起${reason || phases[phase][1]}`;
}

/**
 * By the hours. Beyond the days in the cells nothing is promised.
 * @returns {Line}
 */
function hoursLine(station, ms, holidays) {
  if (!station.days) return { mark: "unknown", words: "开放时间未知" };
  const minute = minuteOf(ms);
  const state = codeAt(station, minute);
  if (state === DOUBTED) {
    return { mark: "unknown", words: `说不准（${holidays.get(dayOf(ms)) ?? "节假日"}）` };
  }
  if (state !== OPEN && state !== CLOSED) return { mark: "unknown", words: "时间未知" };
  const next = change(station, minute);
  if (!next) {
    const sure = (station.from + station.days.length) * DAY_MIN - minute >= SURE_MIN;
    if (state === OPEN) return { mark: "open", words: sure ? "24 小时开放" : "开放中" };
    return { mark: "closed", words: sure ? "已关门 · 近期不开放" : "已关门" };
  }
  const [at, then] = next;
  if (state === CLOSED) {
    return { mark: "closed", words: `已关门${then === OPEN ? ` · ${whenWords(at, ms)} 开门` : ""}` };
  }
  if (then === UNKNOWN) return { mark: "open", words: `开放中 · ${whenWords(at, ms)} 之后时间未知` };
  const soon = at - minute <= SOON_MIN;
  const closing = `${whenWords(at, ms)} 关门`;
  return soon ? { mark: "soon", words: `即将关门 · ${closing}` }
    : { mark: "open", words: `开放中 · ${closing}` };
}

/**
 * The mark and the words of a state: 开放中 · 21:00 关门.
 * @param {Station} station
 * @param {number} ms
 * @param {{ phases: Terms, holidays: Map<number, string> }} vocabulary
 * @returns {Line}
 */
export function stateLine(station, ms, { phases, holidays }) {
  const { above, ahead, next } = statusAt(station, ms);
  /** @type {Line} */
  let line;
  if (above) {
    const words = aboveWords(above, station, ms, phases);
    line = { mark: MARK_OF[above.reason] ?? "closed", words };
  } else {
    // Of what is announced for a later day the words come behind those for today.
    const later = ahead && ahead.since > dayOf(ms) + 1 && next?.[0] === ahead.since * DAY_MIN;
    line = hoursLine(later ? { ...station, closures: [] } : station, ms, holidays);
  }
  return ahead ? { ...line, words: `${line.words} · ${aheadWords(ahead, ms, phases)}` } : line;
}

/**
 * How long ago a station was verified.
 * @param {number} verified a day, or 0
 * @param {number} ms
 * @returns {string}
 */
export function agoWords(verified, ms) {
  if (!verified) return "尚未核实";
  const days = dayOf(ms) - verified;
  if (days <= 1) return days <= 0 ? "今天核实" : "昨天核实";
  return days < 365 ? `${days} 天前核实` : `${Math.floor(days / 365)} 年多没核实`;
}
