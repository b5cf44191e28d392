// Words that mean a place which is no station: the list begins there. They are looked up on the
// phone, so neither they nor the choice are sent.
import { journey, keepJourney, seek, startFrom } from "./query.js";
import { listAround } from "./near_me.js";
import { onList } from "./list.js";
import { newChoice } from "./status_line.js";
import { landmarksOf, matchesOf, ONE_WRONG, said, SAME } from "../finder/places.js";
import { byId, made, refill } from "../shared/dom.js";

/**
 * @import { Landmark, Match } from "../finder/places.js"
 * @import { Place } from "../shared/sphere.js"
 */

const ROAD = "道路";
/** @type {string[]} */
let sources = [];

/**
 * The places that words could mean, best first, and with a place to measure from the nearer of
 * those that fit alike; none where the names cannot be had.
 * @param {string} words
 * @param {Place | null} [from]
 * @returns {Promise<Match[]>}
 */
export async function landmarksCalled(words, from = null) {
  try {
    const city = await landmarksOf(seek.dataset.landmarks ?? "");
    sources = city.attributions;
    return matchesOf(words, city, from);
  } catch {
    return [];
  }
}

/** Fetches the names, so that words are answered at once. */
export const warm = () => landmarksCalled("");

/**
 * What is said before places are offered.
 * @param {Match[]} found
 * @param {string} words
 * @returns {string}
 */
export const askWords = (found, words) => (found[0].closeness === ONE_WRONG
  ? `没有叫“${words}”的地方，您是不是找：` : `“${words}”，从哪里找？`);

/**
 * A place as a choice.
 * @param {Landmark} landmark
 * @param {() => void} choose
 * @param {string} [away] how far it is
 * @returns {HTMLElement}
 */
export function choiceOf(landmark, choose, away = "") {
  const words = [landmark.kindWords, away].filter(Boolean).join(" · ");
  const note = made("span", { className: "note", textContent: ` ${words}` });
  const button = made("button", { type: "button" }, said(landmark), note);
  button.addEventListener("click", choose);
  return made("li", {}, button);
}

function panel() {
  const there = document.getElementById("landmarks");
  if (there) return there;
  const it = made("div", { id: "landmarks", className: "landmarks" });
  it.setAttribute("role", "group");
  it.setAttribute("aria-label", "地名");
  byId("results").before(it);
  return it;
}

function close() {
  document.getElementById("landmarks")?.remove();
}

function begin(landmark) {
  close();
  newChoice();
  journey.to = null;
  keepJourney();
  const { lat, lon } = landmark;
  startFrom({ lat, lon, kind: "named", name: said(landmark) });
  return listAround();
}

// One place called just so is meant; a road is too long to be one.
/** @param {Match[]} found */
const isMeant = (found) => found[0].landmark.kindWords !== ROAD
  && found.filter(({ closeness }) => closeness === SAME).length === 1;

/**
 * Begins the list at the place that words mean, or offers those that they could mean, beside the
 * names of stations. Gives whether there are any.
 * @param {string} words
 * @param {() => void} byNames looks for stations of these words
 * @returns {Promise<boolean>}
 */
export async function startAtLandmark(words, byNames) {
  close();
  const counts = newChoice();
  const found = await landmarksCalled(words);
  if (!counts()) return true;
  if (!found.length) return false;
  if (isMeant(found)) {
    await begin(found[0].landmark);
    return true;
  }
  const names = made("button", { type: "button", textContent: `站名里有“${words}”的驿站` });
  names.addEventListener("click", () => { close(); byNames(); });
  refill(
    panel(), made("p", { textContent: askWords(found, words) }),
    made("ul", { className: "ask-choices" },
      ...found.map(({ landmark }) => choiceOf(landmark, () => begin(landmark))),
      made("li", {}, names)),
    ...sources.map((source) => made("p", { className: "note", textContent: `地名：${source}` })));
  panel().querySelector("button").focus();
  return true;
}

// Another list has been asked for.
onList(({ fit }) => { if (fit) close(); });
