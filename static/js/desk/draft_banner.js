// What was typed earlier and never sent stands above the form, to be brought back or thrown away.
import { made } from "../shared/dom.js";
import { drop, write } from "./draft_store.js";
import { openedWith, titleOf } from "./form_fields.js";
import { stampWords } from "../shared/time.js";

/** @import { Draft } from "./draft_store.js" */

const MOST_NAMED = 4;
const MERGES = "之后有人改过这个驿站，恢复后保存时会合在一起，改得不一样的地方请您选。";

function namesOf(form, { changed }) {
  const titles = Object.keys(changed).map((name) => titleOf(form, name));
  const names = [...new Set(titles.filter(Boolean))];
  if (!names.length) return "";
  const first = names.slice(0, MOST_NAMED).join("、");
  return `，改了${first}${names.length > MOST_NAMED ? `等 ${names.length} 项` : ""}`;
}

function button(words, main, work) {
  const it = made("button", { type: "button", className: main ? "button main" : "button" }, words);
  it.addEventListener("click", work);
  return it;
}

function fill(banner, words, ...buttons) {
  banner.textContent = "";
  banner.append(made("p", {}, words));
  if (buttons.length) banner.append(made("div", { className: "pair" }, ...buttons));
}

/**
 * Offers the first of these drafts, and the next one once that is thrown away.
 * @param {HTMLFormElement} form
 * @param {[key: string, draft: Draft][]} drafts
 * @param {(key: string, draft: Draft) => void} restore
 */
export function offer(form, drafts, restore) {
  if (!drafts.length) return;
  const [[key, draft], ...more] = drafts;
  const when = stampWords(draft.at);
  const banner = made("section", { className: "banner draft-banner", tabIndex: -1 });
  banner.setAttribute("aria-label", "没保存的修改");

  function ask() {
    const merges = draft.hidden.version === openedWith(form).version ? "" : MERGES;
    fill(banner, `有没保存的修改（${when}${namesOf(form, draft)}）。${merges}`,
      button("恢复", true, bringBack), button("丢弃", false, throwAway));
  }
  function bringBack() {
    restore(key, draft);
    fill(banner, `已恢复 ${when} 的修改，还没有提交。看一遍，再点最下面的按钮。`);
    banner.focus();
  }
  function throwAway() {
    drop(key);
    const back = button("拿回来", false, () => { write(key, draft); ask(); banner.focus(); });
    fill(banner, `已丢弃 ${when} 的修改。`, back);
    back.focus();
    offer(form, more, restore);
  }
  ask();
  form.before(banner);
  // After a reload the page would begin where it was left, far below.
  history.scrollRestoration = "manual";
  banner.scrollIntoView({ block: "center" });
}
