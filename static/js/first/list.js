// The list of the first page: around the phone, around the middle of a place, or for words. Without
// scripts it is a list from the server with the same wishes.
import {
  addressOf, currentAddress, currentQuery, FIRST_ROWS, goTo, journey, keepJourney, seek, wishes,
} from "./query.js";
import { find, findCalled } from "./results.js";
import { newChoice, say, sayNothing } from "./status_line.js";
import { draw } from "./rows.js";
import * as served from "./server_list.js";
import { byId, refill } from "../shared/dom.js";
import { now } from "../shared/time.js";
import { wait } from "../shared/timers.js";

/**
 * @import { Address } from "./query.js"
 * @import { Place } from "../shared/sphere.js"
 */

const [STALE_MS, OLD_MS, PATIENCE_MS, QUICK_ROWS, SLOW] = [120000, 900000, 4000, 5, "网络不通或很慢，"];
const results = byId("results");
const box = byId("map");
const [lat, lon] = (box?.dataset.home ?? "").split(",").map(Number);
let home = box && { lat, lon };
let { place } = results.dataset;

let mode = "place"; // near, place or words
let other = false; // the server made the list for another address
let fromServer = true; // whether the server made the list that stands
let shownFor = ""; // the wishes that it answers
let turn = 0; // a slow answer must not overwrite a later one
/** @type {((list: { fit: boolean, near: boolean }) => void)[]} */
const listeners = [];
const tellListeners = (fit) => {
  for (const listen of listeners) listen({ fit, near: mode === "near" });
};
/**
 * Listens for lists: `fit` says that the map follows, `near` that they are around the phone.
 * @param {(list: { fit: boolean, near: boolean }) => void} listen
 */
export const onList = (listen) => listeners.push(listen);
/**
 * Whether the list is one around the phone.
 * @returns {boolean}
 */
export const isAround = () => mode === "near";
const origin = () => (mode === "near" ? journey.from : home);

// What the server listed was open when it made the list; that does not stay true for long.
const isOlder = (ms) => other || now() - Date.parse(results.dataset.made) > ms;

// A list stays where it is true and what is wished for; another one would be taken for it.
function cannot() {
  const advice = "连上网再试一次。以后没有网络，也能用手机里存下的找。";
  say(`没连上网，驿站数据没更新。${advice}`);
  if (shownFor === wishes() && !(fromServer && isOlder(OLD_MS))) return;
  draw(results, { summary: "", groups: [], empty: { advice,
    title: "没有网络，手机里也没有存下驿站", actions: [{ act: "again", words: "再试一次" }] } });
}

/**
 * Finds and shows the list, at first its nearest few; `fit`: the map follows. False where it
 * cannot.
 * @param {{ fit?: boolean }} [options]
 * @returns {Promise<boolean>}
 */
export async function show({ fit = true } = {}) {
  const mine = ++turn;
  results.setAttribute("aria-busy", "true");
  try {
    let [late, waited] = [false, false];
    for (const count of fromServer ? [QUICK_ROWS, journey.count] : [journey.count]) {
      const slow = () => {
        if (mine === turn) say(`${SLOW}还在等驿站数据…`);
        waited = true;
      };
      const found = await find(origin(), { near: mode === "near", place, count, slow, late });
      if (mine !== turn) return true;
      late = Boolean(found.coming);
      if (count === QUICK_ROWS) Object.assign(found, { summary: "正在找…", rest: null });
      else if (late) found.coming?.then(() => mine === turn && show({ fit: false }), () => {});
      draw(results, found);
      [fromServer, shownFor] = [false, wishes()];
    }
    if (waited) sayNothing();
    tellListeners(fit);
    return true;
  } catch {
    if (mine === turn) cannot();
    return mine !== turn;
  } finally {
    if (mine === turn) results.removeAttribute("aria-busy");
  }
}

function take(page) {
  const list = page.getElementById("results");
  results.dataset.made = list.dataset.made;
  refill(results, ...list.childNodes);
  [fromServer, shownFor, other] = [true, wishes(), false];
  served.showDistances();
  tellListeners(true);
}

// Words, and places whose middle is unknown, are looked up by the server, or in time by the
// phone.
async function askServer() {
  const mine = ++turn;
  const { words } = currentQuery();
  const coming = served.askPage(addressOf({ near: false }), words);
  const page = await Promise.race([coming, wait(PATIENCE_MS)]);
  if (mine !== turn) return;
  if (page) {
    const parted = await isSplit(page.getElementById("results"), mine);
    return parted ? seekWords({ switched: true }) : take(page);
  }
  const slow = page === undefined;
  if (slow) coming.then((late) => { if (late && mine === turn) take(late); });
  try {
    draw(results, await findCalled(words, home, slow ? SLOW : "没有网络，"));
    if (await isSplit(results, mine)) return seekWords({ switched: true });
    fromServer = false;
    tellListeners(true);
  } catch {
    cannot();
  }
}

async function refreshRows() {
  const mine = turn;
  await served.refreshRows();
  if (mine === turn) tellListeners(false);
}

/** Shows what is true at this moment. */
export function refresh() {
  if (document.hidden) return null;
  if (fromServer && !isOlder(STALE_MS)) return refreshRows();
  return mode === "words" ? askServer() : show({ fit: false });
}

/** Wishes and the moment have changed: the same list for them, at once. */
export function changed() {
  Object.assign(journey, { count: FIRST_ROWS, farther: false });
  keepJourney();
  goTo(addressOf({ near: mode === "near" }));
  if (mode === "words" && journey.at !== null) return refreshRows();
  return mode === "words" || !origin() ? askServer() : show();
}

/**
 * Words were typed: the list of the server for them, or of what the phone holds. Where all of them
 * have switched something on, it is the list before, with that.
 * @param {{ switched?: boolean }} [options]
 */
export function seekWords({ switched = false } = {}) {
  newChoice();
  const { words } = currentQuery();
  const stays = switched && !words;
  mode = words ? "words" : "place";
  if (stays && journey.from) mode = "near";
  if (!stays) journey.at = null;
  goTo(addressOf({ near: mode === "near" }), { adding: true });
  return stays && origin() ? show() : askServer();
}

/** @type {() => Promise<boolean>} */
let splitOff = async () => false;
/**
 * Tells what switches on what the words ask for that name no station.
 * @param {() => Promise<boolean>} split
 */
export const splitBy = (split) => { splitOff = split; };
const isSplit = async (list, mine) => !list.querySelector(".row") && await splitOff()
  && mine === turn;

/**
 * The list around journey.from. The way back leads to the place or the words that were shown.
 * @returns {Promise<boolean>}
 */
export function around() {
  seek.elements.q.value = "";
  mode = "near";
  goTo(addressOf({ near: true }), { adding: /[?&](q|area)=/.test(currentAddress()) });
  return show();
}

/**
 * Another place than the server made the page for.
 * @param {Place & { name: string }} other
 */
export function moveTo({ name, ...middle }) {
  place = name;
  home = middle;
}

/**
 * How the page begins: as the server made it, or anew where that is not true.
 * @param {Address} given
 */
export function begin(given) {
  mode = given.words ? "words" : "place";
  ({ other } = given);
  journey.count = Math.max(journey.count, FIRST_ROWS * given.page);
  const anew = isOlder(STALE_MS);
  shownFor = anew ? "" : wishes();
  if (anew) return mode === "words" || !home ? askServer() : show();
  served.showDistances();
  return null;
}
