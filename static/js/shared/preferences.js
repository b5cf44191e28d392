// What this phone keeps for its owner: stations marked, stations looked at, and the chosen map
// application. Nothing of it is ever sent. Storage may be full or switched off: then nothing is kept.
const MODES = ["walk", "ride"];
const MOST = { favourites: 50, visited: 20 };

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    return Array.isArray(kept) ? kept.filter((it) => typeof it?.id === "string" && typeof it.name === "string") : [];
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

export const favourites = () => read("favourites");
export const visited = () => read("visited");
export const isFavourite = (id) => favourites().some((it) => it.id === id);

// Gives whether the station is a favourite now.
export function toggleFavourite(station) {
  if (isFavourite(station.id)) {
    write("favourites", JSON.stringify(without(favourites(), station.id)));
  } else {
    putFirst("favourites", station);
  }
  return isFavourite(station.id);
}

export const remember = (station) => putFirst("visited", station);

export function mapApp() {
  try { return localStorage.getItem("map-app") ?? ""; } catch { return ""; }
}
export const setMapApp = (id) => write("map-app", id);

// "walk" or "ride", as it was chosen last.
export function travel() {
  try {
    const mode = localStorage.getItem("travel");
    return MODES.includes(mode) ? mode : "";
  } catch {
    return "";
  }
}
export const setTravel = (mode) => write("travel", mode);
