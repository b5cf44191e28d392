// The state and the week of a station as the page shows them.
import { made, setIcon, srOnly } from "../shared/dom.js";
import { fillHours } from "./week_table.js";

/**
 * @import { Line } from "../shared/state_line.js"
 * @import { Day } from "./week_table.js"
 */

/**
 * Puts the mark and the words of a state into their element.
 * @param {Element} element
 * @param {Line} line
 */
export function showState(element, { mark, words }) {
  element.className = `state is-${mark}`;
  setIcon(element, `mark-${mark}`);
  element.querySelector("span").textContent = words;
}

/**
 * The rows of a table of the week.
 * @param {Day[]} days
 * @returns {HTMLElement[]}
 */
export const weekRows = (days) => days.map(({ name, hours, today }) => {
  const head = made("th", { scope: "row" }, name);
  if (today) head.append(srOnly("（今天）"));
  const cell = made("td");
  fillHours(cell, hours);
  return made("tr", { className: today ? "today" : "" }, head, cell);
});
