// Text into the clipboard. Old engines, pages without TLS and some web views have no
// navigator.clipboard; there a selected text is copied, as it was before.
import { made } from "./dom.js";

function copyOldWay(text) {
  const area = made("textarea", { value: text, readOnly: true, className: "sr" });
  document.body.append(area);
  area.select();
  area.setSelectionRange(0, text.length);
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* Told below. */ }
  area.remove();
  return done;
}

/**
 * Gives whether the text was copied.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text);
  }
}

/**
 * Starts the buttons with data-copy inside `root`; `line` says what came of it.
 * @param {Element} root
 * @param {Element} line
 */
export function startCopying(root, line) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const { copy } = button.dataset;
      const done = await copyText(copy);
      button.focus();
      line.textContent = done ? `已复制：${copy}` : `复制失败。请长按选中，再复制：${copy}`;
    });
  }
}
