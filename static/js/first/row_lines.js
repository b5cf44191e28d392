// What rows say later: what the last workers found at the door, and how long the way is by road.
import { addsTo, shutHints } from "../finder/shut_hints.js";
import { cells } from "../finder/cells.js";
import { byId, setText } from "../shared/dom.js";
import { isAround, onList } from "./list.js";
import { journey } from "./query.js";

const results = byId("results");
const rows = () => [...results.querySelectorAll(".row")];
const placeOf = ({ dataset: { id, lat, lon } }) => ({ id, lat: Number(lat), lon: Number(lon) });

async function tellHints() {
  const shown = rows().filter((row) => addsTo(row.dataset.mark));
  const told = await shutHints(shown.map(placeOf));
  for (const row of rows()) {
    const line = row.querySelector(".heard");
    const words = addsTo(row.dataset.mark) ? told.get(row.dataset.id) ?? "" : "";
    setText(line, words);
    line.hidden = !words;
  }
}

// The server is told the cell of four kilometres that holds the place, as for the stations in it.
async function tellRoads() {
  const { from, to } = journey;
  if (!from || to || !isAround() || cells.offline || navigator.onLine === false) return;
  const { roadsAround, roadWords } = await import("../finder/road_files.js");
  const roads = await roadsAround(from);
  if (!roads.length || journey.from !== from || journey.to || !isAround()) return;
  for (const row of rows()) {
    const words = roadWords(roads, from, placeOf(row));
    const line = row.querySelector(".minutes");
    if (words && line.textContent) setText(line, words);
  }
}

function tell() {
  tellHints();
  if (results.dataset.roads) tellRoads().catch(() => {});
}

const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(tell, { timeout: 2000 });

/** Tells it in each list, once that stands. */
export function startRowLines() {
  onList(whenIdle);
  whenIdle();
}
