// The stations one goes back to: those marked, with their state now and how far they are; those
// merely looked at by name.
import { cells } from "../finder/cells.js";
import { stationsAt } from "../finder/station_lookup.js";
import { byId, made, refill } from "../shared/dom.js";
import { metresWords } from "../shared/format.js";
import { hereIfAllowed } from "../shared/geolocation.js";
import { favourites, visited } from "../shared/preferences.js";
import { metres } from "../shared/sphere.js";
import { stateLine } from "../shared/state_line.js";
import { now } from "../shared/time.js";

/** @import { Stop } from "../shared/preferences.js" */

const fold = byId("mine");

const linkTo = ({ id, name }) => made("a", {
  href: `/stations/${encodeURIComponent(id)}`, textContent: name });

/**
 * @param {string} title
 * @param {Stop[]} stations
 * @param {(station: Stop) => HTMLElement[]} [more]
 */
function listOf(title, stations, more = () => []) {
  if (!stations.length) return [];
  const rows = stations.map((it) => made("li", {}, linkTo(it), ...more(it)));
  return [made("h2", { textContent: title }), made("ul", {}, ...rows)];
}

/** @param {(station: Stop) => HTMLElement[]} [more] */
function show(more) {
  const lists = [...listOf("收藏", favourites(), more), ...listOf("最近看过", visited())];
  fold.hidden = lists.length === 0;
  refill(byId("mine-lists"), ...lists);
}

// State and distance as of this moment, the nearest first where the position may be read unasked.
async function tellMore() {
  const marked = favourites();
  if (!fold.open || !marked.length) return;
  const [known, me] = await Promise.all([
    stationsAt(marked).catch(() => new Map()), hereIfAllowed()]);
  show((it) => {
    const station = known.get(it.id);
    const line = station && stateLine(station, now(), cells.vocabulary);
    const away = me && metresWords(metres(me.lat, me.lon, it.lat, it.lon));
    return [
      away && made("span", { className: "metres" }, ` ${away}`),
      line && made("p", { className: `state is-${line.mark}` }, line.words),
    ].filter(Boolean);
  });
}

/** Tells them, and again when one opens the list or comes back. */
export function startMine() {
  const tell = () => {
    show();
    tellMore().catch(() => {});
  };
  fold.addEventListener("toggle", () => tellMore().catch(() => {}));
  addEventListener("pageshow", (event) => { if (event.persisted) tell(); });
  tell();
}
