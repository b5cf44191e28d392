// What the button does: reads the position, and lists what is around it in sight.
import { journey, startFrom } from "./query.js";
import { newChoice, say, setBusy } from "./status_line.js";
import { around } from "./list.js";
import { byId } from "../shared/dom.js";
import { locate } from "../shared/geolocation.js";

/** @import { Origin } from "./query.js" */

const RECENT_MS = 30000;
const COARSE_M = 500;
const SMALL_PX = 720;

const farWords = (m) => (m < 1000
  ? `${Math.round(m / 100) * 100} 米` : `${Math.round(m / 1000)} 公里`);

// What the line says above a list around here.
function orderWords({ tapped = false, accuracy = 0 }) {
  if (!document.querySelector("#results .row")) return "附近没有找到，位置没有离开这部手机。";
  if (tapped) return "按地图上的点排好了。";
  if (accuracy > COARSE_M) {
    const doubt = `定位误差约 ${farWords(accuracy)}，排序仅供参考。`;
    return `${doubt}知道在哪条路上，可以搜路名，或者点一下地图。`;
  }
  return "已由近到远排好，位置没有离开这部手机。";
}

// The first row comes into sight: with the map and the wishes above it where the screen holds both,
// on a small one with two rows more instead.
function reveal() {
  const results = byId("results");
  const bar = byId("near-bar");
  const isSeen = () => {
    const rows = results.querySelectorAll(".row, .empty");
    const last = rows[Math.min(rows.length, innerHeight < SMALL_PX ? 3 : 1) - 1] ?? results;
    const { top, bottom } = last.getBoundingClientRect();
    return top >= 0 && bottom <= bar.getBoundingClientRect().top + 1;
  };
  scrollTo({ top: 0 });
  if (!isSeen()) scrollTo({ top: results.getBoundingClientRect().top });
}

/**
 * The list around journey.from, as it is found again (`reveals` false) or as it was just asked
 * for.
 * @param {{ reveals?: boolean }} [options]
 * @returns {Promise<boolean>}
 */
export async function listAround({ reveals = true } = {}) {
  if (!await around() || !journey.from) return false;
  const { from } = journey;
  say(orderWords(from), Number(from.accuracy) > COARSE_M);
  if (reveals) reveal();
  return true;
}

/**
 * Reads the position and lists what is around it. Gives whether there is a list.
 * @returns {Promise<boolean>}
 */
export async function near() {
  const counts = newChoice();
  say("正在定位…位置只在手机里使用，不会上传。");
  setBusy(true);
  const tell = ({ words, advice }, stuck) => {
    if (!counts()) return;
    say(words + advice);
    if (stuck) setBusy(false);
  };
  const { me, words } = await locate(tell, journey.from ? 0 : RECENT_MS);
  if (!counts()) return false;
  setBusy(false);
  if (!me) {
    say(words ?? "");
    return false;
  }
  startFrom(me);
  await listAround();
  return true;
}

/**
 * Lists what is around a place that was tapped on the map.
 * @param {Origin} place
 * @returns {Promise<boolean>}
 */
export function nearTap(place) {
  newChoice();
  startFrom({ ...place, tapped: true });
  return listAround();
}
