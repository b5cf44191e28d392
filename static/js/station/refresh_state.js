// The page tells the state as of the moment it was made. Later, and where it was kept for a day
// without network, the phone works it out anew from the cells that it holds.
import { cells } from "../finder/cells.js";
import { addsTo, shutHints } from "../finder/shut_hints.js";
import { stationsAt } from "../finder/station_lookup.js";
import { refill } from "../shared/dom.js";
import { usableAt } from "../shared/availability.js";
import { stateLine, USABLE_WORDS } from "../shared/state_line.js";
import { dayOf, now } from "../shared/time.js";
import { showState, weekRows } from "./state_view.js";
import { week } from "./week_table.js";

/**
 * @import { Line } from "../shared/state_line.js"
 *
 * @typedef {{ id: string, lat: number, lon: number, made: number }} StationPage `made`: when
 */

// The cells know no hours: the posted ones stay, without a mark on the day that is over.
function forgetToday(table) {
  for (const row of table.querySelectorAll(".today")) {
    row.classList.remove("today");
    row.querySelector("th .sr").remove();
  }
}

/**
 * Shows the state as of this moment. Gives its mark and words, null where the cells do not know
 * the station.
 * @param {StationPage} place
 * @param {{ state: HTMLElement, table: HTMLTableElement | null }} elements
 * @returns {Promise<Line | null>}
 */
export async function refreshState(place, { state, table }) {
  const station = (await stationsAt([place])).get(place.id);
  if (!station) return null;
  const at = now();
  const line = stateLine(station, at, cells.vocabulary);
  showState(state, line);
  const told = await shutHints([place]);
  const heard = document.getElementById("heard");
  heard.textContent = addsTo(line.mark) ? told.get(place.id) ?? "" : "";
  heard.hidden = !heard.textContent;
  for (const thing of document.querySelectorAll(".things [data-amenity]")) {
    const bit = cells.vocabulary.bit(thing.dataset.amenity);
    thing.querySelector(".now").textContent = USABLE_WORDS[usableAt(station, [bit], at)];
  }
  if (table && dayOf(at) !== dayOf(place.made)) {
    if (station.days) refill(table.tBodies[0], ...weekRows(week(station, at)));
    else forgetToday(table);
  }
  return line;
}
