// Of all streets those of the chosen district. Without this one finds them under its name.
/**
 * Keeps the choice of streets to that of the district.
 * @param {HTMLFormElement} form
 */
export function startStreets(form) {
  const area = form.querySelector("[name=area_code]");
  const street = form.querySelector("select[name=street]");
  if (!area || !street) return;
  const parts = [...street.querySelectorAll("optgroup")];
  const show = () => {
    const chosen = street.value;
    for (const part of parts) part.remove();
    street.append(...parts.filter((it) => !area.value || it.dataset.area === area.value));
    street.value = chosen;
    if (street.selectedIndex < 0) street.value = "";
  };
  area.addEventListener("change", show);
  show();
}
