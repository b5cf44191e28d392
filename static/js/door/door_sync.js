// Takes what was tapped to the server, and brings the list. The id of a tap was made on this
// phone and the server takes it once, so that sending again is safe.
import { changeDoor } from "./door_store.js";
import { readyToSend } from "../shared/request.js";
import { now } from "../shared/time.js";
import { withTimeout } from "../shared/timers.js";

/**
 * @import { Door } from "./door_store.js"
 */

/** Where the pages at the door are. */
export const DOORS = "/desk/signups/door/";
const PATIENCE_MS = 20000;
const AT_ONCE = 200;
const MOST_TOLD = 20;

/**
 * 128 random bits: no two phones ever make the same.
 * @returns {string}
 */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The name that this phone gave itself, so that the other one is told apart.
 * @returns {string}
 */
export function phoneName() {
  try {
    const held = localStorage.getItem("door-phone") || newId();
    localStorage.setItem("door-phone", held);
    return held;
  } catch {
    return newId();
  }
}

const post = (url, body) => withTimeout(PATIENCE_MS, (signal) => fetch(url, {
  method: "POST", body, signal, headers: { Accept: "application/json" } }));

async function deliver(url, taps, token) {
  const form = new FormData();
  const fields = { csrf_token: token, phone: phoneName(), sent_at: now(),
    taps: JSON.stringify(taps.map(({ id, at, signup, back }) => ({ id, at, signup, back }))) };
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  const answer = await post(url, form);
  const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
  if (!isJson || answer.status >= 500 || answer.status === 429) throw new Error("later");
  const told = await answer.json();
  return answer.ok ? told : { refused: told.detail };
}

// What the server has leaves the queue; what it said that the door should know is shown.
function settled(door, told) {
  const names = new Map(door.queue.map(({ id, name }) => [id, name]));
  const said = told.answers.filter(({ words }) => words)
    .map(({ id, words }) => (names.get(id) ? `${names.get(id)}：${words}` : words));
  if (told.clock) said.push(told.clock);
  const done = new Set(told.answers.map(({ id }) => id));
  const fresh = said.reverse().map((words) => ({ at: now(), words }));
  return { ...door, queue: door.queue.filter(({ id }) => !done.has(id)),
    told: [...fresh, ...door.told].slice(0, MOST_TOLD) };
}

async function brought(account, session, mark) {
  const answer = await readyToSend(`${DOORS}${session}/list`, account,
    { phone: phoneName(), mark });
  if (!answer.list) return answer;
  await changeDoor(account, session, (door) => ({
    account, session, queue: [], told: [], last: null, ...door,
    list: answer.list, mark: answer.mark }));
  return answer;
}

/**
 * Sends what waits and brings the list. Gives why it could not: "" for nothing, else a kind of
 * shared/request.js, or "refused" with the words of the server.
 * @param {string} account
 * @param {string} session
 * @param {Door | undefined} door
 * @returns {Promise<{ kind: string, words: string }>}
 */
export async function sync(account, session, door) {
  try {
    const { token } = await brought(account, session, door?.mark ?? "");
    let waiting = door?.queue ?? [];
    while (waiting.length) {
      const told = await deliver(`${DOORS}${session}/taps`, waiting.slice(0, AT_ONCE), token);
      if (told.refused) return { kind: "refused", words: told.refused };
      const after = await changeDoor(account, session, (held) => settled(held, told));
      waiting = after.queue;
      if (!waiting.length) await brought(account, session, "");
    }
    return { kind: "", words: "" };
  } catch (error) {
    return { kind: error.kind ?? "later", words: error.message };
  }
}
