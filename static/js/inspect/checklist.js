// The checklist of one visit. Everything lies on the phone at once; sending comes when there is a
// network, by itself or with a tap.
import { debounce } from "../shared/timers.js";
import { tellDone, tellLacking, tellProblem, tellSaved, tellSending, tellSum } from "./status_bar.js";
import { counts, given, lacking, putBack, showCards, startCards } from "./score_cards.js";
import { holdOn, newId, photosOf, read, write } from "./visit_store.js";
import { startNearness } from "./proximity.js";
import { canKeep, keepPages, startWorker } from "./page_cache.js";
import { send } from "./delivery.js";
import { startShots } from "./photos.js";
import { now } from "../shared/time.js";

const [PAUSE_MS, AGAIN_MS] = [300, 30000];
const form = document.getElementById("inspect");
const { account, review, version, station } = form.dataset;
const key = { account, review };
const rules = JSON.parse(form.dataset.rules);
const isOpen = "open" in form.dataset;
const photos = [];
let visit = null;
let kept = true;
let sending = false;
let dirty = false;
let warned = false;
let near = null;

const vetoes = () => Array.from(form.querySelectorAll("[name=veto]:checked"), (box) => box.value);

async function save(finished = null) {
  dirty = false;
  visit = { ...key, version: Number(version), station, at: now(), points: given(form), note: form.elements.note.value,
    vetoes: vetoes(), near: near.value(), photos: photos.length, finished, sent: null };
  kept = await write(visit).then(() => true, () => false);
  tellSaved({ visit, kept });
}

function show() {
  showCards(form);
  const points = {};
  for (const [name, one] of Object.entries(given(form))) if (one.points !== "") points[name] = one.points;
  tellSum(rules, points, counts(form));
}

function done() {
  form.hidden = true;
  tellDone(visit.sent, { canScoreAgain: isOpen && visit.sent.version !== Number(version) });
  document.getElementById("done").scrollIntoView({ block: "start" });
}

async function deliver() {
  if (sending || !visit || !visit.finished) return;
  sending = true;
  form.classList.add("sending");
  tellSending();
  const { kind, words, visit: after } = await send(visit, photos);
  sending = false;
  form.classList.remove("sending");
  visit = after;
  if (kind === "sent") done();
  else tellProblem(words, { signIn: kind === "signed out" ? `/desk/sign-in?next=${location.pathname}` : "" });
  if (kind === "later") setTimeout(deliver, AGAIN_MS);
}

async function finish(event) {
  event.preventDefault();
  const found = lacking(form, photos);
  if (!(visit && visit.finished)) {
    const stops = tellLacking(found, { warned });
    warned = !found.must.length;
    if (stops) return;
    await near.settle();
    await save({ id: newId(), at: now(), version: Number(version), near: near.value() });
  }
  await deliver();
}

// What was changed after it was finished is another delivery, finished anew.
function startKeeping() {
  const saveOnce = () => { if (dirty) save(); };
  const soon = debounce(saveOnce, PAUSE_MS);
  const changed = () => {
    dirty = true;
    show();
    soon();
  };
  addEventListener("pagehide", saveOnce);
  startCards(form, changed);
  startShots(form, { key, photos, most: Number(form.dataset.most), changed });
  form.addEventListener("change", (event) => { if (event.target.name === "veto") changed(); });
  form.addEventListener("submit", finish);
  addEventListener("online", deliver);
}

function restore() {
  if (!visit) return;
  putBack(form, visit.points);
  form.elements.note.value = visit.note;
  form.querySelectorAll("[name=veto]").forEach((box) => { box.checked = visit.vetoes.includes(box.value); });
}

function begin() {
  form.hidden = false;
  document.getElementById("bar").hidden = false;
  restore();
  startKeeping();
  show();
  tellSaved({ visit, kept });
}

async function start() {
  visit = await read(account, review).catch(() => { kept = false; return null; }) ?? null;
  near = startNearness(form, visit ? visit.near : "unknown", () => { if (visit && !visit.sent && !visit.finished) save(); });
  photos.push(...await photosOf(account, review).catch(() => []));
  document.getElementById("anew").addEventListener("click", () => {
    document.getElementById("done").hidden = true;
    visit = { ...visit, sent: null, finished: null };
    begin();
  });
  if (visit && visit.sent) done();
  else if (isOpen || visit) begin();
  holdOn();
  await startWorker();
  if (canKeep() && isOpen) keepPages(account, [{ url: location.pathname, mark: form.dataset.mark }]).catch(() => {});
  await deliver();
}
start();
