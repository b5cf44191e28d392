// The form of a report: what is written lies on this phone first, and is then sent. Without network
// it is sent later, once; what the server refuses it says itself, on its page.
import { made } from "../shared/dom.js";
import { wait } from "../shared/timers.js";
import { dropReport, keepReport, sendReport } from "./outbox.js";
import { noteWaiting } from "./sending.js";

/**
 * @import { KeptReport } from "./outbox.js"
 *
 * @typedef {{ station: string, name: string, title: string }} Subject of a report
 */

const PATIENCE_MS = 15000;
const KEPT = "已存在这部手机里，连上网会自己发出，只发一次。";

const newKey = () => `p-${Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** @returns {Promise<KeptReport>} */
async function readForm(form, subject) {
  const fields = new FormData(form);
  const text = (name) => String(fields.get(name) ?? "");
  /** @type {any} */
  const file = fields.get("photo");
  const photo = file?.size ? { type: file.type, data: await file.arrayBuffer() } : null;
  return {
    ...subject, key: newKey(), kind: text("kind"), amenity: text("amenity"), words: text("words"),
    near: text("near"), code: text("c"), photo, foundAt: Date.now(), state: "waiting", said: "",
    reply: "", closed: false, token: "",
  };
}

function tell(form, words) {
  const line = form.querySelector("[data-kept]") ?? made("p", { className: "banner" });
  line.dataset.kept = "";
  line.setAttribute("role", "alert");
  line.textContent = words;
  form.append(line);
  return line;
}

function follow({ token }) {
  location.assign(`/voice/reports/${encodeURIComponent(token)}?new=1`);
}

// What was written stays in sight, and cannot be sent a second time.
function hold(form, report) {
  const why = navigator.onLine === false ? "现在没有网络。" : "网络不通或很慢，还没有发出。";
  tell(form, why + KEPT).append(" ", made("a", { href: "/my-reports" }, "我的反映"));
  for (const it of form.querySelectorAll("button, input, textarea")) it.disabled = true;
  addEventListener("online", async () => {
    const after = await sendReport(report);
    if (after.state === "sent") follow(after);
  });
}

async function send(form, report) {
  tell(form, "正在发送…");
  const after = await Promise.race([sendReport(report), wait(PATIENCE_MS).then(() => report)]);
  if (after.state === "sent") return follow(after);
  if (after.state === "waiting") {
    hold(form, report);
    return noteWaiting();
  }
  await dropReport(report.key);
  // The page that the server made says on it what is wrong; the phone's own form says it here.
  if (form.elements.csrf_token) return form.submit();
  delete form.dataset.sent;
  tell(form, after.said);
  return null;
}

/**
 * Keeps what a form says before it is sent.
 * @param {any} form
 * @param {() => Subject} subject
 */
export function startKeeping(form, subject) {
  if (!window.indexedDB) return;
  form.dataset.keeps = "";
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    try {
      const report = await readForm(form, subject());
      await keepReport(report);
      await send(form, report);
    } catch {
      // A browser that keeps nothing sends the form as it is.
      if (form.elements.csrf_token) form.submit();
      else tell(form, "这个浏览器存不下。请连上网再说。");
    }
  });
}
