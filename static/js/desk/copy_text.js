// A text of the page into the clipboard: the field with it, a button, and a line that says whether.
import { copyText } from "../shared/clipboard.js";
import { byId } from "../shared/dom.js";

const field = byId("plain-text");
const button = byId("copy-text");
button.hidden = false;
button.addEventListener("click", async () => {
  const done = await copyText(field.value);
  if (!done) field.select();
  byId("copied").textContent = done
    ? "已复制，到群里粘贴就行。"
    : "没有复制成。文字已经选中，请按复制键（Ctrl+C），或长按后复制。";
});
