// The visits that are due, for a reviewer on the way: kept on the phone in the order of the way,
// and with what lies on the phone and has not been sent.
import { byId, made } from "../shared/dom.js";
import { drop, visitsOf } from "./visit_store.js";
import { canKeep, keepPages, startWorker, tidy } from "./page_cache.js";
import { route } from "./route.js";
import { send } from "./delivery.js";
import { locate } from "../shared/geolocation.js";
import { metresWords } from "../shared/format.js";
import { clockWords, DAY_MS, now } from "../shared/time.js";

const LIST = "/desk/inspect/";
const SENT_KEPT_MS = 3 * DAY_MS;
const root = byId("visits");
const { account, release } = root.dataset;
const list = byId("list");
const rows = list ? Array.from(list.children) : [];
const placeOf = (row) => (row.dataset.place ? row.dataset.place.split(",").map(Number) : null);
let me = null;

function arrange() {
  const stops = rows.map((row) => (
    { row, place: placeOf(row), overdue: Boolean(row.dataset.overdue) }));
  const way = route(stops, { me, overdueFirst: byId("overdue-first").checked });
  way.forEach(({ row, metres }) => {
    list.append(row);
    row.querySelector("[data-metres]").textContent = metres == null ? "" : metresWords(metres);
  });
}

async function byPosition() {
  const said = byId("route-said");
  byId("route").disabled = true;
  said.textContent = "正在定位…";
  const found = await locate(({ words }) => { said.textContent = words; }, 60000);
  byId("route").disabled = false;
  me = found.me ?? null;
  said.textContent = me ? "从您现在的位置起，总是先去最近的；米数是到上一站的直线距离。位置没有发出去。"
    : "没有得到位置，仍按区和期限排。";
  arrange();
}

function stateWords(visit) {
  if (visit.sent) return visit.sent.counted ? "已发出，计分" : "已发出，不计分";
  if (visit.finished) return `已填完，${clockWords(visit.at)} 存在手机上，还没有发出`;
  const count = Object.keys(visit.points).length;
  return `手机上打了 ${count} 项，还没有提交`;
}

function tellVisits(visits) {
  const waiting = visits.filter((visit) => !visit.sent);
  rows.forEach((row) => {
    const visit = visits.find((one) => one.review === row.dataset.review);
    row.querySelector("[data-state]").textContent = visit ? `· ${stateWords(visit)}` : "";
  });
  byId("unsent-list").textContent = "";
  waiting.forEach((visit) => {
    const link = made("a", { href: LIST + visit.review }, visit.station);
    const state = made("p", { className: "note" }, stateWords(visit));
    byId("unsent-list").append(made("li", {}, made("h2", {}, link), state));
  });
  byId("unsent").hidden = !waiting.length;
}

async function sendAll() {
  const visits = await visitsOf(account);
  /** @type {string[]} */
  const told = [];
  for (const visit of visits.filter((one) => one.finished && !one.sent)) {
    const { words, kind } = await send(visit);
    told.push(`${visit.station}：${words}`);
    byId("unsent-said").textContent = words;
    if (kind === "offline" || kind === "signed out" || kind === "other") break;
  }
  if (told.length) byId("kept").textContent = told.join(" ");
  tellVisits(await visitsOf(account));
}

async function keepAll(visits) {
  const said = byId("kept");
  if (!canKeep()) return;
  const pages = [{ url: LIST }, ...rows.map((row) => row.dataset)];
  const waiting = visits.filter((visit) => !visit.sent).map((visit) => LIST + visit.review);
  const count = await keepPages(account, pages, (n) => {
    said.textContent = `正在存到手机上：${n}/${pages.length}`;
  });
  const whole = count === pages.length;
  said.textContent = whole ? `${clockWords(now())} 已存在手机上，没有网络也能打开。`
    : "没有全部存到手机上。有网络时再打开一次这一页。";
  if (!whole || root.dataset.page !== "1") return;
  await tidy(account, [...pages.map(({ url }) => url), ...waiting], release);
}

async function start() {
  if (rows.length) {
    byId("way").hidden = false;
    byId("route").hidden = !navigator.geolocation;
    byId("route").addEventListener("click", byPosition);
    byId("overdue-first").addEventListener("change", arrange);
  }
  await startWorker();
  const visits = await visitsOf(account).catch(() => []);
  tellVisits(visits);
  const old = visits.filter((visit) => visit.sent && now() - visit.sent.at > SENT_KEPT_MS);
  await Promise.all(old.map(drop));
  if (navigator.onLine !== false) await keepAll(visits);
  else byId("kept").textContent = "现在没有网络，看到的是存在手机上的。";
  addEventListener("online", sendAll);
  if (visits.some((visit) => visit.finished && !visit.sent)) await sendAll();
}
start();
