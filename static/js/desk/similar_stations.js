// Is there a station like this one already? Told while its name and place are being typed.
import { byId, made } from "../shared/dom.js";
import { asker } from "../shared/request.js";
import { debounce } from "../shared/timers.js";

const PAUSE_MS = 600;
const FIELDS = ["name", "point", "datum"];

function entry({ name, facts, url }) {
  const link = url ? made("a", { href: url }, name) : made("strong", {}, name);
  return made("li", {}, link, " ", made("span", { className: "note" }, facts));
}

/**
 * Starts the search for stations of the same name.
 * @param {HTMLFormElement} form
 */
export function startLikes(form) {
  const box = byId("name-likes");
  if (!box || !form.dataset.likeUrl) return;
  const ask = asker(form.dataset.likeUrl);
  box.setAttribute("role", "status");

  function show(likes) {
    box.textContent = "";
    if (!likes.length) return;
    box.append(made("div", { className: "banner" },
      made("p", {}, "附近有名称相近的驿站。如果是同一个，请去改那一个，不用再建："),
      made("ul", {}, ...likes.map(entry))));
  }

  async function look() {
    const [name, point, datum] = FIELDS.map((key) => form.elements[key]?.value.trim() ?? "");
    if (!name) return show([]);
    try {
      const answer = await ask({ name, point, datum, besides: form.dataset.station ?? "" });
      return answer && show(answer.likes);
    } catch {
      // A pair of numbers that is half typed; saving looks again.
      return show([]);
    }
  }

  const soon = debounce(look, PAUSE_MS);
  form.addEventListener("input", ({ target }) => {
    if (FIELDS.includes(/** @type {HTMLInputElement} */ (target).name)) soon();
  });
}
