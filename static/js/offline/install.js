// Keeps the site on the phone, offers a new version, and says when there is no network.
import { cells } from "../finder/cells.js";
import { byId, made } from "../shared/dom.js";
import { dayOf, MINUTE_MS, now } from "../shared/time.js";

const SAID_AFTER_MS = 3000;
const SKEW_MS = 15 * MINUTE_MS;
const JUST_NOW = "刚刚";

const bar = made("p", { className: "offline-line", hidden: true });
bar.setAttribute("role", "status");
document.body.prepend(bar);

function agoWords(ms) {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 2) return JUST_NOW;
  if (minutes < 60) return `${minutes} 分钟前`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} 小时前` : `${Math.round(hours / 24)} 天前`;
}

function words() {
  const { latest } = cells;
  if (!latest) return "手机里还没有驿站数据。连上网打开一次，以后没有网络也能找。";
  const age = agoWords(cells.age());
  // Beyond the days in the cells every state is unknown.
  const tooOld = dayOf(now()) >= latest.from + latest.days;
  if (tooOld) return `数据太旧（${age}），说不准现在开不开门。请连上网再看。`;
  return age === JUST_NOW ? "数据是刚刚更新的" : `数据为 ${age}`;
}

// A network that answers nothing looks like a slow one.
function tell() {
  const without = navigator.onLine === false;
  const wrong = Math.abs(cells.skew) > SKEW_MS;
  bar.hidden = !without && !cells.offline && !wrong;
  if (wrong) bar.textContent = "手机时间不对，开没开门说不准。请在手机设置里打开自动设置时间。";
  else if (!bar.hidden) bar.textContent = `${without ? "离线" : "网络不通或很慢"}，${words()}`;
}

// A page that needed no cells so far has not looked whether any are kept.
async function look() {
  if (navigator.onLine === false && !cells.latest) await cells.manifest().catch(() => {});
  tell();
}

// The place searched from lies in each window's own memory: cleared in one, it is cleared in all.
addEventListener("storage", ({ key }) => {
  try { if (key === null) sessionStorage.clear(); } catch { /* Then nothing was kept. */ }
});

cells.on("age", tell);
addEventListener("offline", look);
addEventListener("online", tell);
setInterval(tell, MINUTE_MS);
setTimeout(look, SAID_AFTER_MS);

// Reports that were written without network go out with the next page that has one.
function sendReports() {
  let waiting = null;
  try { waiting = localStorage.getItem("reports-waiting"); } catch { return; }
  if (waiting) import("../reports/sending.js").then(({ sendKept }) => sendKept(), () => {});
}
addEventListener("online", sendReports);
sendReports();

// The new worker has fetched all of its own: one tap, and the page is of one piece again.
function offer(registration) {
  if (byId("update")) return;
  const button = made("button", { id: "update", type: "button", className: "update-bar" },
    "有新版本，点这里更新");
  button.addEventListener("click", () => {
    // Another tab may have let it take over already.
    if (!registration.waiting) return location.reload();
    navigator.serviceWorker.addEventListener(
      "controllerchange", () => location.reload(), { once: true });
    return registration.waiting.postMessage("take over");
  });
  // Above the button that finds what is near, never over it.
  const near = byId("near-bar");
  if (near) near.prepend(button);
  else document.body.append(button);
}

// A page that came over the network may be of the new release already: then nothing need be asked.
function introduce(registration) {
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  const { icons = "" } = document.body.dataset;
  registration.waiting.postMessage(icons.replace("img/icons.svg", ""));
}

async function register() {
  try {
    const registration = await navigator.serviceWorker.register("/sw.js");
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data === "newer") offer(registration);
    });
    introduce(registration);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        if (coming.state === "installed") introduce(registration);
      });
    });
  } catch { /* Some browsers inside other applications keep nothing: the site works without. */ }
}

if (navigator.serviceWorker) {
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
