// Tiles of a server under the marks.
/**
 * @import { Ground } from "./ground_data.js"
 * @import { LeafletMap } from "./leaflet.js"
 */

const CLOSEST = 20;

/**
 * Draws the layers, the lowest first; `covers` hears whether there is anything to see of it.
 * @param {LeafletMap} map
 * @param {NonNullable<Ground["layers"]>} layers
 * @param {(is: boolean) => void} covers
 */
export function drawTiles(map, layers, covers) {
  let come = 0;
  layers.forEach(({ url, subdomains, closest }, at) => {
    const layer = L.tileLayer(url, {
      subdomains, maxNativeZoom: closest, maxZoom: CLOSEST,
      // Servers that ask whose page it is get the name of the site and never more.
      referrerPolicy: "strict-origin",
    });
    if (at === 0) {
      layer.on("tileload", () => {
        come += 1;
        if (come === 1) covers(true);
      });
      // Without network, or with a key that is refused, nothing comes at all.
      layer.on("load", () => { if (!come) covers(false); });
    }
    layer.addTo(map);
  });
}
