// The map beside the list: the list's stations by state, and all others, from afar as numbers.
import { drawGround } from "./base_map.js";
import { groundOf } from "./ground_data.js";
import { isStill, loadLeaflet, newMap } from "./leaflet.js";
import { addLegend } from "./legend.js";
import { startLayer, described } from "./marker_layer.js";
import { popupFor } from "./marker.js";
import { made } from "../shared/dom.js";

/**
 * @import { Place } from "../shared/sphere.js"
 * @import { LeafletMap } from "./leaflet.js"
 * @import { Spot } from "./marker.js"
 *
 * @typedef {object} StationMap
 * @property {(list: Spot[]) => void} draw
 * @property {(place: Place & { kind?: string } | null) => void} me marks where the phone is, or
 *   the place of the map that the list is about
 * @property {(place: Place | null) => void} pin marks what was tapped
 * @property {(places: Place[]) => void} fit
 * @property {(listen: (lat: number, lon: number) => void) => void} onTap
 * @property {(id: string) => boolean} select
 * @property {LeafletMap} map
 */

const MOST_TOLD = 12;
const LONG = 8;
const CLOSEST = 18;
const PARTED_PX = 60;
// What the line about the marks covers at the top.
const NOTE_PX = 32;
const NOTE = "带圈的在列表里，数字是全部驿站";

function addNote(map) {
  const note = L.control({ position: "topleft" });
  note.onAdd = () => made("div", { className: "map-note", hidden: true, textContent: NOTE });
  return note.addTo(map).getContainer();
}

/**
 * Makes the map of an element that says where it begins.
 * @param {HTMLElement} box
 * @returns {Promise<StationMap>}
 */
export async function startMap(box) {
  await loadLeaflet(box.dataset);
  const still = isStill();
  const home = (box.dataset.home ?? "").split(",").map(Number);
  const ground = groundOf(box.dataset);
  const map = newMap(box, ground, { still, maxZoom: CLOSEST, minZoom: 4 });
  map.setView(home, Number(box.dataset.zoom));
  const note = addNote(map);
  const around = drawGround(map, ground, { home, places: box.dataset.places });
  // The page of one station shows that one alone, and says more than a popup could.
  const alone = "one" in box.dataset;
  if (!alone) addLegend(map);
  // What stands in the corners gives way to what is told.
  map.on("popupopen popupclose", ({ type }) => {
    box.classList.toggle("is-telling", type === "popupopen");
  });
  const layer = startLayer(map, {
    alone, tapped: alone ? () => {} : tap, mixed: (is) => { note.hidden = !is; },
  });
  /** @type {any} */
  let mine = null;
  /** @type {any} */
  let tappedPin = null;
  /** @type {any} */
  let popup = null;

  // The only caller of setContent: it is given an element, never a string.
  function tell(place, stations) {
    const element = popupFor(stations.map(described), box.dataset.target);
    element.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      map.closePopup();
      box.focus({ preventScroll: true });
    });
    popup = L.popup({ closeButton: false, maxWidth: 280, maxHeight: 240, offset: [0, -6] });
    popup.setLatLng(place).setContent(element).openOn(map);
    element.focus({ preventScroll: true });
  }

  // A few stations, or some that no zoom parts, are named in a list; into more the map zooms.
  function tap({ lat, lon, members, known, count }) {
    const bounds = L.latLngBounds(members.map((it) => [it.lat, it.lon]));
    const [a, b] = [bounds.getNorthEast(), bounds.getSouthWest()]
      .map((it) => map.project(it, CLOSEST));
    const together = map.getZoom() === CLOSEST || a.distanceTo(b) < PARTED_PX;
    if (known && (count <= MOST_TOLD || together)) return tell([lat, lon], members);
    const zoom = known ? map.getBoundsZoom(bounds) : map.getZoom() + 2;
    return map.setView(known ? bounds.getCenter() : [lat, lon],
      Math.min(CLOSEST, Math.max(zoom, map.getZoom() + 1)), { animate: !still });
  }

  function put(place, className) {
    const icon = L.divIcon({ className, html: made("i", {}), iconSize: [18, 18] });
    return L.marker([place.lat, place.lon], {
      icon, interactive: false, keyboard: false, zIndexOffset: 7000 }).addTo(map);
  }

  function pin(place) {
    if (tappedPin) tappedPin.remove();
    tappedPin = place && put(place, "tap-pin");
  }

  function me(place) {
    if (mine) mine.remove();
    around(place ? [place.lat, place.lon] : null);
    mine = place && put(place, place.kind === "position" ? "me-pin" : "tap-pin");
  }

  // Far outliers of a long list would make the rest a blot, so the nearer two thirds are shown.
  function fit(places) {
    if (!places.length) return;
    const middle = L.latLng(places[0]);
    const points = places.map((it) => L.latLng(it.lat, it.lon))
      .sort((a, b) => middle.distanceTo(a) - middle.distanceTo(b));
    const shown = points.length > LONG ? points.slice(0, Math.ceil(points.length * .67)) : points;
    map.fitBounds(L.latLngBounds(shown).pad(.1), {
      animate: false, maxZoom: 16, paddingTopLeft: [0, NOTE_PX] });
  }

  function select(id) {
    const it = layer.find(id);
    if (!it) return false;
    map.setView([it.lat, it.lon], Math.max(16, map.getZoom()), { animate: false });
    tell([it.lat, it.lon], [it]);
    return true;
  }

  // A tap that closes a popup means no place.
  let closing = false;
  map.on("preclick", () => { closing = Boolean(popup && popup.isOpen()); });
  function onTap(listen) {
    map.on("click", ({ latlng }) => {
      const { lat, lng } = latlng.wrap();
      if (!closing) listen(lat, lng);
    });
  }

  box.classList.add("on");
  return { draw: layer.draw, me, pin, fit, onTap, select, map };
}
