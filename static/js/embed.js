// The map of an area on another site: the stations of the list below it, and no position of anybody.
import { startMap } from "./map.js";

const box = document.getElementById("map");
const stations = [...document.querySelectorAll("#stations li")].map((row) => ({
  id: row.dataset.id, name: row.querySelector("a").textContent, mark: row.dataset.mark,
  lat: Number(row.dataset.lat), lon: Number(row.dataset.lon), words: row.querySelector(".state").textContent,
}));

async function start() {
  try {
    const map = await startMap(box);
    map.draw(stations);
    map.fit(stations);
  } catch {
    box.hidden = true;
  }
}

if (box) start();
