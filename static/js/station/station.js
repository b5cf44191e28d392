// The page of one station: going there, copying, sharing, keeping, and the small map.
import "../offline/install.js";
import { startCopying } from "../shared/clipboard.js";
import { startHandOver } from "./map_apps.js";
import { byId } from "../shared/dom.js";
import { metresWords, minutesWords } from "../shared/format.js";
import { hereIfAllowed } from "../shared/geolocation.js";
import { metres } from "../shared/sphere.js";
import { remember } from "../shared/preferences.js";
import { startFavourite, startSharing } from "./share.js";
import { MINUTE_MS, now } from "../shared/time.js";

const { id, name, lat, lon, made, roads } = byId("main").dataset;
const place = { id, name, lat: Number(lat), lon: Number(lon), made: Date.parse(made) };

startHandOver(byId("hand"));
startCopying(byId("main"), byId("copied"));
startFavourite(byId("keep"), place, byId("shared"));
const url = document.querySelector("link[rel=canonical]").href;
startSharing(byId("share"), { name, url }, byId("shared"));
remember(place);

// How far it is from here, where the phone may say so unasked; nothing of it leaves the phone.
hereIfAllowed().then((me) => {
  if (!me) return;
  const away = metres(me.lat, me.lon, place.lat, place.lon);
  byId("away").textContent = `离您 ${metresWords(away)} ${minutesWords(away)}`.trim();
  byId("away").hidden = false;
  if (roads && navigator.onLine !== false) sayByRoad(me, away).catch(() => {});
});

// The server is told the cell of four kilometres, as for the list.
async function sayByRoad(me, away) {
  const { roadsAround, roadWords } = await import("../finder/road_files.js");
  const words = roadWords(await roadsAround(me), me, place);
  if (words) byId("away").textContent = `离您 ${metresWords(away)} ${words}`;
}

// Back to the list as it was left, where the reader came from it; else the link leads to its place.
const begun = location.hash;
byId("back").addEventListener("click", (event) => {
  const list = new URL("/", location.href).href;
  const cameFromList = document.referrer.split(/[?#]/)[0] === list && history.length > 1;
  const inNewTab = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!cameFromList || location.hash !== begun || inNewTab) return;
  event.preventDefault();
  history.back();
});

// The mark on the map says the same as the words above it.
const box = byId("map");
const shown = { ...place, mark: box.dataset.one, words: byId("state").textContent.trim() };
/** @type {import("../map/map.js").StationMap | null} */
let map = null;
function mark(line) {
  Object.assign(shown, line);
  if (map) map.draw([shown]);
}

// What is open changes by the minute; a page out of the phone's store may be days old.
async function tellAgain() {
  if (document.hidden || now() - place.made < MINUTE_MS) return;
  try {
    const { refreshState } = await import("./refresh_state.js");
    const line = await refreshState(place, { state: byId("state"), table: byId("week") });
    if (line) mark(line);
  } catch { /* Without cells the words of the page stay: it says when they were verified. */ }
}
setInterval(tellAgain, MINUTE_MS);
document.addEventListener("visibilitychange", tellAgain);
tellAgain();

// The map waits until everything else stands.
async function showMap() {
  try {
    const { startMap } = await import("../map/map.js");
    map = await startMap(box);
    map.draw([shown]);
  } catch {
    box.hidden = true;
  }
}
(window.requestIdleCallback ?? setTimeout)(showMap);
