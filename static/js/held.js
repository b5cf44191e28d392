// The cells without the network: what this phone cannot open holds nothing.
import { cells } from "./cells.js";

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
