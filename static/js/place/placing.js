// One draft of the queue: its place is pasted, tapped or proposed, and Enter goes on to the next.
import { startPoint } from "./point_field.js";
import { byId, made } from "../shared/dom.js";

const form = byId("place-form");
const { datum, point } = form.elements;

// From which map this person copies: what a tap or a link says of one draft is nothing of the next.
const usual = made("input", { type: "hidden", name: "usual", value: datum.value });
datum.addEventListener("change", (event) => {
  if (event.isTrusted) usual.value = datum.value;
});
form.append(usual);
startPoint(form);
point.focus();
