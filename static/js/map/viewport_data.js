// What stands in view beside the list? From afar the server's clusters, close by the stations of
// the cells. Only what the view and its margin touch is fetched; all of it is public, named by
// tile.
import { cells } from "../finder/cells.js";
import { tilesWithin } from "../shared/sphere.js";
import { dayOf, now } from "../shared/time.js";

/**
 * @import { Station } from "../finder/cell_decode.js"
 * @import { LeafletMap } from "./leaflet.js"
 *
 * @typedef {{ clusters: [lat: number, lon: number, count: number][],
 *   stations: Station[] }} ViewData
 */

const MARGIN = .4;
const MOST_BLOCKS = 96;

const touch = (a, b) => a.west <= b.east && b.west <= a.east
  && a.south <= b.north && b.south <= a.north;

/**
 * Gives `look`, which asks for what the view needs, and `found`, which gives what has come;
 * `changed` is called when more comes.
 * @param {LeafletMap} map
 * @param {() => void} changed
 * @returns {{ look: () => void, found: () => ViewData | null }}
 */
export function watchView(map, changed) {
  const blocks = new Map(); // url → clusters; the oldest go first
  const leaves = new Map(); // name → stations of the leaves in view
  /** @type {any} */
  let seen = null; // what was asked for last
  /** @type {string[]} */
  let wanted = []; // urls or names of that
  let waiting = 0;
  let failed = false;
  // The network came back while something was asked for.
  let back = false;
  let finest = 13;

  const boxOf = (bounds) => ({
    west: Math.max(-180, bounds.getWest()), east: Math.min(179.9999, bounds.getEast()),
    south: Math.max(-89, bounds.getSouth()), north: Math.min(89, bounds.getNorth()),
  });

  async function fetchBlock(url) {
    if (blocks.has(url)) {
      const block = blocks.get(url);
      blocks.delete(url);
      blocks.set(url, block);
      return;
    }
    const answer = await fetch(url);
    // A folder of files has none for a block without stations.
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
    blocks.set(url, answer.ok ? (await answer.json()).c : []);
    for (const old of blocks.keys()) {
      if (blocks.size <= MOST_BLOCKS) break;
      if (!wanted.includes(old)) blocks.delete(old);
    }
  }

  async function fetchLeaf(leaf) {
    if (!leaves.has(leaf.name)) leaves.set(leaf.name, await cells.load(leaf));
  }

  async function ask(view) {
    const { clusters } = await cells.manifest();
    const [coarsest, last] = clusters.zooms;
    finest = last;
    let work;
    if (view.zoom <= finest) {
      const z = Math.max(coarsest, view.zoom);
      const urls = tilesWithin(view.box, z - 2)
        .map(([, x, y]) => `/cells/${clusters.name}/${z}/${x}/${y}.json`);
      if (seen !== view) return;
      wanted = urls;
      leaves.clear();
      work = urls.map(fetchBlock);
    } else {
      const near = await cells.leaves((leaf) => touch(leaf.box, view.box));
      if (seen !== view) return;
      wanted = near.map((leaf) => leaf.name);
      for (const name of [...leaves.keys()]) if (!wanted.includes(name)) leaves.delete(name);
      work = near.map(fetchLeaf);
    }
    // Each is drawn as it comes, also where another one fails.
    let trouble = null;
    await Promise.all(work.map((one) => one.then(changed, (error) => { trouble = error; })));
    if (trouble) throw trouble;
  }

  // Asks for what this view needs, where the last question does not cover it.
  function look() {
    const zoom = Math.round(map.getZoom());
    const bounds = map.getBounds();
    if (seen && seen.zoom === zoom && seen.bounds.contains(bounds)) return;
    const margin = bounds.pad(MARGIN);
    if (!seen || seen.zoom !== zoom) wanted = [];
    const view = { zoom, bounds: margin, box: boxOf(margin) };
    seen = view;
    waiting += 1;
    const asking = cells.steadily(async () => { if (seen === view) await ask(view); });
    asking.catch(() => { failed = true; }).then(() => {
      waiting -= 1;
      if (back) retry();
      changed();
    });
  }

  // What could not be fetched is asked for again when the map has moved, not at once and for ever.
  function retry() {
    if (!failed) return;
    failed = back = false;
    seen = null;
    look();
  }

  // Null while nothing of this zoom has come yet: then what is drawn stays.
  function found() {
    const close = map.getZoom() > finest;
    const held = wanted.map((name) => (close ? leaves : blocks).get(name)).filter(Boolean);
    if (!held.length && waiting) return null;
    if (!close) return { clusters: held.flat(), stations: [] };
    const day = dayOf(now());
    return { clusters: [], stations: held.flat().filter((it) => !it.last || it.last >= day) };
  }

  cells.on("changed", () => {
    seen = null;
    look();
  });
  addEventListener("online", () => {
    back = waiting > 0;
    retry();
  });
  map.on("moveend", retry);
  return { look, found };
}
