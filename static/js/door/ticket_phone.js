// Which phone notes a ticket: the same name as on the list at the door.
import { phoneName } from "./door_sync.js";

/** @type {HTMLInputElement | null} */
const field = document.querySelector("input[name=phone]");
if (field) field.value = phoneName();
