// The list that the server made: its rows show this moment, and how far each is, while
// the order and the choice stay the server's.
import { currentQuery, journey } from "./query.js";
import { when } from "./results.js";
import { rowAt } from "../finder/rows_shown.js";
import { stationsAt } from "../finder/station_lookup.js";
import { fill } from "./rows.js";
import { metres } from "../shared/sphere.js";
import { byId } from "../shared/dom.js";
import { metresWords, minutesWords } from "../shared/format.js";

const results = byId("results");
const rows = () => [...results.querySelectorAll(".row")];

/**
 * The page for these words, parsed; null where the server cannot be reached. A page that the
 * worker took from its cache was made for other words, and is none.
 * @param {string} url
 * @param {string} words
 * @returns {Promise<Document | null>}
 */
export async function askPage(url, words) {
  try {
    // What the words ask for the phone has switched on itself.
    const answer = await fetch(words ? `${url}&as=name` : url);
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("q")?.value === words ? page : null;
  } catch {
    return null;
  }
}

/**
 * The stations that a page lists.
 * @param {Document} page
 * @returns {{ id: string, lat: number, lon: number, name: string }[]}
 */
export const placesOn = (page) => [...page.querySelectorAll("#results .row")].map((row) => ({
  id: row.dataset.id, lat: Number(row.dataset.lat), lon: Number(row.dataset.lon),
  name: row.querySelector("h3").textContent.trim(),
}));

function awayOf({ dataset }) {
  const { from } = journey;
  if (!from) return null;
  return metres(from.lat, from.lon, Number(dataset.lat), Number(dataset.lon));
}

/** Where the position has been shared in this tab, words are answered with distances too. */
export function showDistances() {
  for (const row of rows()) {
    const away = awayOf(row);
    if (away === null) return;
    row.querySelector(".metres").textContent = metresWords(away);
    row.querySelector(".minutes").textContent = minutesWords(away);
  }
}

/** Fills the rows as of this moment. */
export async function refreshRows() {
  const known = await stationsAt(placesOn(document)).catch(() => new Map());
  for (const row of rows()) {
    const station = known.get(row.dataset.id);
    if (!station) continue;
    fill(row, rowAt({ station, metres: awayOf(row) }, currentQuery().wants, journey.at));
  }
  if (journey.at === null) return;
  byId("count").textContent = `${when()}${rows().length} 个。`;
}
