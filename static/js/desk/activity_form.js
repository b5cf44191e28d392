// The form of an activity: at stations, or at a place of its own with its map.
import { startPoint } from "../place/point_field.js";
import { byId } from "../shared/dom.js";

const form = byId("activity-form");
const [stations, place] = [byId("at-stations"), byId("at-place")];
let started = false;

function show() {
  const elsewhere = form.elements.where.value === "place";
  stations.hidden = elsewhere;
  place.hidden = !elsewhere;
  if (elsewhere && !started) {
    started = true;
    startPoint(form);
  }
}

if (stations && place) {
  form.addEventListener("change", show);
  show();
}
