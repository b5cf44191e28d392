// The place of a station: typed, pasted, moved by arrows, dragged on a map, or where the phone is.
// The server says in which datum the pair is, where it lies, and what saving it would say.
import { byId, made } from "../shared/dom.js";
import { asker } from "../shared/request.js";
import { debounce } from "../shared/timers.js";
import { arrowsAnd, awayWords, moved } from "./point_arrows.js";
import { geocoding } from "./geocoding.js";
import { locate } from "../shared/geolocation.js";

/** @import { Place } from "../shared/sphere.js" */

const PAUSE_MS = 500;
const same = (one, other) => one.join("\n") === other.join("\n");

/**
 * Starts the field of the place, with its map and arrows.
 * @param {HTMLFormElement} form
 */
export function startPoint(form) {
  const box = byId("place-map");
  const { point: field, datum } = /** @type {any} */ (form.elements);
  if (!box || !field || !datum) return;
  const ask = asker(form.dataset.placeUrl ?? "");
  const line = made("p", { className: "place-said note" });
  line.setAttribute("role", "status");
  const warning = made("div", { className: "banner place-warning", hidden: true });
  warning.setAttribute("role", "alert");
  const frame = made("div", { className: "place-frame", hidden: true });
  const first = [field.value, datum.value];
  /** @type {Place | null} */
  let here = null;
  /** @type {Place | null} */
  let before = null;
  /** @type {Awaited<ReturnType<typeof import("./point_map.js").startPlaceMap>> | null} */
  let map = null;

  function write(place, words, named) {
    [field.value, datum.value] = [words, named];
    here = place;
    if (map) map.put(place);
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  // What a map or an arrow says is WGS-84, as is what the server answers.
  const put = (place) => write(place, `${place.lat.toFixed(6)}, ${place.lon.toFixed(6)}`, "wgs84");

  function tell(words, warned) {
    line.textContent = words;
    warning.textContent = warned;
    warning.hidden = !warned;
  }

  async function look() {
    if (!field.value.trim()) return tell("还没有坐标。可以粘贴，也可以点地图。", "");
    const asked = [field.value, datum.value];
    try {
      const { station = "" } = form.dataset;
      const area = form.querySelector("[name=area_code]")?.value ?? "";
      const answer = await ask({ point: field.value, datum: datum.value, station, area });
      // Moved on meanwhile: the next answer is the one.
      if (!answer || !same(asked, [field.value, datum.value])) return null;
      // A link of a map, or words beside the numbers, say their datum themselves.
      if (answer.datum && answer.datum !== datum.value) {
        datum.value = answer.datum;
        datum.dispatchEvent(new Event("change", { bubbles: true }));
      }
      here = { lat: answer.lat, lon: answer.lon };
      before = before || (same(asked, first) ? here : null);
      if (map) map.show(here, before, answer.near);
      return tell(`${answer.words}${awayWords(before, here)}。`, answer.refusal || answer.warning);
    } catch (error) {
      return tell(error.kind === "wrong" ? error.message : "网络不通，看不到这个点在哪里。照写就行，保存时再核对。", "");
    }
  }

  async function mine(button) {
    button.setAttribute("aria-busy", "true");
    const found = await locate(({ words }) => { line.textContent = words; }, 0);
    button.removeAttribute("aria-busy");
    if (found.me) put(found.me);
    else line.textContent = "没有得到手机的位置。请在设置里允许定位，或者点地图。";
  }

  const gps = made("button", { type: "button", className: "button" }, "用手机现在的位置");
  const undo = made("button", { type: "button", className: "button" }, "回到原来的位置");
  gps.addEventListener("click", () => mine(gps));
  undo.addEventListener("click", () => write(before, ...first));
  const tools = arrowsAnd([gps, undo], (north, east) => here && put(moved(here, north, east)));
  box.append(frame, line, warning, tools);
  if (form.dataset.geocodeUrl) {
    box.append(geocoding(form, (one) => write(null, one.point, one.datum)));
  }

  const soon = debounce(look, PAUSE_MS);
  for (const name of ["point", "datum", "area_code"]) {
    form.querySelector(`[name=${name}]`)?.addEventListener("input", soon);
  }
  async function open() {
    try {
      const { startPlaceMap } = await import("./point_map.js");
      map = await startPlaceMap(frame, form, put);
    } catch { /* Pasting and the arrows do without a map. */ }
    look();
  }
  (window.requestIdleCallback ?? setTimeout)(open);
}
