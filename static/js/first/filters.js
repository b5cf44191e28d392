// The sheet of all that can be asked of stations: how much of it is chosen, and the way out.
import { fewerWishes } from "./query.js";
import { changed, onList } from "./list.js";
import { byId } from "../shared/dom.js";

const sheet = byId("filters");

function tell() {
  const chosen = sheet.querySelectorAll(".filters-sheet input:checked").length;
  byId("filters-chosen").textContent = chosen ? String(chosen) : "";
}

onList(tell);
tell();
byId("filters-done").addEventListener("click", () => {
  sheet.open = false;
  sheet.querySelector("summary").focus();
});
byId("filters-none").addEventListener("click", () => {
  fewerWishes();
  changed();
});
