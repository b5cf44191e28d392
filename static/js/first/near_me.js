// What the button does: reads the position, and lists what is around it in sight.
import { journey, startFrom } from "./query.js";
import { newChoice, say, setBusy } from "./status_line.js";
import { around } from "./list.js";
import { byId } from "../shared/dom.js";
import { locate } from "../shared/geolocation.js";

const RECENT_MS = 30000;
const SMALL_PX = 720;

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
