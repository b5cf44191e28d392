// When it is and how it stands, in words, as stations/web/whats_on/occasion_words.py says it.
import {
  clockWords, dateOf, DAY_MIN, dayOf, dayWords, MINUTE_MS, momentWords, weekdayOf,
} from "../shared/time.js";

/**
 * @import { Mark } from "../shared/state_line.js"
 *
 * @typedef {object} Occasion a session of an activity at one of its places
 * @property {string} activity its id
 * @property {string} title
 * @property {string} kind
 * @property {string} kindWords
 * @property {string} station its id, or empty
 * @property {string} place
 * @property {string} address of a place that is no station
 * @property {number} lat
 * @property {number} lon
 * @property {number} begins in ms, as all moments
 * @property {number} ends
 * @property {boolean} off
 * @property {boolean} moved
 * @property {boolean} full
 * @property {boolean} waiting whether there is a waiting list
 * @property {boolean} members
 * @property {boolean} demo
 * @property {boolean} signUp whether one signs up
 * @property {number} opens
 * @property {number} closes
 */

// 24:00 for the end of a day.
const endWords = ({ begins, ends }, ms) => {
  const clock = clockWords(ends);
  if (clock === "00:00") return "24:00";
  return dayOf(ends) > dayOf(begins) ? momentWords(ends, ms) : clock;
};

/**
 * 今天 14:00–16:00.
 * @param {Occasion} it
 * @param {number} ms now
 * @returns {string}
 */
export const spanWords = (it, ms) => `${momentWords(it.begins, ms)}–${endWords(it, ms)}`;

/**
 * 今天 14:00 义诊, as a row of a station says it.
 * @param {Occasion} it
 * @param {number} ms now
 * @returns {string}
 */
export const shortWords = (it, ms) => (
  `${momentWords(it.begins, ms)} ${it.kindWords}${it.full ? "（已满）" : ""}`);

/**
 * 今天 · 12月1日 周二.
 * @param {number} day
 * @param {number} ms now
 * @returns {string}
 */
export function headingOf(day, ms) {
  const { month, date } = dateOf(day);
  const near = day - dayOf(ms) < 2 ? `${dayWords(day, ms)} · ` : "";
  return `${near}${month}月${date}日 ${weekdayOf(day)}`;
}

/** @returns {{ mark: Mark, words: string }} */
function entry({ signUp, opens, closes, full, waiting }, ms) {
  if (!signUp) return { mark: "open", words: "不用报名，直接来" };
  if (closes <= ms) return { mark: "closed", words: "报名已截止" };
  if (opens > ms) return { mark: "unknown", words: `报名 ${momentWords(opens, ms)} 开始` };
  if (full) return { mark: "soon", words: waiting ? "已满，可以候补" : "已满" };
  return { mark: "open", words: "可以报名" };
}

/**
 * Whether it takes place, and whether one may still come.
 * @param {Occasion} it
 * @param {number} ms now
 * @returns {{ mark: Mark, words: string }}
 */
export function standingOf(it, ms) {
  if (it.off) return { mark: "shut", words: "已取消" };
  const { mark, words } = entry(it, ms);
  const begun = it.begins <= ms && (it.signUp ? `正在进行 · ${words}` : "正在进行");
  const moved = it.moved ? "改期" : "";
  return { mark: moved && mark === "open" ? "soon" : mark,
    words: [moved, begun || words].filter(Boolean).join(" · ") };
}

// So many days after today are told.
const DAYS = 14;

/**
 * Whether it is not over and still told.
 * @param {Occasion} it
 * @param {number} ms now
 * @returns {boolean}
 */
export const isAhead = (it, ms) => it.ends > ms && dayOf(it.begins) <= dayOf(ms) + DAYS;

/**
 * The moment in ms at which a minute of the files begins.
 * @param {number} minute
 * @returns {number}
 */
export const fromMinute = (minute) => (minute - DAY_MIN / 3) * MINUTE_MS;
