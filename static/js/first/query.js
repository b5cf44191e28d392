// What is asked for: the wishes stand in the form and in the address of the page; where from, where
// to and for when stand here and in the memory of this tab, never in an address.
import { now } from "../shared/time.js";

export const seek = document.getElementById("seek");
const FIELDS = "[form=seek][name]";
const TAB = "journey";
export const FIRST_ROWS = 20;
export const MOST_ROWS = 100;

// from: { lat, lon, tapped } or null for the middle of the chosen place; to: { lat, lon, name } or
// null; at: the moment in ms or null for now.
export const journey = { from: null, to: null, at: null, count: FIRST_ROWS, farther: false };

// The same journey goes on after a look at a station. Storage may be switched off.
export function keepJourney() {
  try { sessionStorage.setItem(TAB, JSON.stringify(journey)); } catch { /* Then it ends here. */ }
}

const isPlace = (it) => Number.isFinite(it?.lat) && Number.isFinite(it?.lon);

// Whatever else may stand in the storage: only what makes sense is taken up.
export function resumeJourney() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(TAB)); } catch { /* A new one. */ }
  const { from, to, at, count, farther } = kept ?? {};
  if (isPlace(from)) journey.from = from;
  if (isPlace(to) && typeof to.name === "string") journey.to = to;
  if (Number.isFinite(at) && at >= now()) journey.at = at;
  if (count >= FIRST_ROWS) journey.count = Math.min(MOST_ROWS, Math.ceil(Number(count)));
  journey.farther = farther === true;
  return journey.from !== null;
}

// All was cleared in another window: what this one still knows goes too.
addEventListener("storage", ({ key }) => {
  if (key !== null) return;
  try { sessionStorage.clear(); } catch { /* Then nothing was kept. */ }
  location.replace("/");
});

export function startFrom(place) {
  Object.assign(journey, { from: place, count: FIRST_ROWS, farther: false });
  keepJourney();
}

// Words as the server reads them: blanks of any sort and number are one.
export const plain = (words) => words.split(/\s+/).filter(Boolean).join(" ");

export function asked() {
  const fields = new FormData(seek);
  return {
    wants: fields.getAll("wants"),
    allDay: fields.get("hours") === "24",
    onlyOpen: fields.get("open") !== "any",
    words: plain(fields.get("q") ?? ""),
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
  const words = plain(given.get("q") ?? "");
  const area = given.get("area") ?? "";
  const wanted = {
    wants: (value) => wants.includes(value),
    hours: (value) => given.get("hours") === value,
    open: (value) => value === (given.get("open") === "any" ? "any" : "now"),
  };
  const elsewhere = asked().area !== area;
  let other = seek.elements.q.defaultValue !== words || elsewhere;
  for (const box of document.querySelectorAll(FIELDS)) {
    box.checked = wanted[box.name](box.value);
    other = other || box.checked !== box.defaultChecked;
  }
  seek.elements.q.value = words;
  const page = Math.min(5, Math.max(1, Number(given.get("page")) || 1));
  return { words, area, elsewhere, other, page, near: given.has("near") };
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
