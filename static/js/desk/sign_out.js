// Signing out leaves nothing behind in this browser: what was not sent is asked about once.
import { countOf, dropAllOf, markLeft, takeLeft } from "./draft_store.js";
import { forget } from "../inspect/cleanup.js";
import { hasForeignDoors, unsentTaps } from "../door/door_count.js";
import { keepOnlyPagesOf } from "../offline/kept_pages.js";
import { unsentOf } from "../inspect/unsent.js";

const doors = () => import("../door/door_store.js");
const form = document.querySelector("form[data-leaving]");
if (form) {
  const account = form.dataset.leaving;
  keepOnlyPagesOf(account);
  if (hasForeignDoors(account)) doors().then(({ tidyDoors }) => tidyDoors(account)).catch(() => {});
  form.addEventListener("submit", (event) => {
    const [drafts, visits, taps] = [countOf(account), unsentOf(account), unsentTaps(account)];
    const what = [drafts && `${drafts} 份修改`, visits && `${visits} 份验收记录`,
      taps && `${taps} 次签到`].filter(Boolean).join("、");
    const words = `有 ${what}还没有提交，只存在这台设备里，退出就删掉了。还要退出吗？`;
    if (what && !window.confirm(words)) event.preventDefault();
    else markLeft(account);
  });
} else {
  // Signed out for good: before that the server might still have refused.
  const gone = takeLeft();
  if (gone) {
    dropAllOf(gone);
    forget(gone);
    if (hasForeignDoors("")) doors().then(({ dropDoors }) => dropDoors(gone)).catch(() => {});
  }
}
