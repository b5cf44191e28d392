// What this phone keeps for its owner: stations marked, stations looked at, and the chosen map
// application. Nothing of it is ever sent. Storage may be full or switched off: then nothing is
// kept.

/** @typedef {{ id: string, name: string, lat: number, lon: number }} Stop a station in a list */

const MODES = ["walk", "ride", "drive"];
const MOST = { favourites: 50, visited: 20 };

function read(name) {
  try {
    const list = JSON.parse(localStorage.getItem(name) ?? "[]");
    return list.filter((it) => typeof it?.id === "string" && typeof it.name === "string");
  } catch {
    return [];
  }
}

function write(name, value) {
  try { localStorage.setItem(name, value); } catch { /* The page works without it. */ }
}

const plain = ({ id, name, lat, lon }) => ({ id, name, lat, lon });
const without = (list, id) => list.filter((it) => it.id !== id);

function putFirst(name, station) {
  const list = [plain(station), ...without(read(name), station.id)];
  write(name, JSON.stringify(list.slice(0, MOST[name])));
}

/**
 * Stations that were marked, the last one first.
 * @returns {Stop[]}
 */
export const favourites = () => read("favourites");
/**
 * Stations that were looked at, the last one first.
 * @returns {Stop[]}
 */
export const visited = () => read("visited");
/**
 * Whether a station is marked.
 * @param {string} id
 * @returns {boolean}
 */
export const isFavourite = (id) => favourites().some((it) => it.id === id);

/**
 * Marks a station, or takes its mark away. Gives whether it is marked now.
 * @param {Stop} station
 * @returns {boolean}
 */
export function toggleFavourite(station) {
  if (isFavourite(station.id)) {
    write("favourites", JSON.stringify(without(favourites(), station.id)));
  } else {
    putFirst("favourites", station);
  }
  return isFavourite(station.id);
}

/**
 * Notes that a station was looked at.
 * @param {Stop} station
 */
export const remember = (station) => putFirst("visited", station);

/**
 * The map application that was chosen last, or nothing.
 * @returns {string}
 */
export function mapApp() {
  try { return localStorage.getItem("map-app") ?? ""; } catch { return ""; }
}
/**
 * Notes the map application.
 * @param {string} id
 */
export const setMapApp = (id) => write("map-app", id);

/**
 * "walk", "ride" or "drive", as it was chosen last.
 * @returns {string}
 */
export function travel() {
  try {
    const mode = localStorage.getItem("travel") ?? "";
    return MODES.includes(mode) ? mode : "";
  } catch {
    return "";
  }
}
/**
 * Notes the way of travel.
 * @param {string} mode
 */
export const setTravel = (mode) => write("travel", mode);
