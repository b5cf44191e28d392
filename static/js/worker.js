// The service worker: keeps the pages' shell, the cells around the last places and the stations
// seen, so that the next visit needs no network. RELEASE and SHELL stand before this text.
const SHELL_CACHE = `shell-${self.RELEASE}`;
const CELLS = "cells-v1";
const PAGES = "pages-v1";
const MANIFEST = "/cells/manifest.json";
const STAMP = "X-Kept-At";
const MOST = { [CELLS]: 400, [PAGES]: 60 };
const PATIENCE_MS = 3000;
// How often a used file is put at the end again: the first ones are dropped first.
const TOUCH_ODDS = 0.2;

self.addEventListener("install", (event) => {
  // All or nothing: a shell with a hole would break the page the next time.
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(self.SHELL)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE);
    // The last release stays: a page of it that is still open may ask for more of its scripts.
    await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// A new worker waits until the page says so, and the page then loads anew: never half of each.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

const late = () => new Promise((_, refuse) => { setTimeout(refuse, PATIENCE_MS, new Error("late")); });

const droppable = async (cache) => (await cache.keys()).filter((key) => !key.url.endsWith(MANIFEST));
const drop = (cache, keys) => Promise.all(keys.map((key) => cache.delete(key)));

// Keys come in the order in which they were put. A full disk is no reason to fail: what was asked
// for has been fetched, and the older half makes room for the next.
async function keep(name, request, response) {
  const cache = await caches.open(name);
  try {
    await cache.put(request, response);
    const keys = await droppable(cache);
    await drop(cache, keys.slice(0, Math.max(0, keys.length - MOST[name])));
  } catch {
    const keys = await droppable(cache);
    await drop(cache, keys.slice(0, Math.ceil(keys.length / 2)));
  }
}

// What the network gives within a few seconds, else what was kept, else what comes at last. An
// answer that comes late is kept all the same.
async function fresh(event, { keeping, otherwise }) {
  const coming = fetch(event.request);
  event.waitUntil(coming.then((answer) => (answer.ok ? keeping(answer.clone()) : null)).catch(() => {}));
  const sound = coming.then((answer) => {
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  });
  try {
    return await Promise.race([sound, late()]);
  } catch {
    return (await otherwise()) ?? coming;
  }
}

async function kept(name, request) {
  try {
    const cache = await caches.open(name);
    const found = await cache.match(request);
    if (found && Math.random() < TOUCH_ODDS) keep(name, request, found.clone());
    return found;
  } catch {
    return undefined;
  }
}

async function immutable(event) {
  const found = await kept(CELLS, event.request);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(CELLS, event.request, answer.clone()));
  return answer;
}

// The newest there is; without network what was kept, saying since when.
const manifest = (event) => fresh(event, {
  async keeping(answer) {
    const headers = { "Content-Type": "application/json", [STAMP]: String(Date.now()) };
    await keep(CELLS, MANIFEST, new Response(await answer.blob(), { headers }));
  },
  otherwise: () => kept(CELLS, MANIFEST),
});

// Any release's: the page that asks may be one release behind.
const shell = async (request) => (await caches.match(request)) ?? fetch(request);
const fromShell = async (path) => (await caches.open(SHELL_CACHE)).match(path);

// The first page lists by itself what the cells tell: its kept copy serves every wish and place.
const first = (event) => fresh(event, { keeping() {}, otherwise: () => fromShell("/") });

const page = (event) => fresh(event, {
  keeping: (answer) => keep(PAGES, event.request, answer),
  otherwise: async () => (await kept(PAGES, event.request)) ?? fromShell("/offline"),
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const { pathname } = url;
  if (pathname === MANIFEST) event.respondWith(manifest(event));
  else if (pathname.startsWith("/cells/")) event.respondWith(immutable(event));
  else if (pathname.startsWith("/assets/")) event.respondWith(shell(request));
  else if (request.mode !== "navigate") return;
  else if (pathname === "/") event.respondWith(first(event));
  else if (pathname.startsWith("/stations/")) event.respondWith(page(event));
  else if (pathname === "/about/privacy") event.respondWith(page(event));
});
