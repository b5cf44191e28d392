// The cells without the network: what this phone cannot open holds nothing.
import { cells, KEPT } from "./cells.js";

const none = () => [];

// A source for a search; `opened` counts the tiles that could be opened.
export function heldCells() {
  const source = Object.create(cells);
  const opening = (work) => work.then((inside) => { source.opened += 1; return inside; }, none);
  return Object.assign(source, {
    opened: 0,
    manifest: () => cells.manifest(),
    steadily: (work) => work(),
    open: (group) => opening(cells.open(group)),
    load: (leaf) => opening(cells.load(leaf)),
  });
}

const MOST_WARM = 12;

// Reads the cells that were fetched last into memory: the next tap then waits for no file.
export async function warm() {
  try {
    const keys = await (await caches.open(KEPT)).keys();
    const names = new Set(keys.slice(-MOST_WARM).map(({ url }) => url.replace(/^.*\/|\.json$/g, "")));
    const held = (it) => names.has(it.name);
    await cells.manifest();
    const lists = cells.nodes.filter((it) => it.group && held(it)).map((it) => cells.open(it));
    const leaves = (await Promise.all(lists)).reduce((all, list) => all.concat(list), cells.nodes);
    await Promise.all(leaves.filter((it) => !it.group && held(it)).map((it) => cells.load(it)));
  } catch { /* Then the tap fetches them. */ }
}
