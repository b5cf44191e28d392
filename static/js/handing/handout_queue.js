// Hand-outs of this phone that the server has not answered yet. Each has a key that the server
// takes once, so that sending again is safe; none is dropped before there is an answer.
import { readyToSend } from "../shared/request.js";
import { now } from "../shared/time.js";
import { withTimeout } from "../shared/timers.js";

/**
 * @typedef {object} KeptHandout
 * @property {string} key made by the server for the page, or on this phone
 * @property {string} account
 * @property {string} giveaway
 * @property {string} card its number, "" where none is asked for
 * @property {Record<string, string>} counts by the name of the field
 * @property {number} at in ms
 * @property {string} [refused] why the server will not take it
 *
 * @typedef {{ kind: string, words: string, over?: boolean }} HandoutAnswer
 */

const PATIENCE_MS = 20000;
const keyOf = (account) => `handouts/${encodeURIComponent(account)}`;

/**
 * All that wait, the oldest first.
 * @param {string} account
 * @returns {KeptHandout[]}
 */
export function keptHandouts(account) {
  try { return JSON.parse(localStorage.getItem(keyOf(account)) ?? "[]"); } catch { return []; }
}

function change(account, work) {
  const after = work(keptHandouts(account));
  if (after.length) localStorage.setItem(keyOf(account), JSON.stringify(after));
  else localStorage.removeItem(keyOf(account));
}

/**
 * Keeps a hand-out in place of the one with its key. Fails where the phone has no room.
 * @param {KeptHandout} it
 */
export function keepHandout(it) {
  change(it.account, (all) => [...all.filter((one) => one.key !== it.key), it]);
}

/**
 * Drops a hand-out.
 * @param {KeptHandout} it
 */
export function dropHandout(it) {
  change(it.account, (all) => all.filter((one) => one.key !== it.key));
}

async function posted(it, token, late) {
  const body = new FormData();
  const ago = String(Math.max(0, Math.round((now() - it.at) / 1000)));
  const fixed = { csrf_token: token, key: it.key, card: it.card, ago, late: late ? "1" : "" };
  for (const [name, value] of Object.entries({ ...fixed, ...it.counts })) body.append(name, value);
  const answer = await withTimeout(PATIENCE_MS, (signal) => fetch(
    `/desk/giveaways/${it.giveaway}/hand`,
    { method: "POST", body, signal, headers: { Accept: "application/json" } }));
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  if (!isJson || answer.status >= 500 || answer.status === 429) return { kind: "later", words: "" };
  const told = await answer.json();
  if (answer.ok) return { kind: "sent", words: told.words };
  return { kind: "refused", words: told.detail, over: told.over };
}

/**
 * Sends one. `late`: the things are gone already, and what cannot be booked is to be decided.
 * @param {KeptHandout} it
 * @param {boolean} late
 * @returns {Promise<HandoutAnswer>}
 */
export async function sendHandout(it, late) {
  try {
    const url = `/desk/giveaways/${it.giveaway}/ready`;
    const ready = await readyToSend(url, it.account, { key: it.key });
    if (ready.received) return { kind: "sent", words: ready.received.words };
    if (ready.refused) return { kind: "refused", words: ready.refused };
    return await posted(it, ready.token, late);
  } catch (error) {
    return { kind: error.kind ?? "later", words: "" };
  }
}

/**
 * Sends all that wait and were not refused; gives the answers.
 * @param {string} account
 * @returns {Promise<HandoutAnswer[]>}
 */
export async function sendKeptHandouts(account) {
  const answers = [];
  for (const it of keptHandouts(account).filter((one) => !one.refused)) {
    const answer = await sendHandout(it, true);
    if (answer.kind === "sent") dropHandout(it);
    else if (answer.kind === "refused") keepHandout({ ...it, refused: answer.words });
    else break;
    answers.push(answer);
  }
  return answers;
}
