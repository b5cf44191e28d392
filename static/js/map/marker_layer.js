// The marks of a map: laid out once for a zoom, drawn where the view is, and left alone while it
// moves.
import { watchView } from "./viewport_data.js";
import { cells } from "../finder/cells.js";
import { iconOf, titleOf } from "./marker.js";
import { joinNear, clustersWithout } from "./cluster.js";
import { stateLine } from "../shared/state_line.js";
import { MINUTE_MS, now } from "../shared/time.js";

/**
 * @import { LeafletMap } from "./leaflet.js"
 * @import { Spot } from "./marker.js"
 */

const AHEAD = .1;
const BEST = ["open", "soon", "unknown", "closed", "shut"];
const NOTHING = { clusters: [], stations: [] };
const inOrder = (a, b) => (a.id < b.id ? -1 : 1);
const bySize = (a, b) => b.count - a.count || a.lat - b.lat || a.lon - b.lon;

/**
 * A station of the cells in the words of the list, for this minute; one of the list has them.
 * @param {any} it
 * @returns {Spot}
 */
export function described(it) {
  const minute = Math.floor(now() / MINUTE_MS);
  if (it.station && it.minute !== minute) {
    const line = stateLine(it.station, now(), cells.vocabulary);
    Object.assign(it, { minute, name: it.station.name }, line);
  }
  return it;
}

// A mark of many shows one of the list, and of those one that is open.
function headOf(members) {
  const known = members.filter((it) => it.id).map(described);
  const listed = known.filter((it) => !it.station);
  const rank = (it) => BEST.indexOf(it.mark);
  return (listed.length ? listed : known)
    .reduce((best, it) => (best && rank(best) <= rank(it) ? best : it), null);
}

/**
 * `mixed` hears whether others than the list's stations are in sight, `tapped` which mark was
 * tapped. `alone`: there are no others.
 * @param {LeafletMap} map
 * @param {{ alone: boolean, mixed: (are: boolean) => void, tapped: (mark: any) => void }} options
 * @returns {{ draw: (list: Spot[]) => void, find: (id: string) => Spot | undefined }}
 */
export function startLayer(map, { alone, mixed, tapped }) {
  const gap = 3 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const pins = L.layerGroup().addTo(map);
  const drawn = new Map(); // key → { pin, sign, mark }
  let listed = [];
  let laid = [];
  let frame = 0;
  let stale = false;
  let renewed = false;

  const zoom = () => Math.round(map.getZoom());
  const project = (lat, lon) => map.project([lat, lon], zoom());
  const soon = (anew) => {
    stale = stale || anew;
    frame = frame || requestAnimationFrame(work);
  };
  const afar = alone ? null : watchView(map, () => soon(true));

  function placed(it, key, count) {
    const { x, y } = project(it.lat, it.lon);
    return { ...it, x, y, key, count };
  }

  // The list comes first, so that its stations keep their places and their shapes.
  function lay() {
    const found = afar ? afar.found() : NOTHING;
    if (!found && laid.length && !renewed) return;
    renewed = false;
    const { clusters, stations } = found ?? NOTHING;
    const ours = new Set(listed.map((it) => it.id));
    const others = stations.filter((it) => !ours.has(it.id)).sort(inOrder);
    laid = joinNear([
      ...listed.map((it) => placed(it, it.id, 1)),
      ...clustersWithout(clusters, listed, project).sort(bySize)
        .map((it) => placed(it, `${it.lat},${it.lon}`, it.count)),
      ...others.map((it) => placed({ id: it.id, lat: it.lat, lon: it.lon, station: it }, it.id, 1)),
    ], gap);
    map.fire("laid", { marks: laid });
  }

  function draw(mark) {
    const [{ key }] = mark.members;
    const { lat, lon, count } = mark;
    const first = headOf(mark.members);
    const seen = { ...mark, first, known: mark.members.every((it) => it.id) };
    const state = first && [first.mark, first.words, !first.station];
    const sign = [lat, lon, count, seen.known, state].join();
    const old = drawn.get(key);
    if (old && old.sign === sign) {
      old.mark = seen;
      return;
    }
    if (old) pins.removeLayer(old.pin);
    const entry = { sign, mark: seen };
    entry.pin = L.marker([lat, lon], { icon: iconOf(seen), title: titleOf(seen), keyboard: false })
      .on("click", () => tapped(entry.mark)).addTo(pins);
    Object.assign(entry.pin.getElement().dataset, { count, key });
    drawn.set(key, entry);
  }

  // What stays in view stays as it is: only marks that are new or have changed are made.
  function show() {
    const view = map.getBounds().pad(AHEAD);
    const inView = laid.filter((mark) => view.contains([mark.lat, mark.lon]));
    const left = new Set(drawn.keys());
    inView.forEach((mark) => { draw(mark); left.delete(mark.members[0].key); });
    left.forEach((key) => {
      pins.removeLayer(drawn.get(key).pin);
      drawn.delete(key);
    });
    mixed(inView.some((mark) => mark.members.some((it) => it.station || !it.id)));
  }

  function work() {
    frame = 0;
    if (afar) afar.look();
    if (stale) lay();
    stale = false;
    show();
  }

  map.on("move", () => soon(false));
  map.on("zoomend", () => soon(true));
  return {
    draw(list) {
      listed = list;
      renewed = true;
      soon(true);
    },
    find: (id) => listed.find((it) => it.id === id),
  };
}
