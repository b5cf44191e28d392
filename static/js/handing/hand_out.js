// Handing out at the table: a number is looked up, plus and minus count, one tap delivers. Without
// network the page counts by the limits alone, and what was handed out waits on this phone.
import { asker } from "../shared/request.js";
import { byId, made, refill } from "../shared/dom.js";
import {
  dropHandout, keepHandout, keptHandouts, sendHandout, sendKeptHandouts,
} from "./handout_queue.js";
import { keepHandOuts } from "./kept_hand_out.js";
import { now } from "../shared/time.js";

const form = byId("hand");
const { account, giveaway, release = "" } = form.dataset;
const rows = Array.from(form.querySelectorAll("[data-code]"));
const said = byId("said");
const unsent = byId("unsent");
const cardForm = byId("card-form");
const ask = asker(`/desk/giveaways/${giveaway}/allowed`);
const inputOf = (row) => row.querySelector("input");
const button = (words) => (
  made("button", { className: "button", type: "button", textContent: words }));
const WORDS = {
  alone: " 没有网络，不知道这张卡领过多少。请看着上限发，记在手机上，有网了自己发出。",
  drop: "去掉以后手机上就没有了。已经抄到台账或告诉负责人了吗？",
  waiting: "笔存在这台手机上，还没有发出。有网络会自己发，不会重复记。",
  kept: "现在发不出去，记在手机上了。东西可以交付，有网络会自己发。",
  full: "这台手机存不下了，没有记。请先清出一点空间，或者记在纸上。",
};
let busy = false;
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("");

function say(words, good = true) {
  said.textContent = words;
  said.classList.toggle("good", good);
  said.hidden = !words;
}

function add(row, step) {
  const input = inputOf(row);
  const most = input.max === "" ? Infinity : Number(input.max);
  input.value = String(Math.min(most, Math.max(0, (Number(input.value) || 0) + step)));
}

function showRest(row, it) {
  inputOf(row).max = String(it.most);
  const limit = it.limit ? `（上限 ${it.limit}，已领 ${it.taken}）` : "";
  row.querySelector("[data-rest]").textContent = `还能领 ${it.most} ${it.unit}${limit}`;
}

function showIn(it) {
  const row = rows.find((one) => one.dataset.code === it.code);
  if (row) showRest(row, it);
}

function showLimit(row) {
  const { limit, unit } = row.dataset;
  inputOf(row).max = limit;
  row.querySelector("[data-rest]").textContent = limit ? `上限 ${limit} ${unit}` : "不限";
}

function open(card, words) {
  form.elements.card.value = card;
  refill(byId("whose"), "卡 ", made("strong", { textContent: card }), words);
  rows.forEach((row) => { inputOf(row).value = "0"; });
  form.classList.remove("no-card");
  form.elements.key.value = newKey();
}

function close() {
  rows.forEach((row) => { inputOf(row).value = "0"; });
  form.elements.key.value = newKey();
  form.elements.over.checked = false;
  form.elements.why.value = "";
  if (!cardForm) return;
  form.classList.add("no-card");
  form.elements.card.value = "";
  cardForm.elements.card.value = "";
  cardForm.elements.card.focus();
}

async function look(card) {
  say("");
  try {
    const told = await ask({ card });
    if (!told) return;
    open(told.card, "");
    told.rest.forEach(showIn);
  } catch (error) {
    if (error.kind === "wrong") {
      form.classList.add("no-card");
      say(error.message, false);
      return;
    }
    open(card, WORDS.alone);
    rows.forEach(showLimit);
  }
}

function thingsOf(it) {
  const words = rows.map((row) => {
    const count = it.counts[`n-${row.dataset.code}`];
    return count ? `${row.querySelector("label").textContent} ${count} ${row.dataset.unit}` : "";
  });
  return words.filter(Boolean).join("、") || "别的发放";
}

function lineOf(it) {
  const line = made("li", {}, `${it.card ? `卡 ${it.card}：` : ""}${thingsOf(it)}`);
  if (!it.refused) return line;
  const away = button("记下了，去掉");
  away.addEventListener("click", () => {
    if (!window.confirm(WORDS.drop)) return;
    dropHandout(it);
    showUnsent();
  });
  line.append(` 没有收下：${it.refused} `, away);
  return line;
}

function showUnsent() {
  const all = keptHandouts(account);
  unsent.hidden = !all.length;
  if (!all.length) return;
  const again = button("现在发出");
  again.addEventListener("click", sendAll);
  refill(unsent, made("p", { textContent: `${all.length} ${WORDS.waiting}` }),
    made("ul", {}, ...all.map(lineOf)), again);
}

async function sendAll() {
  // One that is being delivered is told of at once, not afterwards.
  if (busy) return;
  const answers = await sendKeptHandouts(account);
  const isGood = answers.every((it) => it.kind === "sent");
  if (answers.length) say(answers.map((it) => it.words).join(" "), isGood);
  showUnsent();
}

function counted() {
  const named = rows.map((row) => [`n-${row.dataset.code}`, inputOf(row).value.trim()]);
  const { over, why } = form.elements;
  const said = over.checked ? { over: "1", why: why.value.trim() } : {};
  const counts = named.filter(([, value]) => value && value !== "0");
  return counts.length ? { ...Object.fromEntries(counts), ...said } : {};
}

async function deliver() {
  const counts = counted();
  if (!Object.keys(counts).length) {
    say("还没有选要交付的东西。", false);
    return;
  }
  const { key, card } = form.elements;
  const it = { key: key.value, account, giveaway, card: card.value, counts, at: now() };
  const tapped = form.querySelector(".deliver");
  tapped.disabled = true;
  busy = true;
  try {
    keepHandout(it);
    const answer = await sendHandout(it, false);
    if (answer.kind === "sent" || answer.kind === "refused") dropHandout(it);
    if (answer.over) byId("slot-full").hidden = false;
    say(answer.words || WORDS.kept, answer.kind !== "refused");
    if (answer.kind !== "refused") close();
    showUnsent();
  } catch {
    say(WORDS.full, false);
  } finally {
    tapped.disabled = false;
    busy = false;
  }
}

for (const row of rows) {
  const [less, more] = ["less", "more"].map((name) => row.querySelector(`[data-${name}]`));
  less.hidden = more.hidden = false;
  less.addEventListener("click", () => add(row, -1));
  more.addEventListener("click", () => add(row, 1));
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  deliver();
});
cardForm?.addEventListener("submit", (event) => {
  event.preventDefault();
  look(cardForm.elements.card.value.trim());
});
// The page may have been kept: its key was used then, and what it says of the stock is old.
form.elements.key.value = newKey();
if (!cardForm) {
  ask({ card: "" }).then((told) => told?.rest.forEach(showIn))
    .catch(({ kind }) => kind !== "wrong" && rows.forEach(showLimit));
}
addEventListener("online", sendAll);
showUnsent();
sendAll();
keepHandOuts(account, release).catch(() => {});
