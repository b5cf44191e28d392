// What is asked for: the wishes stand in the form and in the address of the page; where from, where
// to and for when stand here and in the memory of this tab, never in an address.
import { isOver, readOrigin } from "../shared/origin.js";
import { byId, made } from "../shared/dom.js";
import { now } from "../shared/time.js";

/** The form of wishes and words. */
export const seek = byId("seek");
const FIELDS = "[form=seek][name]";
/** What can have several values. */
export const LISTS = ["wants", "kind", "host", "network"];
const TAB = "journey";
/** How many rows come first, and more with each tap. */
export const FIRST_ROWS = 20;
/** How many rows there are at most. */
export const MOST_ROWS = 100;

/**
 * @import { Origin } from "../shared/origin.js"
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {Place & { name: string }} Target
 *
 * @typedef {object} Journey
 * @property {Origin | null} from null: the middle of the chosen place
 * @property {Target | null} to
 * @property {number | null} at the moment in ms, null: now
 * @property {number} count of rows
 * @property {boolean} farther whether to look beyond the usual distance
 *
 * @typedef {{ wants: string[], kind: string[], host: string[], network: string[], allDay: boolean,
 *   onlyOpen: boolean, words: string, area: string }} Query
 *
 * @typedef {object} Address what the page was opened for
 * @property {string} words
 * @property {string} area
 * @property {boolean} elsewhere whether the page was made for another area
 * @property {boolean} other whether it was made for another question
 * @property {number} page
 * @property {boolean} near
 */

/**
 * From where, where to and for when.
 * @type {Journey}
 */
export const journey = { from: null, to: null, at: null, count: FIRST_ROWS, farther: false };

/** The same journey goes on after a look at a station. Storage may be switched off. */
export function keepJourney() {
  try { sessionStorage.setItem(TAB, JSON.stringify(journey)); } catch { /* Then it ends here. */ }
}

const isPlace = (it) => Number.isFinite(it?.lat) && Number.isFinite(it?.lon);

/**
 * Takes up the journey of this tab, as far as it makes sense. Gives whether it begins at a
 * place, and whether that was a position which is forgotten by now.
 * @returns {{ resumed: boolean, over: boolean }}
 */
export function resumeJourney() {
  let stored = null;
  try { stored = JSON.parse(sessionStorage.getItem(TAB) ?? "null"); } catch { /* A new one. */ }
  const { from, to, at, count, farther } = stored ?? {};
  const origin = readOrigin(from);
  const over = origin !== null && isOver(origin, Date.now());
  if (over) journey.from = null;
  else if (origin) journey.from = origin;
  if (isPlace(to) && typeof to.name === "string") journey.to = to;
  if (Number.isFinite(at) && at >= now()) journey.at = at;
  if (count >= FIRST_ROWS) journey.count = Math.min(MOST_ROWS, Math.ceil(Number(count)));
  journey.farther = farther === true;
  if (over) keepJourney();
  return { resumed: journey.from !== null, over };
}

// All was cleared in another window: what this one still knows goes too.
addEventListener("storage", ({ key }) => {
  if (key !== null) return;
  try { sessionStorage.clear(); } catch { /* Then nothing was kept. */ }
  location.replace("/");
});

/**
 * Begins a new list around a place.
 * @param {Origin} place
 */
export function startFrom(place) {
  Object.assign(journey, { from: place, count: FIRST_ROWS, farther: false });
  keepJourney();
}

/**
 * Words as the server reads them: blanks of any sort and number are one.
 * @param {string} words
 * @returns {string}
 */
export const plain = (words) => words.split(/\s+/).filter(Boolean).join(" ");

/**
 * What the form asks for.
 * @returns {Query}
 */
export function currentQuery() {
  const fields = new FormData(seek);
  const chosen = (name) => fields.getAll(name).map(String);
  return {
    wants: chosen("wants"), kind: chosen("kind"), host: chosen("host"),
    network: chosen("network"),
    allDay: fields.get("hours") === "24",
    onlyOpen: fields.get("open") !== "any",
    words: plain(String(fields.get("q") ?? "")),
    area: String(fields.get("area") ?? ""),
  };
}

/**
 * What a station must have, as one text.
 * @returns {string}
 */
export const wishes = () => JSON.stringify({ ...currentQuery(), words: "", area: "" });

/**
 * The address of the page that shows this; around the phone there are no words and no district.
 * @param {{ near: boolean }} around
 * @returns {string}
 */
export function addressOf({ near }) {
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(seek)));
  if (fields.get("open") === "now") fields.delete("open");
  if (near || !fields.get("q")) ["q", "as"].forEach((name) => fields.delete(name));
  if (near) fields.delete("area");
  const query = fields.toString();
  return query ? `/?${query}` : "/";
}

let address = location.pathname + location.search;
/**
 * The address of what is shown.
 * @returns {string}
 */
export const currentAddress = () => address;

/**
 * Replaces the address, or adds one, so that the way back leads to what was shown before.
 * @param {string} next
 * @param {{ adding?: boolean }} [options]
 */
export function goTo(next, { adding = false } = {}) {
  if (adding && next !== address) history.pushState(null, "", next);
  else history.replaceState(null, "", next);
  address = next;
}

/**
 * Puts what the address asks for into the form. A page from the cache may have been made for
 * another address (`other`): its form and its list are not what was asked for.
 * @returns {Address}
 */
export function readAddress() {
  const given = new URLSearchParams(location.search);
  const listed = (name) => given.getAll(name).flatMap((value) => value.split(","));
  const words = plain(given.get("q") ?? "");
  const area = given.get("area") ?? "";
  const wanted = {
    ...Object.fromEntries(LISTS.map((name) => [name, (value) => listed(name).includes(value)])),
    hours: (value) => given.get("hours") === value,
    open: (value) => value === (given.get("open") === "any" ? "any" : "now"),
  };
  const elsewhere = currentQuery().area !== area;
  let other = seek.elements.q.defaultValue !== words || elsewhere;
  const boxes = () => [...document.querySelectorAll(FIELDS)];
  // A kept page may not offer a network: it is asked for all the same.
  for (const value of byId("ignored") ? [] : listed("network").filter(Boolean)) {
    if (!boxes().some((box) => box.value === value)) {
      seek.append(made("input", { type: "checkbox", name: "network", value, hidden: true }));
      seek.lastChild.setAttribute("form", "seek");
    }
  }
  for (const box of boxes()) {
    box.checked = wanted[box.name](box.value);
    other = other || box.checked !== box.defaultChecked;
  }
  seek.elements.q.value = words;
  for (const name of ["typed", "as"]) {
    const value = given.get(name);
    Object.assign(byId(name), { disabled: !value, value: value ?? "" });
  }
  const page = Math.min(5, Math.max(1, Number(given.get("page")) || 1));
  return { words, area, elsewhere, other, page, near: given.has("near") };
}

const press = (name, value) => {
  for (const box of document.querySelectorAll(FIELDS)) {
    if (box.name === name) box.checked = box.value === value;
  }
};
/**
 * Ticks one box of a list, or takes its tick away.
 * @param {string} name
 * @param {string} value
 * @param {boolean} is
 */
export function tick(name, value, is) {
  for (const box of document.querySelectorAll(FIELDS)) {
    if (box.name === name && box.value === value) box.checked = is;
  }
}
/** Presses: closed ones too. */
export const alsoClosed = () => press("open", "any");
/** Releases all wishes. */
export function fewerWishes() {
  [...LISTS, "hours"].forEach((name) => press(name, null));
}
