// The list of the first page: around the phone, around the middle of a place, or for words. Without
// scripts it is a list from the server with the same wishes.
import { addressOf, asked, FIRST_ROWS, goTo, journey, keepJourney, seek, shown, startFrom, wishes }
  from "./asking.js";
import { find, findCalled } from "./finding.js";
import { locate } from "./position.js";
import { draw, refill } from "./rows.js";
import * as served from "./served.js";
import { now } from "./time.js";

const [STALE_MS, RECENT_MS, QUICK_ROWS] = [120000, 30000, 5];
const results = document.getElementById("results");
const box = document.getElementById("map");
const line = document.getElementById("near-say");
const button = document.getElementById("near");
const [lat, lon] = (box?.dataset.home ?? "").split(",").map(Number);
const home = box && { lat, lon };
const place = results.dataset.place;

let mode = "place"; // near, place or words
let untrue = now() - Date.parse(results.dataset.made) > STALE_MS; // or made for another address
let fromServer = true; // whether the server made the list that stands
let shownFor = ""; // the wishes that it answers
let turn = 0; // a slow answer must not overwrite a later one
const listeners = [];
const told = (fit) => listeners.forEach((listen) => listen({ fit, near: mode === "near" }));
export const onList = (listen) => listeners.push(listen);
export const isAround = () => mode === "near";
const origin = () => (mode === "near" ? journey.from : home);

export function say(words, does = true) {
  line.textContent = words;
  line.classList.toggle("does", does);
}

// The button keeps the focus while it waits: a disabled one would lose it.
const waiting = () => button.getAttribute("aria-busy") === "true";
const wait = (is) => button.setAttribute("aria-busy", String(is));

// A list stays where it is true and what is wished for; another one would be taken for it.
function cannot() {
  const advice = "连上网再试一次。以后没有网络，也能用手机里存下的找。";
  if (shownFor === wishes() && !(fromServer && untrue)) return say(`没有取到驿站数据。${advice}`);
  draw(results, { summary: "", groups: [], empty: { advice,
    title: "没有网络，手机里也没有存下驿站", actions: [{ act: "again", words: "再试一次" }] } });
}

// Finds and shows the list, at first its nearest few; `fit`: the map follows. False where it cannot.
export async function show({ fit = true } = {}) {
  const mine = ++turn;
  results.setAttribute("aria-busy", "true");
  try {
    for (const count of fromServer ? [QUICK_ROWS, journey.count] : [journey.count]) {
      const found = await find(origin(), { near: mode === "near", place, count });
      if (mine !== turn) return true;
      if (count === QUICK_ROWS) Object.assign(found, { summary: "正在找…", rest: null });
      draw(results, found);
      [fromServer, shownFor] = [false, wishes()];
    }
    told(fit);
    return true;
  } catch {
    if (mine === turn) cannot();
    return mine !== turn;
  } finally {
    if (mine === turn) results.removeAttribute("aria-busy");
  }
}

// Words, and places whose middle nobody knows, are looked up by the server.
async function askServer() {
  const mine = ++turn;
  const { words } = asked();
  const page = await served.askPage(addressOf({ near: false }), words);
  if (mine !== turn) return;
  if (page) {
    refill(results, ...page.getElementById("results").childNodes);
    [fromServer, shownFor] = [true, wishes()];
    served.tellDistances();
    return told(true);
  }
  try {
    draw(results, await findCalled(words, home));
    fromServer = false;
    told(true);
  } catch {
    cannot();
  }
}

async function retell() {
  const mine = turn;
  await served.retell();
  if (mine === turn) told(false);
}

export function refresh() {
  if (document.hidden) return null;
  if (fromServer && !untrue) return retell();
  return mode === "words" ? askServer() : show({ fit: false });
}

// Wishes and the moment have changed: the same list for them, at once.
export function changed() {
  Object.assign(journey, { count: FIRST_ROWS, farther: false });
  keepJourney();
  goTo(addressOf({ near: mode === "near" }));
  if (mode === "words" && journey.at !== null) return retell();
  return mode === "words" || !origin() ? askServer() : show();
}

// Words were typed: the list of the server for them, or of what the phone holds.
export function seekWords() {
  mode = asked().words ? "words" : "place";
  journey.at = null;
  goTo(addressOf({ near: false }), { adding: true });
  return askServer();
}

// The list around journey.from. The way back leads to the place or the words that were shown.
export async function around() {
  seek.elements.q.value = "";
  mode = "near";
  goTo(addressOf({ near: true }), { adding: /[?&](q|area)=/.test(shown()) });
  if (!await show()) return;
  say(journey.from.tapped ? "按地图上的点排好了。" : "已由近到远排好，位置没有离开这部手机。", false);
  if (scrollY > innerHeight / 2) scrollTo({ top: 0 });
}

export async function near() {
  if (waiting()) return false;
  say("正在定位：只在手机里用来排列，不会发出去。");
  wait(true);
  const { me, words } = await locate(say, journey.from ? 0 : RECENT_MS);
  wait(false);
  if (!me) { say(words); return false; }
  startFrom(me);
  await around();
  return true;
}

// How the page begins: as the server made it, or anew where that is not true.
export function begin({ words, other }) {
  mode = words ? "words" : "place";
  untrue = untrue || other;
  shownFor = untrue ? "" : wishes();
  if (untrue) return mode === "words" || !home ? askServer() : show();
  served.tellDistances();
  return null;
}
