// A base map of one's own: streets drawn on the phone out of one file that it fetches by pieces.
import { keepWhole } from "./ground_keeping.js";
import { rulesOf } from "./ground_style.js";
import { loadScript } from "./leaflet.js";

/**
 * @import { VectorMap } from "./ground_data.js"
 * @import { LeafletMap } from "./leaflet.js"
 */

const CLOSEST = 20;
const DARK = matchMedia("(prefers-color-scheme: dark)");

/**
 * Draws it once it comes into view; `covers` hears whether the middle of the view lies on it.
 * @param {LeafletMap} map
 * @param {VectorMap} vector
 * @param {(is: boolean) => void} covers
 */
export function drawVector(map, vector, covers) {
  const { url, script, bounds, zooms } = vector;
  const [west, south, east, north] = bounds;
  const area = L.latLngBounds([south, west], [north, east]);
  const [first, last] = zooms;
  /** @type {any} */
  let layer = null;
  /** @type {Promise<unknown> | null} */
  let coming = null;

  function draw() {
    if (layer) layer.remove();
    layer = window.protomapsL.leafletLayer({
      url, bounds: area, maxDataZoom: last, minZoom: first, maxZoom: CLOSEST, attribution: "",
      lang: "zh", ...rulesOf(window.protomapsL, DARK.matches) });
    layer.addTo(map);
  }

  // A view elsewhere, as that of another city, costs neither the script nor a byte of the file.
  async function look() {
    const isNear = map.getZoom() >= first && map.getBounds().intersects(area);
    if (isNear && !coming) {
      coming = window.protomapsL ? Promise.resolve() : loadScript(script);
      coming.then(() => {
        draw();
        DARK.addEventListener("change", draw);
        keepWhole(vector);
      }).catch(() => {});
    }
    try {
      await (isNear && coming);
      covers(isNear && area.contains(map.getCenter()));
    } catch {
      covers(false);
    }
  }

  map.on("moveend", look);
  return look();
}
