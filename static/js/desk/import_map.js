// The map of what a list would add and move. Every row of the list that has a place gets a button
// that leads to it, so that the map needs no pointer; without this script the lists stand alone.
import { byId, made } from "../shared/dom.js";
import { asker } from "../shared/request.js";
import { drawGround } from "../map/base_map.js";
import { groundOf } from "../map/ground_data.js";
import { loadLeaflet, newMap } from "../map/leaflet.js";

const CLOSE = 16;
const box = byId("import-map");
const said = byId("map-said");

const pin = (kind, chosen) => L.divIcon({
  className: `import-pin is-${kind}${chosen ? " is-chosen" : ""}`,
  html: made("span"),
  iconSize: [0, 0],
});

function wordsOf({ name, where, kind }) {
  const place = made("div", {}, made("strong", { textContent: name }));
  place.append(made("div", { textContent: `${where}，${kind === "new" ? "新增" : "移动到这里"}` }));
  return place;
}

function draw(map, place) {
  const mark = L.marker(place.at, { icon: pin(place.kind), keyboard: false }).addTo(map);
  mark.bindPopup(wordsOf(place), { autoPan: false });
  if (place.was) {
    const color = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    L.polyline([place.was, place.at], {
      color, weight: 2, dashArray: "4 4", interactive: false }).addTo(map);
  }
  return { mark, place };
}

// Puts a button at each row; the chosen mark is drawn large.
function connect(map, drawn) {
  let chosen = null;
  const choose = (one) => {
    if (chosen) chosen.mark.setIcon(pin(chosen.place.kind));
    chosen = one;
    one.mark.setIcon(pin(one.place.kind, true));
    map.setView(one.place.at, Math.max(map.getZoom(), CLOSE), { animate: false });
    said.textContent = `${one.place.name}，${one.place.where}`;
  };
  const byRow = new Map(drawn.map((one) => [String(one.place.row), one]));
  for (const row of document.querySelectorAll("[data-row]")) {
    const one = byRow.get(row.dataset.row);
    if (!one) continue;
    const button = made("button", { type: "button", className: "see" }, "看位置");
    button.setAttribute("aria-label", `看位置：${one.place.name}`);
    button.addEventListener("click", () => {
      choose(one);
      box.parentElement.scrollIntoView({ block: "nearest" });
    });
    row.querySelector("th, h3").append(" ", button);
  }
}

async function start() {
  const told = await asker(box.dataset.url)();
  if (!told.places.length) return;
  await loadLeaflet(box.dataset);
  box.parentElement.hidden = false;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "地图：新增和移动的驿站，和下面的列表内容相同");
  const ground = groundOf(box.dataset);
  const map = newMap(box, ground, { still: true, maxZoom: 19, minZoom: 3 });
  const all = L.latLngBounds(told.places.flatMap(({ at, was }) => (was ? [at, was] : [at])));
  map.fitBounds(all.pad(.1), { animate: false, maxZoom: CLOSE });
  const middle = all.getCenter();
  drawGround(map, ground, { home: [middle.lat, middle.lng] });
  connect(map, told.places.map((place) => draw(map, place)));
  said.textContent = `${told.places.length} 个点${told.more ? `，另有 ${told.more} 个没有画出来，请看下面的表` : ""}`;
}

if (box) start().catch(() => { box.parentElement.hidden = true; });
