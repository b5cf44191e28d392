// The map of the list: marks that would lie on each other are one with a number, a tap goes closer,
// and what is in sight stands below it as links, so that the map needs no pointer.
import { byId, made, refill } from "../shared/dom.js";
import { asker } from "../shared/request.js";
import { drawGround } from "../map/base_map.js";
import { joinNear } from "../map/cluster.js";
import { groundOf } from "../map/ground_data.js";
import { loadLeaflet, newMap } from "../map/leaflet.js";

const CLOSE = 16;
const GAP_PX = 44;
const MOST_NAMED = 60;
const box = byId("stations-map");
const said = byId("map-said");

const iconOf = ({ members, count }) => L.divIcon({
  className: `desk-pin is-${members.some((one) => one.mark === "open") ? "open" : "quiet"}`,
  html: made("span", {}, count > 1 ? String(count) : ""),
  iconSize: [0, 0],
});
const linkTo = ({ name, url }) => made("a", { href: url }, name);

function tell(map, places) {
  const view = map.getBounds();
  const seen = places.filter(({ lat, lon }) => view.contains([lat, lon]));
  byId("in-sight-part").hidden = !seen.length;
  refill(byId("in-sight-list"),
    ...seen.slice(0, MOST_NAMED).map((one) => made("li", {}, linkTo(one))),
    ...seen.length > MOST_NAMED
      ? [made("li", { className: "note" }, `还有 ${seen.length - MOST_NAMED} 个，放大看`)] : []);
}

function open(map, { members }) {
  const bounds = L.latLngBounds(members.map(({ lat, lon }) => [lat, lon]));
  const spread = bounds.getNorthEast().distanceTo(bounds.getSouthWest());
  if (members.length > 1 && spread > 5 && map.getZoom() < map.getMaxZoom()) {
    map.fitBounds(bounds.pad(.2), { maxZoom: map.getMaxZoom() });
    return;
  }
  const list = made("ul", { className: "pin-names" });
  list.append(...members.map((one) => made("li", {}, linkTo(one))));
  L.popup({ autoPan: true }).setLatLng(bounds.getCenter()).setContent(list).openOn(map);
}

function draw(map, layer, places) {
  layer.clearLayers();
  const at = (one) => ({ ...one, ...map.project([one.lat, one.lon], map.getZoom()), count: 1 });
  for (const mark of joinNear(places.map(at), GAP_PX)) {
    L.marker([mark.lat, mark.lon], { icon: iconOf(mark), keyboard: false })
      .on("click", () => open(map, mark)).addTo(layer);
  }
}

async function start() {
  const told = await asker(box.dataset.url)();
  if (!told.places.length) return;
  await loadLeaflet(box.dataset);
  box.hidden = false;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "地图：列表里的驿站，看得到的在下面列出");
  const ground = groundOf(box.dataset);
  const map = newMap(box, ground, { maxZoom: 19, minZoom: 3 });
  const all = L.latLngBounds(told.places.map(({ lat, lon }) => [lat, lon]));
  map.fitBounds(all.pad(.05), { animate: false, maxZoom: CLOSE });
  const middle = all.getCenter();
  drawGround(map, ground, { home: [middle.lat, middle.lng] });
  const layer = L.layerGroup().addTo(map);
  map.on("zoomend", () => draw(map, layer, told.places));
  map.on("moveend", () => tell(map, told.places));
  draw(map, layer, told.places);
  tell(map, told.places);
  said.textContent = told.more
    ? `只画了前 ${told.places.length} 个。请先按地区筛选。` : `${told.places.length} 个在地图上`;
}

start().catch(() => { box.hidden = true; });
