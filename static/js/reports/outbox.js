// The reports of this phone: written with or without network, sent once, and followed. The server
// takes each key once, so that sending again is safe: after a lost answer, out of two windows, by
// the worker. This text stands in the worker too, so that it imports nothing.

/**
 * @typedef {object} KeptReport
 * @property {string} key made on this phone
 * @property {string} station
 * @property {string} name of the station
 * @property {string} kind
 * @property {string} title of the kind in words
 * @property {string} amenity
 * @property {string} words
 * @property {string} near
 * @property {string} code of a poster
 * @property {{ type: string, data: ArrayBuffer } | null} photo
 * @property {number} foundAt in ms
 * @property {"waiting" | "sent" | "refused"} state
 * @property {string} said why it was refused, or what has become of it
 * @property {string} reply
 * @property {boolean} closed
 * @property {string} token by which it is followed
 */

const OUTBOX = "reports";
const MOST_REPORTS = 40;

const outboxAnswer = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

async function withOutbox(mode, work) {
  const request = indexedDB.open(OUTBOX, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(OUTBOX, { keyPath: "key" });
  const db = await outboxAnswer(request);
  try {
    const change = db.transaction(OUTBOX, mode);
    const over = new Promise((done, fail) => {
      change.oncomplete = done;
      change.onabort = () => fail(change.error);
    });
    const found = await work(change.objectStore(OUTBOX));
    await over;
    return found;
  } finally {
    db.close();
  }
}

/**
 * All reports of this phone, the newest first.
 * @returns {Promise<KeptReport[]>}
 */
export async function keptReports() {
  const all = await withOutbox("readonly", (store) => outboxAnswer(store.getAll()));
  return all.sort((a, b) => b.foundAt - a.foundAt);
}

/**
 * Keeps a report. Of too many the oldest that were sent are dropped; one that waits never is.
 * @param {KeptReport} report
 */
export async function keepReport(report) {
  await withOutbox("readwrite", (store) => outboxAnswer(store.put(report)));
  const others = (await keptReports()).slice(MOST_REPORTS).filter((it) => it.state !== "waiting");
  for (const { key } of others) await dropReport(key);
}

/**
 * Drops a report.
 * @param {string} key
 */
export const dropReport = (key) =>
  withOutbox("readwrite", (store) => outboxAnswer(store.delete(key)));

function packReport(report, token) {
  const form = new FormData();
  const { key, kind, amenity, words, near, code, photo, foundAt } = report;
  const ago = Math.max(0, Math.round((Date.now() - foundAt) / 1000));
  const fields = { csrf_token: token, key, kind, amenity, words, near, c: code, ago };
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  if (photo) form.append("photo", new Blob([photo.data], { type: photo.type }), "photo.jpg");
  return form;
}

async function readyToken() {
  const answer = await fetch("/voice/ready", { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).token;
}

/**
 * What became of it: null where that cannot be known now, and it is to be sent again.
 * @param {KeptReport} report
 * @returns {Promise<any>}
 */
async function postReport(report) {
  try {
    const body = packReport(report, await readyToken());
    const url = `/voice/${encodeURIComponent(report.station)}/kept-report`;
    const answer = await fetch(url, { method: "POST", body });
    if (answer.status === 413) return { state: "refused", said: "照片太大。" };
    // A portal answers everything, and not in our words.
    if (!/json/.test(answer.headers.get("Content-Type") ?? "")) return null;
    const told = await answer.json();
    if (answer.ok) return { state: "sent", token: told.token, said: "已收到，等人处理", photo: null };
    return [400, 404].includes(answer.status) ? { state: "refused", said: told.detail } : null;
  } catch {
    return null;
  }
}

/**
 * Sends a report. Gives it as it is afterwards.
 * @param {KeptReport} report
 * @returns {Promise<KeptReport>}
 */
export async function sendReport(report) {
  const outcome = await postReport(report);
  if (!outcome) return report;
  const after = { ...report, ...outcome };
  await keepReport(after);
  return after;
}

/**
 * Sends all that wait; fails where some still do, so that one asks again.
 */
export async function sendWaiting() {
  const waiting = (await keptReports()).filter((it) => it.state === "waiting");
  const sent = [];
  for (const report of waiting.reverse()) sent.push(await sendReport(report));
  if (sent.some((it) => it.state === "waiting")) throw new Error("some reports wait");
  return sent.length;
}
