// Takes a finished visit to the server. Its id was made on this phone and the server takes it once,
// so sending again is safe: after a dead line, a lost answer, a second tab.
import { readyToSend } from "../shared/request.js";
import { markDelivered, photosOf, write } from "./visit_store.js";
import { now } from "../shared/time.js";
import { withTimeout } from "../shared/timers.js";

/**
 * @import { Photo, Visit } from "./visit_store.js"
 *
 * @typedef {"sent" | "refused" | "offline" | "signed out" | "other" | "later"} Outcome
 */

const PATIENCE_MS = 180000;
const SAFE = "分数、说明和照片都还在手机上。";
const WORDS = {
  offline: `现在没有网络，还没有发出。${SAFE}有了网络会自己发，也可以再点一次。`,
  "signed out": `登录过期了，还没有发出。${SAFE}请重新登录，登录后会自己发出。`,
  other: `这台手机上现在登录的是另一个账号，没有发出。${SAFE}请换回原来的账号。`,
  later: `服务器现在没有答上来，还不知道收到没有。${SAFE}过一会儿会再问，不会重复计分。`,
};
const TOO_LARGE = "照片加起来太大，没有发出。请去掉几张再交。";

const moment = (ms) => new Date(ms).toISOString();

function packed(visit, photos, token) {
  const form = new FormData();
  const { id, at, version, near } = visit.finished;
  const fixed = { csrf_token: token, delivery: id, version, near, phone_at: moment(at),
    sent_at: moment(now()), note: visit.note };
  for (const [name, value] of Object.entries(fixed)) form.append(name, value);
  visit.vetoes.forEach((veto) => form.append("veto", veto));
  for (const [name, answer] of Object.entries(visit.door ?? {})) form.append(name, answer);
  for (const [criterion, it] of Object.entries(visit.points)) {
    form.append(`points-${criterion}`, it.points);
    form.append(`shown-${criterion}`, it.shown);
    form.append(`note-${criterion}`, it.note);
    form.append(`reason-${criterion}`, it.reason);
  }
  for (const { criterion, type, data } of photos) {
    form.append(`photo-${criterion}`, new Blob([data], { type }), "photo.jpg");
  }
  return form;
}

const post = (url, body) => withTimeout(PATIENCE_MS, (signal) => fetch(url, {
  method: "POST", body, signal, headers: { Accept: "application/json" } }));

async function answerOf(response) {
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  if (response.status === 413) return { kind: "refused", words: TOO_LARGE };
  if (!isJson || response.status >= 500 || response.status === 429) return { kind: "later" };
  const told = await response.json();
  return response.ok ? { kind: "sent", ...told } : { kind: "refused", words: told.detail };
}

async function tried(visit, held) {
  const url = `/desk/inspect/${visit.review}`;
  let ready;
  try {
    ready = await readyToSend(`${url}/ready`, visit.account, { delivery: visit.finished.id });
  } catch (error) {
    return { kind: error.kind in WORDS ? error.kind : "later" };
  }
  if (ready.received) return { kind: "sent", ...ready.received };
  if (ready.refused) return { kind: "refused", words: `${ready.refused}${SAFE}` };
  try {
    const photos = held ?? await photosOf(visit.account, visit.review);
    return await answerOf(await post(url, packed(visit, photos, ready.token)));
  } catch {
    return { kind: navigator.onLine === false ? "offline" : "later" };
  }
}

/**
 * Gives the visit as it is afterwards, and what is to be said. A refused one may be changed and
 * sent again; nothing of it was done. `held` are its photos where the page has them in hand.
 * What the phone cannot keep any more is no reason to doubt the server's answer.
 * @param {Visit} visit
 * @param {Photo[] | null} [held]
 * @returns {Promise<{ visit: Visit, kind: Outcome, words: string }>}
 */
export async function send(visit, held = null) {
  const { kind, words, counted } = await tried(visit, held);
  if (kind === "sent") {
    const sent = { at: now(), counted, words, version: visit.finished?.version ?? visit.version };
    await markDelivered(visit, sent).catch(() => {});
    return { visit: { ...visit, sent }, kind, words };
  }
  if (kind === "refused") {
    const open = { ...visit, finished: null };
    await write(open).catch(() => {});
    return { visit: open, kind, words };
  }
  return { visit, kind, words: WORDS[kind] };
}
