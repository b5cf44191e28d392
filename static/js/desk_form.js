// The form of a station works without any of this; each helper by itself makes it easier.
import { startAmenities } from "./desk_amenities.js";
import { startDraft } from "./desk_draft.js";
import { startHours } from "./desk_hours.js";
import { startLikes } from "./desk_like.js";
import { startPoint } from "./desk_point.js";
import { startSending } from "./desk_sending.js";

const form = document.getElementById("station-form");
startAmenities(form);
startHours(form);
startLikes(form);
startPoint(form);
startSending(form, startDraft(form));

// Whoever comes back with errors begins with them.
document.getElementById("errors")?.focus();
