// One more right: only the choices that its role needs. Without this all of them stand there.
import { startStreets } from "./street_choice.js";

for (const form of document.querySelectorAll("[data-rights]")) {
  const role = form.querySelector("[name=role]");
  const show = () => {
    const kind = role.selectedOptions[0]?.dataset.kind ?? "";
    for (const part of form.querySelectorAll("[data-for]")) {
      part.hidden = part.dataset.for !== kind;
    }
  };
  role.addEventListener("change", show);
  show();
  startStreets(form);
}
