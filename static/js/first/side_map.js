// The map beside the list: the same stations, and the place that is tapped.
import { journey, startFrom } from "./query.js";
import { goAlong } from "./extras.js";
import { isAround, onList } from "./list.js";
import { byId } from "../shared/dom.js";
import { startMap } from "../map/map.js";
import { listAround } from "./near_me.js";
import { newChoice } from "./status_line.js";

const NEAREST = 5;

const listed = () => [...document.querySelectorAll("#results .row")].map((row) => ({
  id: row.dataset.id, name: row.querySelector("h3").textContent.trim(),
  lat: Number(row.dataset.lat), lon: Number(row.dataset.lon), mark: row.dataset.mark,
  words: row.querySelector(".words").textContent,
}));

/**
 * Starts the map, which follows the list from then on.
 * @param {HTMLElement} box
 */
export async function startSide(box) {
  const map = await startMap(box);
  let tapped = null;

  function follow({ fit, near }) {
    const stations = listed();
    map.draw(stations);
    map.me(near ? journey.from : null);
    if (!fit) return;
    map.fit(near && journey.from ? [journey.from, ...stations.slice(0, NEAREST)] : stations);
  }

  map.onTap((lat, lon) => {
    tapped = { lat, lon };
    map.pin(tapped);
    byId("tapped").hidden = false;
  });
  const choice = (id, choose) => byId(id).addEventListener("click", () => {
    byId("tapped").hidden = true;
    map.pin(null);
    choose();
  });
  choice("tapped-away", () => {});
  choice("tapped-here", () => {
    newChoice();
    startFrom({ .../** @type {any} */ (tapped), kind: "tapped" });
    listAround();
  });
  choice("tapped-along", () => goAlong({ ...tapped, name: "地图上的点" }));
  onList(follow);
  follow({ fit: true, near: isAround() });
}
