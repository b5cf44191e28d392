// The opening hours of this week, Monday to Sunday, as the server's page tells them.
import { made } from "../shared/dom.js";
import { clockOf, DAY_MIN, dayOf } from "../shared/time.js";

/**
 * @import { Station } from "../finder/cell_decode.js"
 *
 * @typedef {{ name: string, hours: string, today: boolean }} Day
 */

const HALF_MIN = 720;
const NAMES = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

// The spans that are not closed, in minutes since 1970 in China; those that meet are one.
function spans({ from, days }) {
  const found = [];
  days.forEach((pattern, n) => {
    for (let i = 0; i < pattern.length; i += 3) {
      const start = (from + n) * DAY_MIN + pattern[i];
      const end = (from + n) * DAY_MIN + pattern[i + 1];
      const last = found[found.length - 1];
      if (last && last.end === start && last.state === pattern[i + 2]) last.end = end;
      else found.push({ start, end, state: pattern[i + 2] });
    }
  });
  return found;
}

function endWords(end, next) {
  if (end === next) return "24:00";
  return end > next ? `次日 ${clockOf(end)}` : clockOf(end);
}

// A span that runs on past midnight belongs to the day on which it began, up to noon.
function hoursOf(day, all) {
  const start = day * DAY_MIN;
  const next = start + DAY_MIN;
  const parts = [];
  for (const span of all) {
    if (span.end <= start || span.start >= next) continue;
    if (span.start < start && span.end <= start + HALF_MIN) continue;
    const begins = Math.max(span.start, start);
    const ends = span.end - next < HALF_MIN ? span.end : next;
    const whole = begins === start && ends >= next;
    const words = whole ? "24 小时" : `${clockOf(begins)}–${endWords(ends, next)}`;
    if (span.state === 1) parts.push(words);
    else parts.push(whole ? "未知" : `${words}（未知）`);
  }
  return parts.join("，") || "休息";
}

/**
 * Puts the hours of a day into a cell of the table: a line breaks between spans, never within
 * one; the comma is only heard.
 * @param {Element} cell
 * @param {string} hours
 */
export function fillHours(cell, hours) {
  const part = (className, textContent) => made("span", { className, textContent });
  hours.split("，").forEach((span, n) => {
    if (n) cell.append(part("sr", "，"));
    cell.append(part("span", span));
  });
}

/**
 * The days of this week, or none where the hours are unknown.
 * @param {Station} station
 * @param {number} ms
 * @returns {Day[]}
 */
export function week(station, ms) {
  const { from, days } = station;
  if (!days) return [];
  const today = dayOf(ms);
  const monday = today - (today + 3) % 7;
  const all = spans(station);
  return NAMES.map((name, n) => {
    const day = monday + n;
    const known = day >= from && day < from + days.length;
    return { name, hours: known ? hoursOf(day, all) : "未知", today: day === today };
  });
}
