// What is asked for: the wishes stand in the form and in the address of the page; where from, where
// to and for when stand here and in the memory of this tab, never in an address.
import { now } from "./time.js";

export const seek = document.getElementById("seek");
const FIELDS = "[form=seek][name]";
const TAB = "journey";
export const FIRST_ROWS = 20;

// from: { lat, lon, tapped } or null for the middle of the chosen place; to: { lat, lon, name } or
// null; at: the moment in ms or null for now.
export const journey = { from: null, to: null, at: null, count: FIRST_ROWS, farther: false };

// The same journey goes on after a look at a station. Storage may be switched off.
export function keepJourney() {
  try { sessionStorage.setItem(TAB, JSON.stringify(journey)); } catch { /* Then it ends here. */ }
}

export function resumeJourney() {
  try { Object.assign(journey, JSON.parse(sessionStorage.getItem(TAB))); } catch { /* A new one. */ }
  if (journey.at !== null && journey.at < now()) journey.at = null;
  return journey.from !== null;
}

export function startFrom(place) {
  Object.assign(journey, { from: place, count: FIRST_ROWS, farther: false });
  keepJourney();
}

export function asked() {
  const fields = new FormData(seek);
  return {
    wants: fields.getAll("wants"),
    allDay: fields.get("hours") === "24",
    onlyOpen: fields.get("open") !== "any",
    words: (fields.get("q") ?? "").trim(),
    area: fields.get("area") ?? "",
  };
}

// What a station must have, as one text.
export const wishes = () => JSON.stringify({ ...asked(), words: "", area: "" });

// The address of the page that shows this; around the phone there are no words and no district.
export function addressOf({ near }) {
  const fields = new URLSearchParams(new FormData(seek));
  if (fields.get("open") === "now") fields.delete("open");
  if (near || !fields.get("q")) fields.delete("q");
  if (near) fields.delete("area");
  const query = fields.toString();
  return query ? `/?${query}` : "/";
}

let address = location.pathname + location.search;
export const shown = () => address;

// Replaces the address, or adds one, so that the way back leads to what was shown before.
export function goTo(next, { adding = false } = {}) {
  if (adding && next !== address) history.pushState(null, "", next);
  else history.replaceState(null, "", next);
  address = next;
}

// Puts what the address asks for into the form. A page from the cache may have been made for another
// address (`other`): its form and its list are not what was asked for.
export function readAddress() {
  const given = new URLSearchParams(location.search);
  const wants = given.getAll("wants").flatMap((value) => value.split(","));
  const words = (given.get("q") ?? "").trim();
  const area = given.get("area") ?? "";
  const wanted = {
    wants: (value) => wants.includes(value),
    hours: (value) => given.get("hours") === value,
    open: (value) => value === (given.get("open") === "any" ? "any" : "now"),
  };
  let other = seek.elements.q.defaultValue !== words || asked().area !== area;
  for (const box of document.querySelectorAll(FIELDS)) {
    box.checked = wanted[box.name](box.value);
    other = other || box.checked !== box.defaultChecked;
  }
  seek.elements.q.value = words;
  return { words, area, other, near: given.has("near") };
}

const press = (name, value) => {
  for (const box of document.querySelectorAll(FIELDS)) {
    if (box.name === name) box.checked = box.value === value;
  }
};
export const alsoClosed = () => press("open", "any");
export function fewerWishes() {
  press("wants", null);
  press("hours", null);
}
