// A page that the phone does not hold, without network or with a slow one: what the cells know of
// that station, until the page itself comes.
import "../offline/install.js";
import { cells } from "../finder/cells.js";
import { cachedCells } from "../finder/offline_cells.js";
import { agoWords, stateLine } from "../shared/state_line.js";
import { copyText } from "../shared/clipboard.js";
import { byId, made } from "../shared/dom.js";
import { now } from "../shared/time.js";
import { wait } from "../shared/timers.js";
import { showState, weekRows } from "./state_view.js";
import { week } from "./week_table.js";

const [LOOK_MS, MOST_LOOKS] = [1000, 60];
const id = decodeURIComponent((location.pathname.match(/^\/stations\/([^/]+)$/) || [])[1] || "");
const slow = navigator.onLine !== false && location.pathname !== "/offline";

byId("again").addEventListener("click", () => location.reload());

// What lies on the phone: without network the rest cannot be had, and with a slow one the whole
// country would come before the page.
async function find() {
  const held = cachedCells();
  const leaves = id ? await held.leaves(() => true) : [];
  const lists = await Promise.all(leaves.map((leaf) => held.load(leaf)));
  return lists.reduce((all, list) => all.concat(list), []).find((it) => it.id === id);
}

function tellSlow() {
  document.title = "网络很慢 · 驿站";
  byId("name").textContent = "网络不通或很慢";
  byId("advice").textContent = "这一页还没有到，到了会自己打开。";
}

// The worker keeps the page when it comes, however late.
async function awaitPage() {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await wait(LOOK_MS);
    if (await caches.match(location.pathname)) return location.reload();
  }
  return null;
}

function fact(name, words) {
  if (!words) return;
  byId("facts").append(made("dt", {}, name), made("dd", {}, words));
}

const named = (mask, list) => list
  .filter((_, bit) => Math.floor(mask / 2 ** bit) % 2 === 1).map((it) => it[1]).join("、");

function tell(station) {
  const { amenities, entry } = cells.vocabulary;
  const line = stateLine(station, now(), cells.vocabulary);
  document.title = `${station.name} · 驿站`;
  byId("name").textContent = station.name;
  byId("state").hidden = false;
  showState(byId("state"), line);
  const why = slow ? "网络不通或很慢，这一页到了会自己打开。先" : "现在没有网络。这一页没有看过，只能";
  byId("advice").textContent = `${why}告诉您手机里存下的这些；怎么找门、地址和电话要连上网才有。`;
  const place = `${station.lat.toFixed(6)},${station.lon.toFixed(6)}`;
  if (station.demo) fact("注意", "演示数据，请勿前往");
  fact("设施", named(station.has, amenities) || "没有登记");
  fact("已损坏", named(station.broken, amenities));
  fact("进门", named(station.entry, entry));
  fact("星级", station.star ? `${station.star} 星` : "");
  fact("核实", agoWords(station.verified, now()));
  fact("坐标", `${place}（WGS-84，纬度在前）`);
  byId("known").hidden = false;
  byId("copy").addEventListener("click", async () => {
    byId("copied").textContent = await copyText(place) ? "已复制" : `请长按复制：${place}`;
  });
  const rows = weekRows(week(station, now()));
  byId("week").append(...rows);
  byId("hours").hidden = rows.length === 0;
}

if (slow) {
  tellSlow();
  awaitPage().catch(() => {});
}
find().then((station) => { if (station) tell(station); }, () => {});
