// The list of what is on, put in order by distance on the phone: where it is stays in this script.
import "../offline/install.js";
import { activitiesAround } from "../finder/activity_files.js";
import { headingOf, spanWords, standingOf } from "../finder/occasion_words.js";
import { byId, made, refill, setText } from "../shared/dom.js";
import { metresWords } from "../shared/format.js";
import { locate } from "../shared/geolocation.js";
import { dayOf, now } from "../shared/time.js";

/** @import { Occasion } from "../finder/occasion_words.js" */

const WITHIN_M = 50000;
const RECENT_MS = 30000;
const MOST = 60;
const form = byId("asked");
const box = byId("programme");
const button = byId("near");
const say = (words) => setText(byId("near-say"), words);
/** @type {import("../shared/sphere.js").Place | null} */
let here = null;

const day = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / 86400000);

// What the form asks for, but for the area: that is around the phone.
function isAsked(it) {
  const { kind, day: asked } = form.elements;
  const begins = Math.max(dayOf(it.begins), dayOf(now()));
  const onDay = !asked.value || (begins <= day(asked.value)
    && day(asked.value) <= Math.max(begins, dayOf(it.ends - 1)));
  return onDay && (!kind.value || it.kind === kind.value);
}

/** @param {Occasion & { metres: number }} it */
function rowOf(it) {
  const { mark, words } = standingOf(it, now());
  const tags = [it.kindWords, it.members && "凭口令", it.demo && "演示数据"].filter(Boolean);
  const where = [it.place, it.address].filter(Boolean).join("，");
  return made("li", { className: `occasion${it.off ? " is-off" : ""}` },
    made("p", { className: "occasion-when" }, made("strong", {}, spanWords(it, now())),
      ...tags.flatMap((textContent) => [" ", made("span", { className: "tag", textContent })])),
    made("h3", {}, made("a", { href: `/activities/${it.activity}`, textContent: it.title })),
    made("p", { className: `state is-${mark}`, textContent: words }),
    made("p", { className: "note", textContent: `${metresWords(it.metres)} · ${where}` }));
}

// Days in their order, in each the nearest first.
function draw(found) {
  const days = new Map();
  for (const it of found) {
    const key = Math.max(dayOf(it.begins), dayOf(now()));
    days.set(key, [...days.get(key) ?? [], it]);
  }
  const sections = [...days.keys()].sort((a, b) => a - b).map((key) => made("section", {},
    made("h2", { textContent: headingOf(key, now()) }),
    made("ul", { className: "occasions" },
      ...days.get(key).sort((a, b) => a.metres - b.metres || a.begins - b.begins).map(rowOf))));
  refill(box, ...sections);
  byId("pages")?.remove();
}

async function show() {
  if (!here) return;
  try {
    const { found, missed } = await activitiesAround(here, WITHIN_M);
    const asked = found.filter(isAsked).sort((a, b) => a.metres - b.metres).slice(0, MOST);
    draw(asked);
    const more = missed ? "没有网络，有的没有存下，可能不全。" : "";
    say(asked.length
      ? `您附近 50 公里内，最近 14 天的 ${asked.length} 场，每天近的在前。${more}位置只留在这部手机里。`
      : `您附近 50 公里内，最近 14 天没有这样的活动。${more}`);
  } catch {
    say("没连上网，手机里也没有存下活动。下面是打开这一页时的。");
  }
}

async function near() {
  say("正在定位…位置只在手机里使用，不会上传。");
  button.setAttribute("aria-busy", "true");
  const { me, words } = await locate(({ words: told, advice }) => say(told + advice), RECENT_MS);
  button.removeAttribute("aria-busy");
  if (!me) {
    say(words ?? "");
    return;
  }
  here = me;
  await show();
}

button.addEventListener("click", near);
// Around the phone the form is answered here, and asks nobody.
form.addEventListener("submit", (event) => {
  if (!here) return;
  event.preventDefault();
  show();
});
form.addEventListener("change", () => { if (here) show(); });
