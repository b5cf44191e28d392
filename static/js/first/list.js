// The list of the first page: around the phone, around the middle of a place, or for words. Without
// scripts it is a list from the server with the same wishes.
import {
  addressOf, currentAddress, currentQuery, FIRST_ROWS, goTo, journey, keepJourney, seek, wishes,
} from "./query.js";
import { lineAbove } from "../shared/list_words.js";
import { find } from "./results.js";
import { newChoice, note, say, tell } from "./status_line.js";
import { draw } from "./rows.js";
import { byId, refill } from "../shared/dom.js";
import { clockWords, now } from "../shared/time.js";
import { wait } from "../shared/timers.js";

/**
 * @import { Facts } from "../shared/list_words.js"
 * @import { Origin, Whence } from "../shared/origin.js"
 * @import { Address } from "./query.js"
 * @import { Place } from "../shared/sphere.js"
 * @import { List } from "./results.js"
 */

const [STALE_MS, OLD_MS, PATIENCE_MS, QUICK_ROWS, SLOW] = [120000, 900000, 4000, 5, "网络不通或很慢，"];
const results = byId("results");
const box = byId("map");
const [lat, lon] = (box?.dataset.home ?? "").split(",").map(Number);
let home = box && { lat, lon };
let { place } = results.dataset;

// Near, place or words.
let mode = "place";
// The server made the list for another address.
let other = false;
// Whether the server made the list that stands.
let fromServer = true;
// The question that the list that stands answers, and the wishes in it.
let [shownFor, shownWishes] = ["", ""];
// The stations of words, where they were put in order here.
/** @type {(() => List) | null} */
let named = null;
// What is true of the list that stands.
/** @type {Facts} */
let facts = { origin: { kind: "none" }, rows: 0 };
// A slow answer must not overwrite a later one.
let turn = 0;
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
/** @returns {Origin | null} */
const origin = () => (mode === "near" ? journey.from
  : home && { kind: "middle", name: place, ...home });
const from = ({ lat, lon }) => `${lat},${lon}`;
// A list answers one question; under another it would be taken for its answer.
function question() {
  const { words } = currentQuery();
  const whence = origin();
  const where = mode === "words" ? words : whence && from(whence);
  return JSON.stringify([wishes(), where, journey.to && from(journey.to), journey.at]);
}

function stands(byServer) {
  named = null;
  [fromServer, shownFor, shownWishes] = [byServer, question(), wishes()];
}

// What the list says about itself: anew where somebody has just asked for it.
function describe(found, anew) {
  facts = found;
  tell(lineAbove(facts, Date.now()), anew);
}


// What the server listed was open when it made the list; that does not stay true for long.
const isOlder = (ms) => other || now() - Date.parse(results.dataset.made) > ms;

// A list stays where it is true: where it answers this question, or is of a place and says so.
function cannot() {
  const advice = "连上网再试一次。以后没有网络，也能用手机里存下的找。";
  say(`没连上网，驿站数据没更新。${advice}`);
  const ofPlace = mode === "near" && facts.origin.kind === "middle" && shownWishes === wishes();
  if ((shownFor === question() || ofPlace) && !(fromServer && isOlder(OLD_MS))) return;
  draw(results, { summary: "", groups: [], empty: { advice,
    title: "没有网络，手机里也没有存下驿站", actions: [{ act: "again", words: "再试一次" }] } });
  shownFor = shownWishes = "";
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
    /** @type {any} */
    const here = origin();
    const near = mode === "near";
    let [late, waited] = [false, false];
    for (const count of fromServer ? [QUICK_ROWS, journey.count] : [journey.count]) {
      const slow = () => {
        if (mine === turn) say(`${SLOW}还在等驿站数据…`);
        waited = true;
      };
      const found = await find(here, { near, served: results.dataset.served, count, slow, late });
      if (mine !== turn) return true;
      late = Boolean(found.coming);
      if (count === QUICK_ROWS) Object.assign(found, { summary: "正在找…", rest: null });
      else if (late) found.coming?.then(() => mine === turn && show({ fit: false }), () => {});
      draw(results, found);
      stands(false);
      if (count !== QUICK_ROWS) describe(found.facts, fit || waited);
    }
    tellListeners(fit);
    return true;
  } catch {
    if (mine === turn) cannot();
    return mine !== turn;
  } finally {
    if (mine === turn) results.removeAttribute("aria-busy");
  }
}

function drawNamed(anew) {
  if (!named) return;
  const list = named();
  draw(results, list);
  describe(list.facts, anew);
}

// Stations of some words are put in order on the phone, where it knows a place to measure from.
async function arrange(list, mine) {
  const start = mode === "words" ? journey.from : null;
  if (!start) return false;
  const { listNamed, nearestNamed } = await import("./named_list.js");
  const found = await nearestNamed(list, start, journey.count);
  if (!found || mine !== turn) return false;
  stands(true);
  named = () => listNamed(found, start);
  drawNamed(true);
  return true;
}

