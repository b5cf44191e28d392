// What the button does: reads the position, and lists what is around it in sight.
import { journey, startFrom } from "./query.js";
import { choose, say, wait } from "./status_line.js";
import { around } from "./list.js";
import { locate } from "../shared/geolocation.js";

const RECENT_MS = 30000;
const COARSE_M = 500;

const farWords = (m) => (m < 1000 ? `${Math.round(m / 100) * 100} 米` : `${Math.round(m / 1000)} 公里`);

// What the line says above a list around here.
function orderWords({ tapped, accuracy }) {
  if (!document.querySelector("#results .row")) return "附近没有找到，位置没有离开这部手机。";
  if (tapped) return "按地图上的点排好了。";
  if (accuracy > COARSE_M) {
    return `定位只准到约 ${farWords(accuracy)}，排得不一定对。知道在哪条路上，可以搜路名，或者点一下地图。`;
  }
  return "已由近到远排好，位置没有离开这部手机。";
}

// The first row comes into sight: with the map and the wishes above it where the screen holds both.
function reveal() {
  const results = document.getElementById("results");
  const bar = document.getElementById("near-bar");
  const isSeen = () => {
    const { top, bottom } = (results.querySelector(".row, .empty") ?? results).getBoundingClientRect();
    return top >= 0 && bottom <= bar.getBoundingClientRect().top + 1;
  };
  if (isSeen()) return;
  scrollTo({ top: 0 });
  if (!isSeen()) scrollTo({ top: results.getBoundingClientRect().top });
}

// The list around journey.from, as it is found again (`reveals` false) or as it was just asked for.
export async function listAround({ reveals = true } = {}) {
  if (!await around()) return false;
  const { from } = journey;
  say(orderWords(from), from.accuracy > COARSE_M);
  if (reveals) reveal();
  return true;
}

export async function near() {
  const counts = choose();
  say("正在定位：只在手机里用来排列，不会发出去。");
  wait(true);
  const tell = ({ words, advice }, stuck) => {
    if (!counts()) return;
    say(words + advice);
    if (stuck) wait(false);
  };
  const { me, words } = await locate(tell, journey.from ? 0 : RECENT_MS);
  if (!counts()) return false;
  wait(false);
  if (!me) { say(words); return false; }
  startFrom(me);
  await listAround();
  return true;
}

export function nearTap(place) {
  choose();
  startFrom({ ...place, tapped: true });
  return listAround();
}
