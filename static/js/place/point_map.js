// The map of the form: a mark to drag, the old place as a ghost, the outline of the district, and
// the neighbours. It says where the mark was put; words beside it say the rest.
import { made } from "../shared/dom.js";
import { asker } from "../shared/request.js";
import { drawGround } from "../map/base_map.js";
import { isStill, loadLeaflet, newMap } from "../map/leaflet.js";

/**
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {object} PlaceMap
 * @property {(place: Place | null) => void} put moves the mark or takes it away
 * @property {(place: Place, before: Place | null, near: any[]) => void} show also the ghost and the
 *   neighbours
 */

const CLOSE = 16;
const HOME = [35.5, 108];
const NAME = "地图：拖动红色标记，或点一下地图，就把驿站放到那里";

const pin = (name, ...inside) => L.divIcon({
  className: `place-pin ${name}`, html: made("span", {}, ...inside), iconSize: [0, 0] });
const at = ({ lat, lon }) => [lat, lon];

function drawOutline(layer, { rings, name }) {
  layer.clearLayers();
  if (!rings.length) return null;
  const shape = L.polygon(rings, { className: "place-outline", fill: false, interactive: false });
  return shape.addTo(layer) && { bounds: shape.getBounds(), name };
}

function drawNear(layer, near) {
  layer.clearLayers();
  for (const { lat, lon, name } of near) {
    const icon = pin("is-neighbour", made("i"), made("b", {}, name));
    L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(layer);
  }
}

/**
 * Makes the map; `chosen` hears where the mark was put.
 * @param {HTMLElement} frame
 * @param {HTMLFormElement} form
 * @param {(place: Place) => void} chosen
 * @returns {Promise<PlaceMap>}
 */
export async function startPlaceMap(frame, form, chosen) {
  const { outlineUrl = "", station = "" } = form.dataset;
  const ask = asker(outlineUrl);
  const area = form.querySelector("[name=area_code]");
  const outlineOf = () => ask({ area: area?.value ?? "", station });
  const told = await outlineOf();
  await loadLeaflet(told.ground);
  frame.hidden = false;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", NAME);
  const still = isStill();
  const home = told.home ?? HOME;
  const map = newMap(frame, told.ground.ground, { still, maxZoom: 19, minZoom: 4 });
  map.setView(home, told.home ? 12 : 4);
  const places = JSON.stringify(told.ground.places);
  const around = drawGround(map, told.ground.ground, { home, places });
  const [outline, neighbours] = [L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
  const district = drawOutline(outline, told);
  if (district) map.fitBounds(district.bounds, { animate: false });
  /** @type {any} */
  let mark = null;
  /** @type {any} */
  let ghost = null;
  let seen = false;

  const tell = ({ lat, lng }) => chosen({ lat, lon: lng });
  function put(place) {
    if (!place) {
      if (mark) mark.remove();
      mark = null;
      return;
    }
    if (!mark) {
      mark = L.marker(at(place), {
        icon: pin("is-here", made("i")),
        draggable: true,
        keyboard: false,
        autoPan: true,
        zIndexOffset: 9000,
      });
      mark.on("dragend", () => tell(mark.getLatLng().wrap())).addTo(map);
    }
    mark.setLatLng(at(place));
    if (!map.getBounds().pad(-.1).contains(at(place))) map.panTo(at(place), { animate: !still });
  }

  function show(place, before, near) {
    if (before && !ghost) {
      const icon = pin("is-ghost", made("i"), made("b", {}, "原来"));
      ghost = L.marker(at(before), {
        icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    }
    if (ghost) ghost.getElement().hidden = ghost.getLatLng().distanceTo(at(place)) < 2;
    if (!seen) map.setView(at(place), CLOSE, { animate: false });
    seen = true;
    put(place);
    around(at(place));
    drawNear(neighbours, near);
  }

  map.on("click", ({ latlng }) => tell(latlng.wrap()));
  area?.addEventListener("change", async () => {
    const other = await outlineOf().catch(() => null);
    const drawn = other && drawOutline(outline, other);
    if (drawn && !mark) map.fitBounds(drawn.bounds, { animate: false });
  });
  return { put, show };
}