// The landmark at which a list of the server begins, where it does.
/** @returns {Whence | null} */
const startOf = ({ start }) => (start ? { kind: "named", name: start } : null);
// Of a list that the server made; needed once there is a position, or another list is asked for.
const served = () => import("./server_list.js");
async function showDistances() {
  if (journey.from) (await served()).showDistances();
}
/** @type {Whence} */
const NOWHERE = { kind: "none" };
const servedFacts = () => ({
  origin: (mode === "place" ? origin() : startOf(results.dataset)) ?? NOWHERE,
  rows: results.querySelectorAll(".row").length, distances: journey.from,
});

async function take(page, mine) {
  const list = page.getElementById("results");
  const isArranged = await arrange(list, mine);
  if (mine !== turn) return;
  results.dataset.made = list.dataset.made;
  results.dataset.start = list.dataset.start ?? "";
  other = false;
  if (!isArranged) {
    stands(true);
    refill(results, ...list.childNodes);
    await showDistances();
    if (mine !== turn) return;
    describe(servedFacts(), true);
  }
  tellListeners(true);
}

// Words, and places whose middle is unknown, are looked up by the server, or in time by the
// phone.
async function askServer() {
  const mine = ++turn;
  const { words } = currentQuery();
  const coming = (await served()).askPage(addressOf({ near: false }), words);
  const page = await Promise.race([coming, wait(PATIENCE_MS)]);
  if (mine !== turn) return;
  if (page) {
    const parted = await isSplit(page.getElementById("results"), mine);
    return parted ? seekWords({ switched: true }) : take(page, mine);
  }
  const slow = page === undefined;
  if (slow) coming.then((late) => { if (late && mine === turn) take(late, mine); });
  try {
    const { findCalled } = await import("./named_list.js");
    const found = await findCalled(words, home, slow ? SLOW : "没有网络，");
    if (mine !== turn) return;
    draw(results, found);
    if (await isSplit(results, mine)) return seekWords({ switched: true });
    stands(false);
    describe(found.facts, true);
    tellListeners(true);
  } catch {
    cannot();
  }
}

async function refreshRows() {
  const mine = turn;
  if (!named) await (await served()).refreshRows();
  if (mine !== turn) return;
  if (named) drawNamed(false);
  else describe(servedFacts(), false);
  tellListeners(false);
}

// The same question once more.
function redraw({ fit }) {
  return mode === "words" || !origin() ? askServer() : show({ fit });
}

// Needed once a position has been taken: it comes then.
const position = () => import("./position.js");

// A position of long ago is let go, and with it the list around it.
async function lose() {
  const gone = journey.from && (await position()).forget();
  if (!gone) return false;
  if (mode === "near") {
    mode = "place";
    goTo(addressOf({ near: false }));
    note(`${clockWords(Number(gone.at))} 的位置太旧，不用了。`);
  }
  redraw({ fit: true });
  return true;
}

// An old position is taken anew where nobody need be asked.
async function keepUp() {
  if (journey.from && await (await position()).renew()) redraw({ fit: true });
  else lose();
}

/**
 * The same question once more, as somebody has just asked for it.
 * @param {{ fit?: boolean }} [options]
 * @returns {Promise<boolean | void>}
 */
export async function again({ fit = true } = {}) {
  const found = await redraw({ fit });
  keepUp();
  return found;
}

/**
 * Shows what is true at this moment; whoever has `returned` to the page may be elsewhere by now.
 * @param {{ returned?: boolean }} [options]
 */
export async function refresh({ returned = false } = {}) {
  if (document.hidden) return;
  const renewing = journey.from && await (await position()).canRenew(returned);
  if (!renewing && await lose()) return;
  await (fromServer && !isOlder(STALE_MS) ? refreshRows() : redraw({ fit: false }));
  if (renewing) keepUp();
}

/** Wishes and the moment have changed: the same list for them, at once. */
export function changed() {
  Object.assign(journey, { count: FIRST_ROWS, farther: false });
  keepJourney();
  goTo(addressOf({ near: mode === "near" }));
  return mode === "words" && journey.at !== null ? refreshRows() : again();
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
  if (!stays) Object.assign(journey, { at: null, count: FIRST_ROWS });
  goTo(addressOf({ near: mode === "near" }), { adding: true });
  return again();
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
 * @returns {Promise<boolean | void>}
 */
export function around() {
  seek.elements.q.value = "";
  mode = "near";
  goTo(addressOf({ near: true }), { adding: /[?&](q|area)=/.test(currentAddress()) });
  return again();
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
  if (isOlder(STALE_MS)) return again();
  stands(true);
  showDistances();
  describe(servedFacts(), false);
  return arrange(results, turn).then(keepUp);
}
