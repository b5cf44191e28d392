// The state of a station in words, those of the server: 开放中 · 21:00 关门.
import { change, CLOSED, codeAt, DOUBTED, OPEN, statusAt, UNKNOWN } from "./availability.js";
import { clockOf, DAY_MIN, DAY_MS, dateOf, dayOf, minuteOf, weekdayOf } from "./time.js";

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
/** Whether a thing that is there can be used at a moment. */
export const USABLE_WORDS = {
  [OPEN]: "现在能用", [CLOSED]: "现在不能用", [UNKNOWN]: "现在说不准",
};
const MARK_OF = { reported: "shut", expected_end_passed: "unknown" };
const monthDay = (day) => new Date(day * DAY_MS).toISOString().slice(5, 10);

function dateWords(day, read) {
  const ahead = day - dayOf(read);
  if (ahead === 0) return "今天";
  if (ahead === 1) return "明天";
  if (ahead > 1 && ahead < 7) return weekdayOf(day);
  const { year, month, date } = dateOf(day);
  return `${year === dateOf(dayOf(read)).year ? "" : `${year}年`}${month}月${date}日`;
}

// 明天 and 周四 are those of whoever reads it, not of the moment that is asked about.
function whenWords(minute, { at, read }) {
  const day = Math.floor(minute / DAY_MIN);
  const told = clockOf(minute);
  if (day === dayOf(at)) return told;
  if (day === dayOf(at) + 1 && told === "00:00") return "24:00";
  const ahead = day - dayOf(read);
  if (ahead === 1) return `明天 ${told}`;
  if (ahead < 7) return `${weekdayOf(day)} ${told}`;
  const { month, date } = dateOf(day);
  return `${month} 月 ${date} 日 ${told}`;
}

/** @param {Verdict} above */
function aboveWords({ reason, closure }, station, read, phases) {
  if (reason === "closure") {
    const [, words] = phases[closure.phase];
    return words + (closure.until ? ` · 到${dateWords(closure.until, read)}为止` : "");
  }
  if (reason === "expected_end_passed") return `原定到 ${monthDay(closure.until)}，未确认恢复`;
  if (reason === "not_begun") return `还没开放 · ${dateWords(station.first, read)}起`;
  return reason === "ended" ? "已经结束" : "多人反映未开放";
}

// What is to come: 2 月 15 日起春节放假.
function aheadWords({ since, phase, reason }, read, phases) {
  const { month, date } = dateOf(since);
  const day = since - dayOf(read) < 7 ? dateWords(since, read) : `${month} 月 ${date} 日`;
  return `${day}起${reason || phases[phase][1]}`;
}

/**
 * By the hours. Beyond the days in the cells nothing is promised.
 * @returns {Line}
 */
function hoursLine(station, moments, holidays) {
  const ms = moments.at;
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
  const changes = whenWords(at, moments);
  if (state === CLOSED) {
    return { mark: "closed", words: `已关门${then === OPEN ? ` · ${changes} 开门` : ""}` };
  }
  if (then === UNKNOWN) return { mark: "open", words: `开放中 · ${changes} 之后时间未知` };
  const soon = at - minute <= SOON_MIN;
  const closing = `${changes} 关门`;
  return soon ? { mark: "soon", words: `即将关门 · ${closing}` }
    : { mark: "open", words: `开放中 · ${closing}` };
}

/**
 * The mark and the words of a state: 开放中 · 21:00 关门. `read`: when they are read, where that is
 * not the moment that is told of.
 * @param {Station} station
 * @param {number} ms
 * @param {{ phases: Terms, holidays: Map<number, string> }} vocabulary
 * @param {number} [read]
 * @returns {Line}
 */
export function stateLine(station, ms, { phases, holidays }, read = ms) {
  const { above, ahead, next } = statusAt(station, ms);
  /** @type {Line} */
  let line;
  if (above) {
    const words = aboveWords(above, station, read, phases);
    line = { mark: MARK_OF[above.reason] ?? "closed", words };
  } else {
    // Of what is announced for a later day the words come behind those for today.
    const later = ahead && ahead.since > dayOf(ms) + 1 && next?.[0] === ahead.since * DAY_MIN;
    line = hoursLine(later ? { ...station, closures: [] } : station, { at: ms, read }, holidays);
  }
  return ahead ? { ...line, words: `${line.words} · ${aheadWords(ahead, read, phases)}` } : line;
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
