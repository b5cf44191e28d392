// Where workers speak. All of it works without this script; here the phone finds out by itself
// whether it is at the station, and tells that and no more.
import "../shared/submit_guard.js";
import { copyText } from "../shared/clipboard.js";
import { byId } from "../shared/dom.js";
import { alreadyAllowed, locate } from "../shared/geolocation.js";
import { nearness } from "../shared/nearness.js";
import { startResizing } from "../shared/photo_resize.js";

const WORDS = {
  near: "已核对：您在附近。",
  far: "手机说您离这里比较远，照样可以提交。",
  unknown: "不好说是不是在附近，照样可以提交。",
};

for (const form of document.querySelectorAll("form[data-place]")) {
  const place = form.dataset.place.split(",").map(Number);
  const line = form.querySelector("[data-nearness]");
  const button = line.querySelector("button");
  const words = line.querySelector("[role=status]");
  const check = async () => {
    button.disabled = true;
    const found = await locate((slow) => { words.textContent = slow.words; }, 60000);
    const near = found.me ? nearness(found.me, place) : "unknown";
    form.elements.near.value = near;
    words.textContent = found.me ? WORDS[near] : "没有得到位置，照样可以提交。";
    button.disabled = false;
  };
  line.hidden = !navigator.geolocation;
  button.addEventListener("click", check);
  if (navigator.geolocation) alreadyAllowed().then((allowed) => { if (allowed) check(); });
  // A second tap while the first is under way; the server takes the same form only once anyway.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    else if (navigator.onLine) form.dataset.sent = "1";
  });
}
const report = document.querySelector("form[data-title]");
if (report) {
  const { station, name, title } = report.dataset;
  import("../reports/report_form.js").then(
    ({ startKeeping }) => startKeeping(report, () => ({ station, name, title })), () => {});
}
// What was written without network goes out with the next page that has one.
import("../reports/sending.js").then(({ sendKept }) => sendKept(), () => {});
const photo = byId("photo");
if (photo) {
  startResizing(photo, (words) => { byId("photo-said").textContent = words; });
}

// What was written outlives a page that is loaded anew without network; sent, it is forgotten.
const said = byId("words");
const slot = `said ${location.pathname} ${new URLSearchParams(location.search).get("kind") ?? ""}`;
try {
  if (said) {
    said.value = said.value || sessionStorage.getItem(slot) || "";
    said.addEventListener("input", () => sessionStorage.setItem(slot, said.value));
  } else {
    const slots = Object.keys(sessionStorage).filter((key) => key.startsWith("said "));
    for (const key of slots) sessionStorage.removeItem(key);
  }
} catch {
  // A browser that keeps nothing: the words stay as long as the page does.
}

// Coming back to a page out of the browser's memory, one may send again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

const copy = byId("copy-link");
if (copy) {
  // What was new once is not new when the link is opened again.
  const link = location.origin + location.pathname;
  history.replaceState(null, "", location.pathname);
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const done = await copyText(link);
    byId("copied").textContent = done ? "已复制链接。" : `复制失败。请长按这里复制：${link}`;
  });
}
