// Rows say what the last workers found at the door.
import { addsTo, shutHints } from "../finder/shut_hints.js";
import { byId, setText } from "../shared/dom.js";
import { onList } from "./list.js";

const rows = () => [...byId("results").querySelectorAll(".row")];

async function tell() {
  const shown = rows().filter((row) => addsTo(row.dataset.mark));
  const told = await shutHints(shown.map(({ dataset: { id, lat, lon } }) => (
    { id, lat: Number(lat), lon: Number(lon) })));
  for (const row of rows()) {
    const line = row.querySelector(".heard");
    const words = addsTo(row.dataset.mark) ? told.get(row.dataset.id) ?? "" : "";
    setText(line, words);
    line.hidden = !words;
  }
}

const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(tell, { timeout: 2000 });

/** Tells it in each list, once that stands. */
export function startHintLines() {
  onList(whenIdle);
  whenIdle();
}
