// The place of a station: typed, pasted, moved by arrows, dragged on a map, or where the phone is.
// The server says in which datum the pair is, where it lies, and what saving it would say.
import { asker, calm, made } from "./desk_asking.js";
import { locate } from "./position.js";

const PAUSE_MS = 500;
const METRE_DEGREES = 1 / 111195;
const ARROWS = [["北", 1, 0, "↑"], ["西", 0, -1, "←"], ["东", 0, 1, "→"], ["南", -1, 0, "↓"]];
const STEPS = [1, 10, 100];

function moved({ lat, lon }, north, east, metres) {
  const wide = Math.max(Math.cos((lat * Math.PI) / 180), .01);
  return { lat: lat + north * metres * METRE_DEGREES, lon: lon + (east * metres * METRE_DEGREES) / wide };
}

export function metresBetween(a, b) {
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

function away(before, here) {
  const metres = before ? metresBetween(before, here) : 0;
  if (metres < .5) return "";
  return metres < 995 ? `，离原来的位置 ${Math.round(metres)} 米` : `，离原来的位置 ${(metres / 1000).toFixed(1)} 公里`;
}

export function startPoint(form) {
  const box = document.getElementById("place-map");
  const { point: field, datum } = form.elements;
  if (!box || !field || !datum) return;
  const ask = asker(form.dataset.placeUrl);
  const line = made("p", { className: "place-said note" });
  line.setAttribute("role", "status");
  const warning = made("div", { className: "banner place-warning", hidden: true });
  warning.setAttribute("role", "alert");
  const frame = made("div", { className: "place-frame", hidden: true });
  const first = [field.value, datum.value];
  let [here, before, map] = [null, null, null];

  // Words that a map or an arrow writes are WGS-84, as the server's are.
  function write(place) {
    field.value = place ? `${place.lat.toFixed(6)}, ${place.lon.toFixed(6)}` : first[0];
    datum.value = place ? "wgs84" : first[1];
    here = place;
    if (map && place) map.put(place);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function tell(words, warned) {
    line.textContent = words;
    warning.textContent = warned;
    warning.hidden = !warned;
  }

  async function look() {
    if (!field.value.trim()) return tell("还没有坐标。可以粘贴，也可以点地图。", "");
    try {
      const answer = await ask({ point: field.value, datum: datum.value, station: form.dataset.station,
        area: form.elements.area_code?.value ?? "" });
      if (!answer) return null;
      here = { lat: answer.lat, lon: answer.lon };
      before = before || (field.value === first[0] && datum.value === first[1] ? here : null);
      if (map) map.show(here, before, answer.near);
      return tell(`${answer.words}${away(before, here)}。`, answer.refusal || answer.warning);
    } catch (error) {
      return tell(error.kind === "wrong" ? error.message : "网络不通，看不到这个点在哪里。照写就行，保存时再核对。", "");
    }
  }

  async function mine(button) {
    button.setAttribute("aria-busy", "true");
    const found = await locate((words) => { line.textContent = words.split("…")[0] + "…"; }, 0);
    button.removeAttribute("aria-busy");
    if (found.me) write(found.me);
    else line.textContent = "没有得到手机的位置。请在设置里允许定位，或者点地图。";
  }

  const metres = () => Number(tools.querySelector("[name=see-step]:checked").value);
  const step = (north, east) => here && write(moved(here, north, east, metres()));
  const gps = made("button", { type: "button", className: "button" }, "用手机现在的位置");
  const undo = made("button", { type: "button", className: "button" }, "回到原来的位置");
  gps.addEventListener("click", () => mine(gps));
  undo.addEventListener("click", () => write(null));
  const side = made("div", { className: "place-side" }, steps(), gps, undo);
  const tools = made("div", { className: "place-tools" }, arrows(step), side);
  box.append(frame, line, warning, tools);

  const soon = calm(look, PAUSE_MS);
  for (const name of ["point", "datum", "area_code"]) form.elements[name]?.addEventListener("input", soon);
  async function open() {
    try {
      const { startPlaceMap } = await import("./desk_place_map.js");
      map = await startPlaceMap(frame, form, write);
    } catch { /* Pasting and the arrows do without a map. */ }
    look();
  }
  (window.requestIdleCallback ?? setTimeout)(open);
}
