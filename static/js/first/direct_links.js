// 去这里 in a row starts the map and the way of travel chosen last at once; before any was chosen it
// leads to the station's page, which asks.
import { byId } from "../shared/dom.js";
import { directLink } from "../shared/map_choice.js";
import { onList } from "./list.js";

const results = byId("results");

function point(row) {
  const go = row.querySelector(".go");
  const { id, lat, lon } = row.dataset;
  const { city = "" } = results.dataset;
  const name = row.querySelector("h3").textContent.trim();
  const link = directLink({ name, lat: Number(lat), lon: Number(lon), city });
  go.href = link?.href ?? `/stations/${encodeURIComponent(id)}#go`;
  if (link) go.rel = "noopener noreferrer";
  else go.removeAttribute("rel");
}

/** Points the rows of each list; a page that comes back has not seen what was chosen meanwhile. */
export function startDirectLinks() {
  const all = () => results.querySelectorAll(".row").forEach(point);
  onList(all);
  addEventListener("pageshow", all);
  all();
}
