// Whoever signs out leaves nothing behind in this browser: what was not sent is asked about once.
import { countOf, dropAllOf, markLeft, takeLeft } from "./desk_drafts.js";

const form = document.querySelector("form[data-leaving]");
if (form) {
  const account = form.dataset.leaving;
  form.addEventListener("submit", (event) => {
    const count = countOf(account);
    const words = `有 ${count} 份修改还没有提交，只存在这台设备里，退出就删掉了。还要退出吗？`;
    if (count && !window.confirm(words)) event.preventDefault();
    else markLeft(account);
  });
} else {
  // Signed out for good: before that the server might still have refused.
  const gone = takeLeft();
  if (gone) dropAllOf(gone);
}
