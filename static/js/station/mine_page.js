// The reports of this phone, with what became of each.
import "../offline/install.js";
import { byId, made, refill } from "../shared/dom.js";
import { stampWords } from "../shared/time.js";
import { dropReport, keepReport, keptReports } from "../reports/outbox.js";
import { sendKept } from "../reports/sending.js";

const list = byId("mine");
const line = byId("mine-said");

const stateWords = ({ state, said, reply }) => {
  if (state === "waiting") return "待发送：连上网会自己发出，只发一次。";
  if (state === "refused") return `没有收下：${said}`;
  return `已发出 · ${said}${reply ? `。答复：${reply}` : ""}`;
};

function rowOf(report) {
  const { key, station, name, title, words, foundAt, state, token } = report;
  const drop = made("button", { className: "button", type: "button" },
    state === "waiting" ? "不发了，删掉" : "从手机里删掉");
  drop.addEventListener("click", async () => { await dropReport(key); show(); });
  const follow = token && made("a", {
    className: "button", href: `/voice/reports/${encodeURIComponent(token)}` }, "看进展");
  const row = made("li", {},
    made("h2", {}, title),
    made("p", {}, made("a", { href: `/stations/${encodeURIComponent(station)}` }, name), " ",
      made("span", { className: "note" }, stampWords(foundAt))),
    ...(words ? [made("p", { className: "note" }, words)] : []),
    made("p", { className: `report-${state}` }, stateWords(report)),
    made("p", { className: "pair" }, ...[follow, drop].filter(Boolean)));
  row.dataset.state = state;
  return row;
}

async function show() {
  const reports = await keptReports();
  refill(list, ...reports.map(rowOf));
  line.textContent = reports.length ? "" : "这部手机还没有反映过什么。";
}

// An answer may be supplemented, and a report opened again, on its own page.
const ASKED_MS = 90 * 86400000;

// Asks what became of those that have no end yet, or came lately.
async function ask(report) {
  const answer = await fetch(`/voice/reports/${encodeURIComponent(report.token)}/state`);
  if (!answer.ok) return;
  const { words, reply, closed } = await answer.json();
  await keepReport({ ...report, said: words, reply, closed });
}

async function renew() {
  await show();
  await sendKept();
  const open = (await keptReports()).filter((it) => it.state === "sent"
    && (!it.closed || it.foundAt > Date.now() - ASKED_MS));
  await Promise.all(open.map((it) => ask(it).catch(() => {})));
  await show();
}

const start = () => renew().catch(() => {
  line.textContent = "这个浏览器不让存东西，看不到反映过什么。";
});
addEventListener("online", start);
start();
