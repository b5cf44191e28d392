// The state of a thing as buttons for a thumb, in place of the list that it can be chosen from.
import { made } from "../shared/dom.js";

const SHORT = { "": "未登记" };

// The radio buttons belong to no form, so that the list alone is sent.
function choice(select, option, name) {
  const { value, selected: checked } = option;
  const radio = made("input", { type: "radio", name, value, checked });
  radio.setAttribute("form", "none");
  radio.addEventListener("change", () => {
    select.value = option.value;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return made("label", {}, radio, made("span", {}, SHORT[option.value] ?? option.textContent));
}

function dress(item) {
  const select = item.querySelector("select");
  const label = item.querySelector(`label[for="${select.id}"]`);
  const group = made("div", { className: "states" });
  // A link in the summary of errors leads to the buttons.
  group.id = select.id;
  group.tabIndex = -1;
  label.id = `${select.id}-name`;
  select.id = `${select.id}-list`;
  label.htmlFor = "";
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-labelledby", label.id);
  const hint = select.getAttribute("aria-describedby");
  if (hint) group.setAttribute("aria-describedby", hint);
  const name = `see-${select.name}`;
  group.append(...[...select.options].map((option) => choice(select, option, name)));
  select.before(group);
  select.hidden = true;
  item.classList.add("by-thumb");
  select.setAttribute("aria-labelledby", label.id);
  select.addEventListener("change", () => {
    const chosen = [...group.querySelectorAll("input")].find((it) => it.value === select.value);
    if (chosen) chosen.checked = true;
  });
}

/**
 * Puts buttons in the place of the lists.
 * @param {HTMLFormElement} form
 */
export function startAmenities(form) {
  for (const item of form.querySelectorAll("[data-amenity]")) dress(item);
}
