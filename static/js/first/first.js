// The first page: what a tap, a minute and newer cells do to the list and the map.
import {
  alsoClosed, currentAddress, fewerWishes, FIRST_ROWS, journey, keepJourney,
  readAddress, resumeJourney, seek,
} from "./query.js";
import { cells } from "../finder/cells.js";
import { note } from "./status_line.js";
import { again, begin, changed, refresh, seekWords, splitBy } from "./list.js";
import { listAround, near } from "./near_me.js";
import { byId } from "../shared/dom.js";
import { alreadyAllowed } from "../shared/geolocation.js";
import { wait } from "../shared/timers.js";

const CALM_MS = 400;
const MOST_TRIES = 12;
const results = byId("results");
const box = byId("map");
const bar = byId("near-bar");

const ACTS = {
  more: () => { journey.count += FIRST_ROWS; keepJourney(); return again({ fit: false }); },
  farther: () => { journey.farther = true; keepJourney(); return again(); },
  closed: () => { alsoClosed(); return changed(); },
  fewer: () => { fewerWishes(); return changed(); },
  again: () => again(),
  place: () => { journey.from = null; keepJourney(); location.assign("/"); },
  locate: near,
};

for (const place of [results, bar]) {
  place.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) ACTS[act]();
  });
}

splitBy(async () => (await import("./switched.js")).splitOff());

document.addEventListener("change", ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  if (field.form === seek && field.type !== "search") changed();
});

seek.addEventListener("submit", (event) => {
  event.preventDefault();
  document.activeElement.blur();
  import("./switched.js").then(({ seekAnything }) => seekAnything(), () => seekWords());
});

// What is open changes while one is away, and with newer cells.
document.addEventListener("visibilitychange", () => refresh({ returned: true }));
cells.on("changed", refresh);
// Back from the list around the phone to the place or the words before it.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== currentAddress()) location.reload();
});

async function start() {
  bar.hidden = false;
  byId("near").addEventListener("click", near);
  const { resumed, over } = resumeJourney();
  const given = readAddress();
  const isPlain = !given.near && !given.words && !given.area;
  const here = (given.near || (over && isPlain)) && await alreadyAllowed();
  if (resumed && isPlain) return listAround({ reveals: false });
  journey.at = null;
  // The next tap then waits for what is not on this phone only.
  import("../finder/offline_cells.js").then(({ warm }) => warm(), () => {});
  if (given.elsewhere && given.area) (await import("./district.js")).become(given.area);
  if (given.near && !here) note("点下面的“附近驿站”，马上按您的位置找。");
  const begun = begin(given);
  return here ? near() : begun;
}

// The map and the rest of the page wait until the list stands, or until that takes long.
async function furnish() {
  import("../offline/install.js");
  const { startExtras } = await import("./extras.js");
  startExtras();
  const { startDirectLinks } = await import("./direct_links.js");
  startDirectLinks();
  import("./filters.js");
  (await import("./switched.js")).startSwitched().catch(() => {});
  const { startRowLines } = await import("./row_lines.js");
  startRowLines();
  import("../offline/home_city.js").then(async ({ startHomeCity, isDear }) => {
    startHomeCity(results.dataset.cityCode);
    if (seek.dataset.landmarks && !isDear()) (await import("./landmark_choice.js")).warm();
  }).catch(() => {});
  if (!box) return;
  try {
    const { startSide } = await import("./side_map.js");
    await startSide(box);
  } catch {
    box.hidden = true;
  }
}

// A tap is answered first: the map is the heaviest part of the page.
async function untilCalm() {
  await Promise.race([start(), wait(CALM_MS)]);
  const busy = () => bar.querySelector("[aria-busy=true]") || results.hasAttribute("aria-busy");
  // A network that swallows what is sent does not keep the rest away.
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    await wait(CALM_MS);
    if (!busy()) return;
  }
}
untilCalm().then(() => (window.requestIdleCallback ?? setTimeout)(furnish, { timeout: 1000 }));
