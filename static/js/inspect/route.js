// In which order are stations visited? Always the nearest next, from where the phone is; without a
// position as they came. Nothing of it leaves the phone.
import { between, vector } from "../shared/sphere.js";

/**
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {{ place: number[] | null, overdue: boolean }} Visited with latitude and longitude
 */

const vectorOf = ({ place: [lat, lon] }) => vector(lat, lon);

function nearestNext(stops, from) {
  const left = stops.filter((stop) => stop.place);
  const way = [];
  let here = from;
  while (left.length) {
    const away = left.map((stop) => between(here, vectorOf(stop)));
    const n = away.indexOf(Math.min(...away));
    const [next] = left.splice(n, 1);
    way.push({ ...next, metres: away[n] });
    here = vectorOf(next);
  }
  return way.concat(stops.filter((stop) => !stop.place));
}

/**
 * The stops in their order, with the metres from the stop before.
 * @template {Visited} T
 * @param {T[]} stops
 * @param {{ me: Place | null, overdueFirst: boolean }} options
 * @returns {(T & { metres?: number | null })[]}
 */
export function route(stops, { me, overdueFirst }) {
  const parts = overdueFirst
    ? [stops.filter((stop) => stop.overdue), stops.filter((stop) => !stop.overdue)] : [stops];
  let here = me && vector(me.lat, me.lon);
  return parts.reduce((way, part) => {
    if (!here) return way.concat(part.map((stop) => ({ ...stop, metres: null })));
    const next = nearestNext(part, here);
    const placed = next.filter((stop) => stop.place);
    if (placed.length) here = vectorOf(placed[placed.length - 1]);
    return way.concat(next);
  }, []);
}
