// The button that finds what is near, with its line of words, and which choice of a place counts.
import { byId } from "../shared/dom.js";

const RESTING = "位置只留在这部手机里。";
const line = byId("near-say");
const button = byId("near");
let choice = 0;

/**
 * Puts words into the line.
 * @param {string} words
 * @param {boolean} [does] whether it says more than usual
 */
export function say(words, does = true) {
  line.textContent = words;
  line.classList.toggle("does", does);
}

/** Puts the usual words into the line. */
export const sayNothing = () => say(RESTING, false);

const waiting = () => button.getAttribute("aria-busy") === "true";

/**
 * Whether the button waits. It keeps the focus: a disabled one would lose it.
 * @param {boolean} is
 */
export const setBusy = (is) => button.setAttribute("aria-busy", String(is));

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
