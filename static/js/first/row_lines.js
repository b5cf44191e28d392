// What rows say later: what is on there, what the last workers found at the door, and how long the
// way is by road.
import { addsTo, shutHints } from "../finder/shut_hints.js";
import { cells } from "../finder/cells.js";
import { byId, made, setText } from "../shared/dom.js";
import { isAround, onList } from "./list.js";
import { journey } from "./query.js";
import { metresWords } from "../shared/format.js";
import { dayOf, now } from "../shared/time.js";

// So far one goes for a market.
const POP_UPS_M = 5000;
const MOST_POP_UPS = 3;
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

// 今天 14:00 义诊, of the next two weeks.
async function tellActivities() {
  const { activities } = await cells.manifest();
  if (!activities) return;
  const { nextActivities } = await import("../finder/activity_files.js");
  const { shortWords } = await import("../finder/occasion_words.js");
  const next = await nextActivities(rows().map(placeOf));
  for (const row of rows()) {
    const it = next.get(row.dataset.id);
    const line = row.querySelector(".on") ?? made("p", { className: "on note" });
    line.hidden = !it;
    if (!it) continue;
    setText(line, shortWords(it, now()));
    row.querySelector(".heard").after(line);
  }
}

// What is on today at places that are no stations, as a market, near the phone.
async function tellPopUps() {
  const { from } = journey;
  const { activities } = await cells.manifest();
  if (!activities || !from || !isAround()) return;
  const { activitiesAround } = await import("../finder/activity_files.js");
  const { spanWords } = await import("../finder/occasion_words.js");
  const { found } = await activitiesAround(from, POP_UPS_M);
  if (journey.from !== from || !isAround()) return;
  const today = found.filter((it) => !it.station && !it.off && dayOf(it.begins) <= dayOf(now()))
    .sort((a, b) => a.metres - b.metres).slice(0, MOST_POP_UPS);
  results.querySelector(".pop-ups")?.remove();
  if (!today.length) return;
  const lines = today.map((it) => made("li", {},
    made("a", { href: `/activities/${it.activity}`, textContent: it.title }),
    made("span", { className: "note",
      textContent: ` ${spanWords(it, now())} · ${it.place} · ${metresWords(it.metres)}` })));
  results.querySelector("#count").after(
    made("ul", { className: "pop-ups", ariaLabel: "今天附近的活动" }, ...lines));
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
  tellActivities().catch(() => {});
  tellPopUps().catch(() => {});
  if (results.dataset.roads) tellRoads().catch(() => {});
}

const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(tell, { timeout: 2000 });

/** Tells it in each list, once that stands. */
export function startRowLines() {
  onList(whenIdle);
  whenIdle();
}
