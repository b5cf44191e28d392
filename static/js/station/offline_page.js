// A page that the phone does not hold, without network or with a slow one: what the cells know of
// that station, until the page itself comes.
import "../offline/install.js";
import { cells } from "../finder/cells.js";
import { addsTo, shutHints } from "../finder/shut_hints.js";
import { cachedCells, heldDetails } from "../finder/offline_cells.js";
import { inGcj02 } from "../shared/map_links.js";
import { agoWords, stateLine } from "../shared/state_line.js";
import { startCopying } from "../shared/clipboard.js";
import { byId, made } from "../shared/dom.js";
import { metresWords, minutesWords } from "../shared/format.js";
import { hereIfAllowed } from "../shared/geolocation.js";
import { metres } from "../shared/sphere.js";
import { now } from "../shared/time.js";
import { wait } from "../shared/timers.js";
import { fillHandOver, startHandOver } from "./map_apps.js";
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
  for (const leaf of leaves) {
    const station = (await held.load(leaf)).find((it) => it.id === id);
    if (station) return { station, details: await heldDetails(leaf.name, id) };
  }
  return null;
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

function copied(words, value) {
  const button = made("button", { className: "button", type: "button", hidden: true }, words);
  button.dataset.copy = value;
  return button;
}

// A number that is given is one to tap; the others are words.
const phoneLink = (number) => made("a", { href: `tel:${number.replace(/[^\d+,-]/g, "")}` }, number);

function tellDetails(details) {
  for (const [title, words] of details) fact(title, title === "电话" ? phoneLink(words) : words);
  const [, address = ""] = details.find(([title]) => title === "地址") ?? [];
  if (address) byId("copies").append(copied("复制地址", address));
}

// What one pastes into a map of the mainland lies half a kilometre off in the other datum.
function tellPlace(station) {
  const theirs = inGcj02(station);
  const places = [
    ["高德、腾讯地图用（GCJ-02）", `${theirs.lat},${theirs.lon}`],
    ["卫星定位仪用（WGS-84）", `${station.lat.toFixed(6)},${station.lon.toFixed(6)}`],
  ];
  for (const [words, place] of places) {
    fact(words, made("span", {}, `${place} `, copied("复制", place)));
  }
}

// Only where the phone may say so unasked.
async function tellAway({ lat, lon }) {
  const me = await hereIfAllowed();
  if (!me) return;
  const away = metres(me.lat, me.lon, lat, lon);
  byId("away").textContent = `离您 ${metresWords(away)} ${minutesWords(away)}`.trim();
  byId("away").hidden = false;
}

function tell({ station, details }) {
  const { amenities, entry } = cells.vocabulary;
  const line = stateLine(station, now(), cells.vocabulary);
  document.title = `${station.name} · 驿站`;
  byId("name").textContent = station.name;
  byId("state").hidden = false;
  showState(byId("state"), line);
  shutHints([station], { asking: false }).then((told) => {
    byId("heard").textContent = addsTo(line.mark) ? told.get(id) ?? "" : "";
    byId("heard").hidden = !byId("heard").textContent;
  });
  const why = slow ? "网络不通或很慢，这一页到了会自己打开。先" : "现在没有网络。这一页没有看过，只能";
  const rest = details.length ? "" : "；地址、怎么找门和电话要连上网才有";
  byId("advice").textContent = `${why}告诉您手机里存下的这些${rest}。`;
  if (station.demo) fact("注意", "演示数据，请勿前往");
  fact("进门", named(station.entry, entry));
  tellDetails(details);
  fact("设施", named(station.has, amenities) || "没有登记");
  fact("已损坏", named(station.broken, amenities));
  fact("星级", station.star ? `${station.star} 星` : "");
  fact("核实", agoWords(station.verified, now()));
  tellPlace(station);
  byId("known").hidden = false;
  startCopying(byId("known"), byId("copied"));
  fillHandOver(byId("hand"), { name: station.name, lat: station.lat, lon: station.lon, city: "" });
  startHandOver(byId("hand"));
  byId("go").hidden = false;
  const rows = weekRows(week(station, now()));
  byId("week").append(...rows);
  byId("hours").hidden = rows.length === 0;
  tellAway(station).catch(() => {});
  // 去这里 of a list was for this part, which was not here yet.
  if (location.hash === "#go") byId("go").scrollIntoView();
}

if (slow) {
  tellSlow();
  awaitPage().catch(() => {});
}
find().then((known) => { if (known) tell(known); }, () => {});
