// A form sent without network is lost behind the browser's own page: it is held back instead, and
// what was written stays.
import { made } from "./dom.js";

const WORDS = "现在没有网络，写的都还在。有了网络再点一次。";

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (navigator.onLine || event.defaultPrevented || form.method !== "post") return;
  event.preventDefault();
  let line = form.querySelector("[data-held-back]");
  if (!line) {
    line = made("p", { className: "banner" });
    line.dataset.heldBack = "";
    line.setAttribute("role", "alert");
    form.append(line);
  }
  line.textContent = WORDS;
});
addEventListener("online", () => {
  for (const line of document.querySelectorAll("[data-held-back]")) line.remove();
});
