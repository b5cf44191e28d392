// One's own sign-up: its link, copied.
import "../shared/submit_guard.js";
import { copyText } from "../shared/clipboard.js";
import { byId } from "../shared/dom.js";

const button = byId("copy-link");
if (button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const link = `${location.origin}${location.pathname}`;
    const copied = await copyText(link);
    byId("copied").textContent = copied ? "已复制。" : `请长按复制：${link}`;
  });
}
