// The button that finds what is near, with its line of words, and which choice of a place counts.
import { ANEW, RESTING } from "../shared/list_words.js";
import { byId, made } from "../shared/dom.js";
import { cannotLocate } from "../shared/geolocation.js";

/** @import { Line } from "../shared/list_words.js" */

const line = byId("near-say");
const button = byId("near");
let choice = 0;
// What the list that stands has said, and what is to be said with the next one.
let [told, noted] = ["", ""];

/**
 * Puts words into the line, with the button that takes the position anew.
 * @param {string} words
 * @param {boolean} [does] whether it says more than usual
 * @param {Line["act"]} [act]
 */
export function say(words, does = true, act = null) {
  line.textContent = words;
  line.classList.toggle("does", does);
  if (!act) return;
  const anew = made("button", { className: "plain", type: "button", textContent: ANEW });
  anew.dataset.act = act;
  line.append(" · ", anew);
}

// The usual words, or why the button cannot help here.
function sayNothing() {
  const why = cannotLocate();
  say(why || RESTING, Boolean(why));
}

const waiting = () => button.getAttribute("aria-busy") === "true";

/**
 * What is to be said of the list that comes next.
 * @param {string} words
 */
export const note = (words) => { noted = words; };

/**
 * The line of a list. One that is shown again (not `anew`) leaves advice that was given meanwhile
 * alone, unless something else is true of it now.
 * @param {Line} said
 * @param {boolean} anew
 */
export function tell({ words, act, does }, anew) {
  if (waiting() || !(anew || noted || words !== told)) return;
  told = words;
  if (noted) say(does ? `${noted} ${words}` : noted, true, act);
  else if (words === RESTING) sayNothing();
  else say(words, does, act);
  noted = "";
}

/**
 * Whether the button waits. It keeps the focus: a disabled one would lose it.
 * @param {boolean} is
 */
export const setBusy = (is) => button.setAttribute("aria-busy", String(is));

/**
 * A function that says whether the choice made last still counts.
 * @returns {() => boolean}
 */
export function thisChoice() {
  const mine = choice;
  return () => mine === choice && !waiting();
}

/**
 * Another place has been chosen: a position that comes for an earlier choice is too late. Gives
 * a function that says whether this choice still counts.
 * @returns {() => boolean}
 */
export function newChoice() {
  choice += 1;
  if (waiting()) {
    setBusy(false);
    sayNothing();
  }
  const mine = choice;
  return () => mine === choice;
}
