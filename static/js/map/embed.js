// The map of an area on another site: the stations of the list below it, and no position.
import { cells } from "../finder/cells.js";
import { stationsAt } from "../finder/station_lookup.js";
import { startMap } from "./map.js";
import { byId, setIcon } from "../shared/dom.js";
import { stateLine } from "../shared/state_line.js";
import { MINUTE_MS, now } from "../shared/time.js";

const box = byId("map");
const rows = [...document.querySelectorAll("#stations li")];
const placeOf = ({ dataset: { id, lat, lon } }) => ({ id, lat: Number(lat), lon: Number(lon) });
const listed = () => rows.map((row) => ({
  ...placeOf(row), name: row.querySelector("a").textContent, mark: row.dataset.mark,
  words: row.querySelector(".state").textContent,
}));
/** @type {Awaited<ReturnType<typeof startMap>> | null} */
let map = null;

async function start() {
  try {
    map = await startMap(box);
    map.draw(listed());
    map.fit(listed());
  } catch {
    box.hidden = true;
  }
}

function tell(row, { mark, words }) {
  const [symbol, state] = [row.firstElementChild, row.querySelector(".state")];
  row.dataset.mark = mark;
  symbol.className = `is-${mark}`;
  setIcon(symbol, `mark-${mark}`);
  state.className = `state is-${mark}`;
  state.textContent = words;
}

// What is open changes by the minute, and a frame on a screen in a hall stands for days.
async function tellAgain() {
  if (document.hidden) return;
  try {
    const known = await stationsAt(rows.map(placeOf));
    for (const row of rows) {
      const station = known.get(row.dataset.id);
      if (station) tell(row, stateLine(station, now(), cells.vocabulary));
    }
    if (map) map.draw(listed());
  } catch { /* Without cells the words of the page stay. */ }
}

if (box) start();
setInterval(tellAgain, MINUTE_MS);
document.addEventListener("visibilitychange", tellAgain);
