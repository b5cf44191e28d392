// The fields of a form as values: read, filled in again, and named.
import { byId } from "../shared/dom.js";

const HIDDEN = ["version", "base", "id"];
const NEVER = new Set(["csrf_token", "anyway", ...HIDDEN]);

const controlsOf = (form, name) => [
  ...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)];

/**
 * Whether two lists of values are the same.
 * @param {string[] | undefined} a
 * @param {string[] | undefined} b
 * @returns {boolean}
 */
export const same = (a, b) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

/**
 * Name → values of everything that a person can type or choose; what is empty has none.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string[]>}
 */
export function valuesOf(form) {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (NEVER.has(name)) continue;
    found[name] = found[name] || [];
    if (value !== "") found[name].push(String(value).replace(/\r\n/g, "\n"));
  }
  return found;
}

/**
 * What the form was opened with: the server finds out by it what others have changed since.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export const openedWith = (form) => Object.fromEntries(
  HIDDEN.map((name) => [name, form.elements[name]?.value ?? ""]));

/**
 * Takes up what an earlier form was opened with.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} values
 */
export function reopen(form, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value && form.elements[name]) form.elements[name].value = value;
  }
}

/**
 * Fills in a field, and unfolds what it lies in.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string[]} values
 */
export function setValues(form, name, values) {
  controlsOf(form, name).forEach((it, n) => {
    if (it.type === "checkbox" || it.type === "radio") it.checked = values.includes(it.value);
    else it.value = values[n] ?? "";
    let fold = it.closest("details");
    while (fold) {
      fold.open = true;
      fold = fold.parentElement.closest("details");
    }
    for (const kind of ["input", "change"]) it.dispatchEvent(new Event(kind, { bubbles: true }));
  });
}

/**
 * How a field is called.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {string}
 */
export function titleOf(form, name) {
  const [control] = controlsOf(form, name);
  if (!control) return "";
  const group = control.closest("fieldset.checks");
  const label = group ? group.querySelector("legend")
    : byId(control.getAttribute("aria-labelledby")) || control.labels[0];
  return label ? [...label.childNodes].map((it) => it.textContent.trim()).join("") : "";
}
