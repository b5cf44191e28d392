// Keeps the site on the phone, tells of a new version, and says honestly when there is no network.
import { cells } from "./cells.js";

const MINUTE_MS = 60000;
const OLD_MS = 14 * 24 * 60 * MINUTE_MS;
const SAID_AFTER_MS = 3000;

const bar = document.createElement("p");
bar.className = "offline-line";
bar.setAttribute("role", "status");
bar.hidden = true;
document.body.prepend(bar);

function agoWords(ms) {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 2) return "刚刚";
  if (minutes < 60) return `${minutes} 分钟前`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} 小时前` : `${Math.round(hours / 24)} 天前`;
}

// A network that answers nothing looks like a slow one.
function tell() {
  const without = navigator.onLine === false;
  const age = cells.age();
  bar.hidden = !without && !cells.offline;
  if (bar.hidden) return;
  const how = without ? "离线" : "网络不通或很慢";
  if (age === Infinity) bar.textContent = `${how}，手机里还没有驿站数据。连上网打开一次，以后没有网络也能找。`;
  else if (age > OLD_MS) bar.textContent = `${how}，数据太旧（${agoWords(age)}），开门时间已经说不准。请连上网再看。`;
  else bar.textContent = `${how}，数据为 ${agoWords(age)}`;
}

cells.on("age", tell);
addEventListener("offline", tell);
addEventListener("online", tell);
setInterval(tell, MINUTE_MS);
setTimeout(tell, SAID_AFTER_MS);

// The new worker has fetched all of its own: one tap, and the page is of one piece again.
function offer(registration) {
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  if (document.getElementById("update")) return;
  const button = document.createElement("button");
  button.id = "update";
  button.type = "button";
  button.className = "update-bar";
  button.textContent = "有新版本，点这里更新";
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("take over");
  });
  document.body.append(button);
}

async function register() {
  try {
    const registration = await navigator.serviceWorker.register("/sw.js");
    offer(registration);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming.addEventListener("statechange", () => { if (coming.state === "installed") offer(registration); });
    });
  } catch { /* Some browsers inside other applications keep nothing: the site works without. */ }
}

if (navigator.serviceWorker) {
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
