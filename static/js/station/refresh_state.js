// The page tells the state as of the moment it was made. Later, and where it was kept for a day
// without network, the phone works it out anew from the cells that it holds.
import { cells } from "../finder/cells.js";
import { stationsAt } from "../finder/station_lookup.js";
import { dayOf, now, stateLine } from "../shared/availability.js";
import { tellHours, week } from "./week_table.js";

const icons = document.body.dataset.icons;

function tellState(element, { mark, words }) {
  element.className = `state is-${mark}`;
  element.querySelector("use").setAttribute("href", `${icons}#mark-${mark}`);
  element.querySelector("span").textContent = words;
}

// Another day has come since the page was made: its own table would mark the wrong row.
function tellWeek(table, days) {
  const rows = days.map(({ name, hours, today }) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    const cell = document.createElement("td");
    head.scope = "row";
    head.textContent = name;
    if (today) head.append(Object.assign(document.createElement("span"), { className: "sr", textContent: "（今天）" }));
    tellHours(cell, hours);
    row.classList.toggle("today", today);
    row.append(head, cell);
    return row;
  });
  const body = table.tBodies[0];
  body.textContent = "";
  body.append(...rows);
}

// The cells know no hours: the posted ones stay, without a mark on the day that is over.
function forgetToday(table) {
  for (const row of table.querySelectorAll(".today")) {
    row.classList.remove("today");
    row.querySelector("th .sr").remove();
  }
}

// `place` is { id, lat, lon, made }; elements that a page lacks are null. Gives
// the mark and the words of the state, null where the cells do not know the station.
export async function retell(place, { state, table }) {
  const station = (await stationsAt([place])).get(place.id);
  if (!station) return null;
  const at = now();
  const line = stateLine(station, at, cells.vocabulary);
  tellState(state, line);
  if (table && dayOf(at) !== dayOf(place.made)) {
    if (station.days) tellWeek(table, week(station, at));
    else forgetToday(table);
  }
  return line;
}
