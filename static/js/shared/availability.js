// Is it open at this moment, and until when? By the spans that the cells tell, in China's time, so
// that the phone needs to know neither hours nor holidays. The words are those of the server.
import { clockOf, DAY_MIN, dateOf, dayOf, minuteOf, momentOf } from "./time.js";

const SOON_MIN = 30;
const SURE_MIN = 7 * DAY_MIN;
const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
export const OPEN = 1;
export const CLOSED = 0;
export const UNKNOWN = -1;

const weekdayOf = (day) => (day + 3) % 7;

// By the hours alone, at a minute counted from the first day of 1970 in China.
function byHours(station, minute) {
  const pattern = station.days && station.days[Math.floor(minute / DAY_MIN) - station.from];
  if (!pattern) return UNKNOWN;
  const within = minute % DAY_MIN;
  for (let i = 0; i < pattern.length; i += 3) {
    if (pattern[i] <= within && within < pattern[i + 1]) return pattern[i + 2] === 1 ? OPEN : UNKNOWN;
  }
  return CLOSED;
}

const isShut = (station, ms) => station.shut === -1 || station.shut > ms / 1000;

// Open, closed, or unknown also where the cells do not tell of that day. The closing minute is closed.
export function stateAt(station, ms) {
  return isShut(station, ms) ? CLOSED : byHours(station, minuteOf(ms));
}

// The first minute with another state by the hours, and that state; null where none is told of.
function change(station, minute) {
  const state = byHours(station, minute);
  for (let day = Math.floor(minute / DAY_MIN); day < station.from + station.days.length; day += 1) {
    const pattern = station.days[day - station.from];
    // A state can change at the ends of a span and at midnight only.
    const ends = pattern.filter((_, i) => i % 3 !== 2).sort((a, b) => a - b);
    for (const end of [0, ...ends.filter((it) => it < DAY_MIN)]) {
      const at = day * DAY_MIN + end;
      if (at > minute && byHours(station, at) !== state) return [at, byHours(station, at)];
    }
  }
  return null;
}

// The moment of the next change and the state from then on; null where the cells tell of none.
export function changeAfter(station, ms) {
  const found = station.days && change(station, minuteOf(ms));
  return found ? { at: momentOf(found[0]), state: found[1] } : null;
}

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

function pauseWords(station, ms, phases) {
  const [phase, words] = phases[station.phase];
  const today = dayOf(ms);
  if (phase !== "open" && (!station.until || station.until >= today)) {
    return words + (station.until ? ` · 到${dateWords(station.until, ms)}为止` : "");
  }
  if (isShut(station, ms)) {
    return station.shut === -1 ? "没有开放" : `还没开放 · ${dateWords(dayOf(station.shut * 1000), ms)}起`;
  }
  return station.last && station.last < today ? "已经结束" : "";
}

// { mark, words }: 营业中 · 21:00 关门. Beyond what the cells tell of nothing is promised.
export function stateLine(station, ms, { phases }) {
  const pause = pauseWords(station, ms, phases);
  if (pause) return { mark: "closed", words: pause };
  if (station.reported) return { mark: "shut", words: "多人反映未开放" };
  if (!station.days) return { mark: "unknown", words: "开放时间未知" };
  const minute = minuteOf(ms);
  const state = byHours(station, minute);
  if (state === UNKNOWN) return { mark: "unknown", words: "时间未知" };
  const next = change(station, minute);
  if (!next) {
    const sure = (station.from + station.days.length) * DAY_MIN - minute >= SURE_MIN;
    if (state === OPEN) return { mark: "open", words: sure ? "24 小时开放" : "营业中" };
    return { mark: "closed", words: sure ? "已关门 · 近期不开放" : "已关门" };
  }
  const [at, then] = next;
  if (state === CLOSED) {
    return { mark: "closed", words: `已关门${then === OPEN ? ` · ${whenWords(at, ms)} 开门` : ""}` };
  }
  if (then === UNKNOWN) return { mark: "open", words: `营业中 · ${whenWords(at, ms)} 之后时间未知` };
  const soon = at - minute <= SOON_MIN;
  return { mark: soon ? "soon" : "open", words: `${soon ? "即将关门" : "营业中"} · ${whenWords(at, ms)} 关门` };
}

// Open for the whole of that day and the next.
export function allDay(station, ms) {
  const first = dayOf(ms) - station.from;
  return !isShut(station, ms) && [first, first + 1].every((day) => {
    const pattern = station.days && station.days[day];
    return Boolean(pattern) && pattern.length === 3 && pattern.join() === `0,${DAY_MIN},1`;
  });
}

export function agoWords(verified, ms) {
  if (!verified) return "还没有人核实";
  const days = dayOf(ms) - verified;
  if (days <= 1) return days <= 0 ? "今天核实" : "昨天核实";
  return days < 365 ? `${days} 天前核实` : `${Math.floor(days / 365)} 年多没核实`;
}
