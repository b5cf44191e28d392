// A place moved by so many metres, and the arrows that do it without the map.
import { made, srOnly } from "../shared/dom.js";

/** @import { Place } from "../shared/sphere.js" */

const METRE_DEGREES = 1 / 111195;
const ARROWS = [
  { name: "北", north: 1, east: 0, sign: "↑" },
  { name: "西", north: 0, east: -1, sign: "←" },
  { name: "东", north: 0, east: 1, sign: "→" },
  { name: "南", north: -1, east: 0, sign: "↓" },
];
const STEPS = [1, 10, 100];

/**
 * A place so far north and east of another.
 * @param {Place} place
 * @param {number} north metres
 * @param {number} east metres
 * @returns {Place}
 */
export function moved({ lat, lon }, north, east) {
  const wide = Math.max(Math.cos((lat * Math.PI) / 180), .01);
  return { lat: lat + north * METRE_DEGREES, lon: lon + (east * METRE_DEGREES) / wide };
}

function metresBetween(a, b) {
  const x = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(x, a.lat - b.lat) / METRE_DEGREES;
}

function steps() {
  const group = made("fieldset", { className: "steps-of" }, made("legend", {}, "每次移"));
  for (const metres of STEPS) {
    const radio = made("input", { type: "radio", name: "see-step", value: metres });
    radio.checked = metres === 10;
    radio.setAttribute("form", "none");
    group.append(made("label", {}, radio, made("span", {}, `${metres} 米`)));
  }
  return group;
}

function arrows(move) {
  const group = made("div", { className: "arrows" });
  for (const { name, north, east, sign } of ARROWS) {
    const face = made("span", {}, sign);
    face.setAttribute("aria-hidden", "true");
    const it = made("button", { type: "button", className: `button to-${north}${east}` },
      face, srOnly(`向${name}移`));
    it.addEventListener("click", () => move(north, east));
    group.append(it);
  }
  return group;
}

/**
 * How far a place was moved.
 * @param {Place | null} before
 * @param {Place} here
 * @returns {string}
 */
export function awayWords(before, here) {
  const metres = before ? metresBetween(before, here) : 0;
  if (metres < .5) return "";
  const far = metres < 995 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(1)} 公里`;
  return `，离原来的位置 ${far}`;
}

/**
 * Arrows and the length of a step beside buttons.
 * @param {HTMLElement[]} buttons
 * @param {(north: number, east: number) => void} move in metres
 * @returns {HTMLElement}
 */
export function arrowsAnd(buttons, move) {
  const tools = made("div", { className: "place-tools" });
  const metres = () => Number(tools.querySelector("[name=see-step]:checked").value);
  tools.append(arrows((north, east) => move(north * metres(), east * metres())),
    made("div", { className: "place-side" }, steps(), ...buttons));
  return tools;
}
