// The photos of a station, made small before they leave the clerk's phone.
import { startShrinking } from "../shared/photo_resize.js";

const field = document.getElementById("photo");
const told = document.getElementById("photo-told");
if (field) startShrinking(field, (words) => { told.textContent = words; });
