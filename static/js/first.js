// The first page: wishes apply at once, the position orders the list, the map follows the list.
import { startNear, sharedBefore } from "./near.js";

const seek = document.getElementById("seek");
const results = document.getElementById("results");
const box = document.getElementById("map");
let near = null;
let map = null;

const redraw = () => map?.then((it) => it.show(near?.position() ?? null));

// A change of a wish asks for the same page as the button would, and takes the list out of it.
async function apply() {
  const fields = new URLSearchParams(new FormData(seek));
  if (fields.get("open") === "now") fields.delete("open");
  if (!fields.get("q")) fields.delete("q");
  const query = fields.toString();
  const url = query ? `/?${query}` : "/";
  history.replaceState(null, "", url);
  if (near?.position() && !fields.get("q")) return near.ask();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...page.getElementById("results").childNodes);
    if (box) box.dataset.marks = page.getElementById("map").dataset.marks;
    redraw();
  } catch {
    location.assign(url);
  } finally {
    results.removeAttribute("aria-busy");
  }
}

document.addEventListener("change", (event) => {
  if (event.target.form === seek && event.target.type !== "search") apply();
});

// An open place switcher closes when one taps beside it or presses Escape.
const places = document.querySelector(".places");
document.addEventListener("click", (event) => {
  if (!places.contains(event.target)) places.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !places.open) return;
  places.open = false;
  places.querySelector("summary").focus();
});

near = startNear({ seek, results, changed: redraw });
// Whoever searches or picks a district wants that list, not the one around the phone.
const asked = new URLSearchParams(location.search);
if (sharedBefore() && !asked.get("q") && !asked.has("area")) near.locate();
if (box) {
  map = import("./map.js").then((module) => module.startMap(box));
  map.then(redraw, () => { box.hidden = true; });
}
