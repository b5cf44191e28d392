// The photos of a station, made small before they leave the clerk's phone.
import { byId } from "../shared/dom.js";
import { startResizing } from "../shared/photo_resize.js";

const field = byId("photo");
const line = byId("photo-told");
if (field) startResizing(field, (words) => { line.textContent = words; });
