// The clock of the page and the days of the stations: China's time, wherever the phone is.
/** A minute in milliseconds. */
export const MINUTE_MS = 60000;
/** A day in minutes. */
export const DAY_MIN = 1440;
/** A day in milliseconds. */
export const DAY_MS = DAY_MIN * MINUTE_MS;
const CHINA_MIN = 480;
const NAMES = ["昨天", "今天", "明天"];
const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

const two = (n) => String(n).padStart(2, "0");

/**
 * The moment in ms. A server whose clock is held (for a demonstration) holds the page's too.
 * @returns {number}
 */
export function now() {
  const held = document.body.dataset.now;
  return held ? Date.parse(held) : Date.now();
}

/**
 * The minute of a moment; minutes and days are counted from the first day of 1970 in China.
 * @param {number} ms
 * @returns {number}
 */
export const minuteOf = (ms) => Math.floor(ms / MINUTE_MS) + CHINA_MIN;
/**
 * The moment in ms at which a minute begins.
 * @param {number} minute
 * @returns {number}
 */
const momentOf = (minute) => (minute - CHINA_MIN) * MINUTE_MS;
/**
 * The day of a moment.
 * @param {number} ms
 * @returns {number}
 */
export const dayOf = (ms) => Math.floor(minuteOf(ms) / DAY_MIN);

/**
 * The date of a day.
 * @param {number} day
 * @returns {{ year: number, month: number, date: number }}
 */
export function dateOf(day) {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

/**
 * 08:30 for a minute of any day.
 * @param {number} minute
 * @returns {string}
 */
export const clockOf = (minute) => `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;

/**
 * 08:30 for a moment.
 * @param {number} ms
 * @returns {string}
 */
export const clockWords = (ms) => clockOf(minuteOf(ms));

/**
 * 周四 for a day.
 * @param {number} day
 * @returns {string}
 */
export const weekdayOf = (day) => WEEKDAYS[(day + 3) % 7];

/**
 * 今天, 明天, 周四（12月3日）.
 * @param {number} day
 * @param {number} nowMs
 * @returns {string}
 */
export function dayWords(day, nowMs) {
  const { month, date } = dateOf(day);
  return NAMES[day - dayOf(nowMs) + 1] ?? `${weekdayOf(day)}（${month}月${date}日）`;
}

/**
 * 今天 14:30, 明天 09:00, 周四（12月3日） 14:30.
 * @param {number} ms
 * @param {number} nowMs
 * @returns {string}
 */
export const momentWords = (ms, nowMs) => `${dayWords(dayOf(ms), nowMs)} ${clockWords(ms)}`;

/**
 * 14:30 for a moment of today, 11月30日 14:30 for any other.
 * @param {number} ms
 * @returns {string}
 */
export function stampWords(ms) {
  const day = dayOf(ms);
  if (day === dayOf(now())) return clockWords(ms);
  const { month, date } = dateOf(day);
  return `${month}月${date}日 ${clockWords(ms)}`;
}

/**
 * The moment of a clock time (14:30) so many days from today.
 * @param {string} clock
 * @param {number} daysAhead
 * @param {number} nowMs
 * @returns {number}
 */
export function momentAt(clock, daysAhead, nowMs) {
  const [hours, minutes] = clock.split(":").map(Number);
  return momentOf((dayOf(nowMs) + daysAhead) * DAY_MIN + hours * 60 + minutes);
}
