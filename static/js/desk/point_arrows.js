// A place moved by so many metres, and the arrows that do it for whoever uses no map.
import { made } from "../shared/dom.js";

const METRE_DEGREES = 1 / 111195;
const ARROWS = [["北", 1, 0, "↑"], ["西", 0, -1, "←"], ["东", 0, 1, "→"], ["南", -1, 0, "↓"]];
const STEPS = [1, 10, 100];

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
    const radio = made("input", { type: "radio", name: "see-step", value: metres, checked: metres === 10 });
    radio.setAttribute("form", "none");
    group.append(made("label", {}, radio, made("span", {}, `${metres} 米`)));
  }
  return group;
}

function arrows(move) {
  const group = made("div", { className: "arrows" });
  for (const [name, north, east, sign] of ARROWS) {
    const face = made("span", {}, sign);
    face.setAttribute("aria-hidden", "true");
    const it = made("button", { type: "button", className: `button to-${north}${east}` }, face, made("span", { className: "sr" }, `向${name}移`));
    it.addEventListener("click", () => move(north, east));
    group.append(it);
  }
  return group;
}

export function awayWords(before, here) {
  const metres = before ? metresBetween(before, here) : 0;
  if (metres < .5) return "";
  return metres < 995 ? `，离原来的位置 ${Math.round(metres)} 米` : `，离原来的位置 ${(metres / 1000).toFixed(1)} 公里`;
}

// Arrows and the length of a step beside them; `move` is told how far north and east, in metres.
export function arrowsAnd(buttons, move) {
  const tools = made("div", { className: "place-tools" });
  const metres = () => Number(tools.querySelector("[name=see-step]:checked").value);
  tools.append(arrows((north, east) => move(north * metres(), east * metres())),
    made("div", { className: "place-side" }, steps(), ...buttons));
  return tools;
}
