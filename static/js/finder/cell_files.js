// The files of the cells, in time and true to their sort: a portal that answers for every address,
// or a line that was cut, must not pass for one, now or on any later visit.
import { withTimeout } from "../shared/timers.js";

export const BASE = "/cells/";
export const MANIFEST = `${BASE}manifest.json`;
export const KEPT = "cells-v1";
// When a kept copy was last confirmed by the server, in ms.
export const STAMP = "X-Kept-At";
// Nothing comes after so long: the network swallows what is sent.
const GIVE_UP_MS = 20000;
const SORT = { "Content-Type": "application/json" };

// Its text and headers. The error of a file that is no more says `gone`.
export const fetchText = (url, options) => withTimeout(GIVE_UP_MS, async (signal) => {
  const answer = await fetch(url, { ...options, signal });
  if (answer.status === 404) throw Object.assign(new Error(`no file ${url}`), { gone: true });
  if (!answer.ok) throw new Error(String(answer.status));
  return { text: await answer.text(), headers: answer.headers };
});

// What a file says. A kept copy that says nothing is dropped, and the network asked past every cache.
export async function fetched(name, read) {
  const url = `${BASE}${name}.json`;
  const { text } = await fetchText(url);
  try {
    return read(JSON.parse(text));
  } catch {
    await drop(url);
    return read(JSON.parse((await fetchText(url, { cache: "reload" })).text));
  }
}

export async function kept(url) {
  try { return await (await caches.open(KEPT)).match(url); } catch { return undefined; }
}

export async function drop(url) {
  try { await (await caches.open(KEPT)).delete(url); } catch { /* No storage: nothing was kept. */ }
}

// Where no worker does it, the page itself keeps the manifest for the next visit.
export async function keepManifest(text) {
  try {
    if (navigator.serviceWorker?.controller) return;
    const headers = { ...SORT, [STAMP]: String(Date.now()) };
    await (await caches.open(KEPT)).put(MANIFEST, new Response(text, { headers }));
  } catch { /* No storage: the next visit asks again. */ }
}
