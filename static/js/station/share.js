// The favourite and the link to this page: what a reader does with a station as a whole.
import { copyText } from "../shared/clipboard.js";
import { isFavourite, toggleFavourite } from "../shared/preferences.js";

/** @import { Stop } from "../shared/preferences.js" */

/**
 * Starts the button that marks a station; `line` says what came of it.
 * @param {HTMLElement} button
 * @param {Stop} station
 * @param {HTMLElement} line
 */
export function startFavourite(button, station, line) {
  const show = (kept) => {
    button.setAttribute("aria-pressed", String(kept));
    const [star, words] = button.children;
    star.textContent = kept ? "★" : "☆";
    words.textContent = kept ? "已收藏" : "收藏";
  };
  show(isFavourite(station.id));
  button.hidden = false;
  button.addEventListener("click", () => {
    const before = isFavourite(station.id);
    const kept = toggleFavourite(station);
    show(kept);
    if (kept === before) line.textContent = "没有存成：手机的存储满了，或者浏览器不让存。";
    else line.textContent = kept ? "已收藏在这部手机里，首页能找到。" : "已取消收藏。";
  });
}

/**
 * Starts the button that shares a page.
 * @param {HTMLElement} button
 * @param {{ name: string, url: string }} page
 * @param {HTMLElement} line
 */
export function startSharing(button, { name, url }, line) {
  const copy = async () => {
    const done = await copyText(url);
    line.textContent = done ? "链接已复制，粘贴给朋友就行。" : `复制失败。链接是：${url}`;
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!navigator.share) return copy();
    try {
      await navigator.share({ title: name, text: name, url });
    } catch (error) {
      // The reader has closed the sheet: that is an answer, too.
      if (error.name !== "AbortError") await copy();
    }
  });
}
