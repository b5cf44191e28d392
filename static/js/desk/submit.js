// Sends the form only where it would arrive: asked first, so that a dead connection, a session that
// has ended or another account costs nothing of what was typed, and sending again is safe.
import { made } from "../shared/dom.js";
import { readyToSend } from "../shared/request.js";
import { markSent } from "./draft_store.js";

const SAFE = "您写的都还在，也存在这台设备里。";
const WORDS = {
  offline: `网络不通，没有提交。${SAFE}连上网后再点一次。`,
  "signed out": `登录过期了，没有提交。${SAFE}`,
  other: "这台设备上现在登录的是另一个账号，没有提交。请换回原来的账号，再点一次。",
  later: `服务器现在没有答上来，没有提交。${SAFE}过一会儿再点一次。`,
};
const BACK = "网络恢复了，可以再点一次。";

/**
 * Asks before the form is sent.
 * @param {HTMLFormElement} form
 * @param {{ key: string, keep: () => void }} draft
 */
export function startSending(form, { key, keep }) {
  const button = form.querySelector(".save-bar [type=submit]");
  const line = made("p", { className: "send-line" });
  line.setAttribute("role", "alert");
  button.parentElement.prepend(line);
  let asking = false;
  let waits = false; // for the network

  function cannot(kind) {
    line.textContent = WORDS[kind] ?? WORDS.later;
    if (kind === "signed out") {
      const link = { href: "/desk/sign-in", target: "_blank", rel: "opener" };
      line.append(made("a", link, "在新窗口登录"), "，再回来点一次。");
    }
    waits = kind === "offline";
  }

  async function send() {
    asking = true;
    button.setAttribute("aria-busy", "true");
    keep();
    try {
      const { readyUrl = "", account = "" } = form.dataset;
      const { token } = await readyToSend(readyUrl, account);
      form.querySelector("[name=csrf_token]").value = token;
      line.textContent = "";
      markSent(key);
      form.submit();
    } catch (error) {
      cannot(error.kind);
    } finally {
      asking = false;
      button.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!asking) send();
  });
  addEventListener("online", () => { if (waits) line.textContent = BACK; });
}
