// What the service worker keeps, within bounds. This text stands before service_worker.js in
// /sw.js.
const CELLS = "cells-v1";
// Those of the home city, which the page keeps and drops by itself.
const CITY = "city-v1";
const BLOCKS = "blocks-v1";
// The landmarks of the last cities.
const PLACES = "places-v1";
// A page lives as long as its scripts and styles, hence with its release.
const PAGES = `pages-${self.RELEASE}`;
const MOST = { [CELLS]: 250, [BLOCKS]: 200, [PLACES]: 3, [PAGES]: 60 };
const MANIFEST = "/cells/manifest.json";
const PATIENCE_MS = 3000;

const late = () => new Promise((_, refuse) => {
  setTimeout(refuse, PATIENCE_MS, new Error("late"));
});

const dropFirst = (cache, keys, count) => Promise.all(
  keys.slice(0, Math.max(0, count)).map((key) => cache.delete(key)));

// Keys come in the order in which they were put. A full disk is no reason to fail: what was asked
// for has been fetched, and the older half makes room for the next. Storage may be switched off.
async function keep(name, key, response) {
  try {
    const cache = await caches.open(name);
    const full = await cache.put(key, response).then(() => false, () => true);
    const keys = (await cache.keys()).filter((it) => !it.url.endsWith(MANIFEST));
    await dropFirst(cache, keys, full ? Math.ceil(keys.length / 2) : keys.length - MOST[name]);
  } catch { /* Nothing is kept: the next visit asks the network again. */ }
}

async function kept(name, key) {
  try { return await (await caches.open(name)).match(key); } catch { return undefined; }
}

// A portal answers with a page of its own for every address: that is no file of cells.
const isJson = (answer) => answer.ok && /json/.test(answer.headers.get("Content-Type") ?? "");

// A line that was cut leaves half a file.
async function isWhole(answer) {
  try { return Boolean(await answer.json()); } catch { return false; }
}
