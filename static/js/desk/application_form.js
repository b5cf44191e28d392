// The application of a station: big buttons to score with, sums while one types, and small photos.
import { made } from "../shared/dom.js";
import { startResizing } from "../shared/photo_resize.js";

const form = document.querySelector("form.apply");

const number = ({ value, max }) => {
  const given = Number(value);
  return Number.isInteger(given) && given >= 0 && given <= Number(max) ? given : 0;
};

const sum = (fields) => fields.reduce((all, field) => all + number(field), 0);

const fieldsIn = (part) => Array.from(part.querySelectorAll("[data-stepper] input"));

function count() {
  for (const group of form.querySelectorAll(".apply-group")) {
    group.querySelector("[data-group-total]").textContent = `，已打 ${sum(fieldsIn(group))}`;
  }
  form.querySelector("[data-total]").textContent = String(sum(fieldsIn(form)));
}

function stepping(field, words, by) {
  const button = made("button", { type: "button", className: "button" }, by < 0 ? "−" : "+");
  const label = form.querySelector(`label[for="${field.id}"]`).firstChild.textContent.trim();
  button.setAttribute("aria-label", `${label}：${words}`);
  button.addEventListener("click", () => {
    // The first tap on an empty field says: all of it, or nothing.
    const empty = by < 0 ? 0 : Number(field.max);
    const next = field.value === "" ? empty : number(field) + by;
    field.value = String(Math.min(Math.max(next, 0), Number(field.max)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return button;
}

if (form) {
  for (const field of fieldsIn(form)) {
    field.before(stepping(field, "减一分", -1));
    field.after(stepping(field, "加一分", 1));
  }
  for (const field of form.querySelectorAll("input[type=file]")) {
    const told = field.parentNode.querySelector("[data-told]");
    startResizing(field, (words) => { told.textContent = words; });
  }
  form.addEventListener("input", count);
  // A form that was typed into and is left by mistake is asked about once.
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => {
    if (touched) { event.preventDefault(); event.returnValue = ""; }
  });
  count();
}
