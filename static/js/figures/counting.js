// What takes a while to be counted says so, so that nobody presses twice.
const WAIT_MS = 300;

/** @param {boolean} shown */
function say(shown) {
  for (const words of document.querySelectorAll("[data-counting-words]")) {
    words.toggleAttribute("hidden", !shown);
  }
}

/** @param {Event} event */
function begin(event) {
  if (!(event.target instanceof Element) || !event.target.closest("[data-counting]")) return;
  if (event.type === "click" && !event.target.closest("a")) return;
  setTimeout(() => say(true), WAIT_MS);
}

document.addEventListener("submit", begin);
document.addEventListener("click", begin);
addEventListener("pageshow", () => say(false));
