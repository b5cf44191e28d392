// In which order are stations visited? Always the nearest next, from where the phone is; without a
// position as they came. Nothing of it leaves the phone.
import { between, vector } from "../shared/sphere.js";

function nearestNext(stops, from) {
  const left = stops.filter((stop) => stop.place);
  const way = [];
  let here = from;
  while (left.length) {
    const away = left.map((stop) => between(here, vector(...stop.place)));
    const n = away.indexOf(Math.min(...away));
    const [next] = left.splice(n, 1);
    way.push({ ...next, metres: away[n] });
    here = vector(...next.place);
  }
  return way.concat(stops.filter((stop) => !stop.place));
}

// `stops` are { place: [lat, lon] or null, overdue, … }; each of the way comes with the metres from
// the stop before it.
export function route(stops, { me, overdueFirst }) {
  const parts = overdueFirst
    ? [stops.filter((stop) => stop.overdue), stops.filter((stop) => !stop.overdue)] : [stops];
  let here = me && vector(me.lat, me.lon);
  return parts.reduce((way, part) => {
    if (!here) return way.concat(part.map((stop) => ({ ...stop, metres: null })));
    const next = nearestNext(part, here);
    const placed = next.filter((stop) => stop.place);
    if (placed.length) here = vector(...placed[placed.length - 1].place);
    return way.concat(next);
  }, []);
}
