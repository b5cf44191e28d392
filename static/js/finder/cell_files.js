// The files of the cells, in time and true to their sort: a portal that answers for every address,
// or a line that was cut, must not pass for one, now or on any later visit.
import { withTimeout } from "../shared/timers.js";

/** Where the cells lie. */
export const BASE = "/cells/";
/** The list of all cells. */
export const MANIFEST = `${BASE}manifest.json`;
/** The cache in which the phone keeps cells. */
export const CACHE = "cells-v1";
/** The cache in which it keeps those of its home city, and none besides. */
export const CITY_CACHE = "city-v1";
/** The header that says when a kept copy was last confirmed by the server, in ms. */
export const STAMP = "X-Kept-At";
// Nothing comes after so long: the network swallows what is sent.
const GIVE_UP_MS = 20000;
const SORT = { "Content-Type": "application/json" };

/**
 * Its text and headers. The error of a file that is no more says `gone`.
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<{ text: string, headers: Headers }>}
 */
export const fetchText = (url, options) => withTimeout(GIVE_UP_MS, async (signal) => {
  const answer = await fetch(url, { ...options, signal });
  if (answer.status === 404) throw Object.assign(new Error(`no file ${url}`), { gone: true });
  if (!answer.ok) throw new Error(String(answer.status));
  return { text: await answer.text(), headers: answer.headers };
});

/**
 * What a file says. A kept copy that says nothing is dropped, and the network asked past every
 * cache.
 * @template T
 * @param {string} name
 * @param {(cell: any) => T} read
 * @returns {Promise<T>}
 */
export async function readCell(name, read) {
  const url = `${BASE}${name}.json`;
  const { text } = await fetchText(url);
  try {
    return read(JSON.parse(text));
  } catch {
    await discard(url);
    return read(JSON.parse((await fetchText(url, { cache: "reload" })).text));
  }
}

/**
 * The copy that the phone holds of a file.
 * @param {string} url
 * @returns {Promise<Response | undefined>}
 */
export async function cached(url) {
  try {
    for (const name of [CACHE, CITY_CACHE]) {
      const copy = await (await caches.open(name)).match(url);
      if (copy) return copy;
    }
  } catch { /* No storage, no copy. */ }
  return undefined;
}

/**
 * Keeps a file as it is.
 * @param {Cache} cache
 * @param {string} url
 * @param {string} text
 */
export const keepCopy = (cache, url, text) => cache.put(url, new Response(text, { headers: SORT }));

/**
 * Drops the copy of a file.
 * @param {string} url
 */
export async function discard(url) {
  try {
    for (const name of [CACHE, CITY_CACHE]) await (await caches.open(name)).delete(url);
  } catch { /* No storage, no copy. */ }
}

/**
 * Where no worker does it, the page itself keeps the manifest for the next visit.
 * @param {string} text
 */
export async function keepManifest(text) {
  try {
    if (navigator.serviceWorker?.controller) return;
    const headers = { ...SORT, [STAMP]: String(Date.now()) };
    await (await caches.open(CACHE)).put(MANIFEST, new Response(text, { headers }));
  } catch { /* No storage: the next visit asks again. */ }
}
