// The fields of a form as values: read, filled in again, and named.
const HIDDEN = ["version", "base", "id"];
const NEVER = new Set(["csrf_token", "anyway", ...HIDDEN]);

const controlsOf = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)];
export const same = (a, b) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

// Name → values of everything that a person can type or choose; what is empty has none.
export function typed(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (NEVER.has(name)) continue;
    found[name] = found[name] || [];
    if (value !== "") found[name].push(value.replace(/\r\n/g, "\n"));
  }
  return found;
}

// What the form was opened with: the server finds out by it what others have changed since.
export const opened = (form) => Object.fromEntries(HIDDEN.map((name) => [name, form.elements[name]?.value ?? ""]));

export function reopen(form, values) {
  for (const [name, value] of Object.entries(values)) if (value && form.elements[name]) form.elements[name].value = value;
}

export function put(form, name, values) {
  controlsOf(form, name).forEach((it, n) => {
    if (it.type === "checkbox" || it.type === "radio") it.checked = values.includes(it.value);
    else it.value = values[n] ?? "";
    for (let fold = it.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    for (const kind of ["input", "change"]) it.dispatchEvent(new Event(kind, { bubbles: true }));
  });
}

export function titleOf(form, name) {
  const [control] = controlsOf(form, name);
  if (!control) return "";
  const group = control.closest("fieldset.checks");
  const label = group ? group.querySelector("legend")
    : document.getElementById(control.getAttribute("aria-labelledby")) || control.labels[0];
  return label ? [...label.childNodes].map((it) => it.textContent.trim()).join("") : "";
}
