// The form of a station works without any of this; each helper by itself makes it easier.
import { startAmenities } from "./amenity_buttons.js";
import { startDraft } from "./draft.js";
import { startHours } from "./hours_preview.js";
import { startLikes } from "./similar_stations.js";
import { startPoint } from "../place/point_field.js";
import { startStreets } from "./street_choice.js";
import { startSending } from "./submit.js";
import { byId } from "../shared/dom.js";

const form = byId("station-form");
startAmenities(form);
startHours(form);
startLikes(form);
startPoint(form);
startStreets(form);
startSending(form, startDraft(form));

// A form that comes back with errors begins with them.
byId("errors")?.focus();
