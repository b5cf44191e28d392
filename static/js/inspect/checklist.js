// The checklist of one visit. Everything lies on the phone at once; sending comes when there is a
// network, by itself or with a tap.
import { send } from "./delivery.js";
import { canKeep, keepPages, startWorker } from "./page_cache.js";
import { startShots } from "./photos.js";
import { startNearness } from "./nearness_line.js";
import { counts, lacking, putBack, readScores, showCards, startCards } from "./score_cards.js";
import {
  showDone, showKeeping, showLacking, showProblem, showSaved, showSending, showSum,
} from "./status_bar.js";
import { drop, holdOn, newId, photosOf, read, write } from "./visit_store.js";
import { gatesOf, lackingAtDoor, putBackDoor, readDoor, showDoor } from "./door_answers.js";
import { byId } from "../shared/dom.js";
import { now } from "../shared/time.js";
import { debounce } from "../shared/timers.js";

/** @import { Photo, Visit } from "./visit_store.js" */

const [PAUSE_MS, AGAIN_MS] = [300, 30000];
const form = byId("inspect");
const { account, review, version, station } = form.dataset;
const key = { account, review };
const rules = JSON.parse(form.dataset.rules);
const isOpen = "open" in form.dataset;
/** @type {Photo[]} */
const photos = [];
/** @type {Visit | null} */
let visit = null;
let kept = true;
let sending = false;
let dirty = false;
let warned = false;
/** @type {ReturnType<typeof startNearness>} */
let near;
/** @type {ReturnType<typeof startShots>} */
let shots;

const vetoes = () => Array.from(form.querySelectorAll("[name=veto]:checked"), (box) => box.value);

/** @param {Visit["finished"]} [finished] */
async function save(finished = null) {
  dirty = false;
  visit = {
    ...key, version: Number(version), station, at: now(), points: readScores(form),
    door: readDoor(form), note: form.elements.note.value, vetoes: vetoes(),
    near: near.value(), photos: photos.length, finished, sent: null,
  };
  kept = await write(visit).then(() => true, () => false);
  if (!dirty || !kept) showSaved({ visit, kept });
}

function show() {
  showCards(form);
  showDoor(form);
  /** @type {Record<string, number>} */
  const points = {};
  for (const [name, one] of Object.entries(readScores(form))) {
    if (one.points !== "") points[name] = one.points;
  }
  showSum(rules, points, gatesOf(form), counts(form));
}

function done(sent) {
  form.hidden = true;
  showDone(sent, { canScoreAgain: isOpen && sent.version !== Number(version) });
  byId("done").scrollIntoView({ block: "start" });
}

// What is typed while a visit travels would belong to neither this delivery nor the next.
function lock() {
  const focused = document.activeElement;
  const locked = [...form.elements].filter((it) => !it.disabled);
  for (const it of locked) it.disabled = true;
  form.classList.add("sending");
  return () => {
    for (const it of locked) it.disabled = false;
    form.classList.remove("sending");
    if (document.activeElement === document.body) focused?.focus({ preventScroll: true });
  };
}

async function travel(finished) {
  const unlock = lock();
  showSending();
  const { kind, words, visit: after } = await send(finished, photos);
  unlock();
  visit = after;
  if (after.sent) return done(after.sent);
  const signIn = kind === "signed out" ? `/desk/sign-in?next=${location.pathname}` : "";
  showProblem(words, { signIn });
  if (kind === "later") setTimeout(deliver, AGAIN_MS);
  return null;
}

async function deliver() {
  if (sending || !visit?.finished) return;
  sending = true;
  await shots?.settled();
  if (dirty) await save();
  if (visit.finished) await travel(visit);
  sending = false;
}

async function finish(event) {
  event.preventDefault();
  if (sending) return;
  const found = lacking(form, photos);
  found.must.push(...lackingAtDoor(form));
  if ("again" in form.dataset && !photos.length) {
    const { criterion } = form.querySelector("[data-photo], [data-criterion]").dataset;
    found.must.push({ criterion, words: "再一次验收，至少要有一张这一次新拍的照片" });
  }
  if (!(visit && visit.finished)) {
    const stops = showLacking(found, { warned });
    warned = !found.must.length;
    if (stops) return;
    await near.settle();
    await shots.settled();
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
    showKeeping();
    show();
    soon();
  };
  addEventListener("pagehide", saveOnce);
  startCards(form, changed);
  shots = startShots(form, { key, photos, most: Number(form.dataset.most), changed });
  form.addEventListener("change", ({ target }) => {
    if (target.name === "veto" || target.closest("[data-record], [data-door]")) changed();
  });
  form.addEventListener("submit", finish);
  addEventListener("online", deliver);
}

// Nothing of the visit before: neither points nor photos nor the position count for the next one.
async function beginAnew() {
  photos.length = 0;
  visit = null;
  near.forget();
  await drop({ account, review }).catch(() => {});
  byId("done").hidden = true;
  begin();
}

function restore() {
  if (!visit) return;
  putBack(form, visit.points);
  putBackDoor(form, visit.door ?? {});
  form.elements.note.value = visit.note;
  for (const box of form.querySelectorAll("[name=veto]")) {
    box.checked = visit.vetoes.includes(box.value);
  }
}

function begin() {
  form.hidden = false;
  byId("bar").hidden = false;
  restore();
  startKeeping();
  show();
  showSaved({ visit, kept });
}

async function start() {
  visit = await read(account, review).catch(() => {
    kept = false;
    return null;
  }) ?? null;
  photos.push(...await photosOf(account, review).catch(() => []));
  // Where the phone was at an earlier visit says nothing of this one.
  const before = visit && !visit.sent && visit.version === Number(version) ? visit.near : "unknown";
  // It saves what stands in the form: nothing may be awaited before that is put back.
  near = startNearness(form, before, () => {
    if (visit && !visit.sent && !visit.finished) save();
  });
  byId("anew").addEventListener("click", beginAnew);
  if (visit?.sent) done(visit.sent);
  else if (isOpen || visit) begin();
  holdOn();
  await startWorker();
  const page = { url: location.pathname, mark: form.dataset.mark };
  if (canKeep() && isOpen) keepPages(account, [page]).catch(() => {});
  await deliver();
}
start();
