// Which names of the ground are shown? Each takes the first of its places where it meets no mark
// and no other name; where there is none it is hidden until another zoom, never moved.
/** @import { LeafletMap } from "./leaflet.js" */

const HALF_MARK_REM = 1.4;
const remPx = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const meet = (a, b) => Math.abs(a.x - b.x) < a.w + b.w && Math.abs(a.y - b.y) < a.h + b.h;

/**
 * Puts each name at the first of its places that is free, or hides it. All are measured before
 * any is put anywhere.
 * @param {LeafletMap} map
 * @param {{ pin: any, places: any[] }[]} names with all places that are meant, best first
 * @param {{ x: number, y: number }[]} marks in the pixels of the whole world
 */
export function placeLabels(map, names, marks) {
  const half = HALF_MARK_REM * remPx();
  const taken = marks.map(({ x, y }) => ({ x, y, w: half, h: half }));
  const measured = names.map(({ pin, places }) => {
    const words = pin.getElement().querySelector("b");
    return { pin, places, w: words.offsetWidth / 2, h: words.offsetHeight / 2 };
  });
  for (const { pin, places, w, h } of measured) {
    const place = places.find((it) => {
      const { x, y } = map.project(it);
      return !taken.some((other) => meet(other, { x, y, w, h }));
    });
    if (place) {
      pin.setLatLng(place);
      const { x, y } = map.project(place);
      taken.push({ x, y, w, h });
    }
    pin.getElement().classList.toggle("is-waiting", !place);
  }
}
