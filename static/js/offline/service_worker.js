// The service worker: keeps the shell of the pages, the cells around the last places and the pages
// seen, so that the next visit needs no network. RELEASE, ASSETS and SHELL, and then
// service_worker_cache.js and service_worker_ground.js, stand before this text.
const SHELL_CACHE = `shell-${self.RELEASE}`;
const STAMP = "X-Kept-At";
// How often a used file is put at the end again: the first ones are dropped first.
const TOUCH_ODDS = 0.2;

// All or nothing: a shell with a hole, or with a page of the next release, would break offline.
async function install() {
  try {
    const cache = await caches.open(SHELL_CACHE);
    await cache.addAll(self.SHELL);
    const page = await (await cache.match("/"))?.text();
    if (!page?.includes(self.ASSETS)) throw new Error("published meanwhile");
  } catch (error) {
    await caches.delete(SHELL_CACHE);
    throw error;
  }
}

// The release before stays: a page of it that is still open may ask for more of its scripts.
async function activate() {
  const names = await caches.keys();
  const before = names.filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE).pop();
  const ours = [self.RELEASE, before && before.slice("shell-".length)];
  const old = names.filter((name) => /^(shell|pages)-/.test(name) && !ours.includes(name.slice(6)));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

// A new worker waits. A page tells which assets it was made of: where they are ours nothing changes
// for it, else it offers to load anew, and asks us to take over first. Never half of each.
self.addEventListener("message", ({ data, source }) => {
  if (data === self.ASSETS || data === "take over") self.skipWaiting();
  else source?.postMessage("newer");
});

// What the network gives within a few seconds, else what was kept, else what comes at last. An
// answer that comes late is kept all the same.
async function fresh(event, { keeping, otherwise, isSound = ({ status }) => status < 500 }) {
  const coming = fetch(event.request);
  event.waitUntil(coming.then((answer) => keeping(answer.clone())).catch(() => {}));
  const sound = coming.then((answer) => {
    if (!isSound(answer)) throw new Error(String(answer.status));
    return answer;
  });
  try {
    return await Promise.race([sound, late()]);
  } catch {
    return (await otherwise()) ?? coming;
  }
}

// Files named by their content: what was kept once is true for ever.
async function immutable(event, name) {
  const copy = await kept(name, event.request);
  const found = copy && isJson(copy) ? copy : null;
  const ofCity = found ? null : await kept(CITY, event.request);
  if (ofCity) return ofCity;
  if (found && Math.random() >= TOUCH_ODDS) return found;
  const answer = found ?? await fetch(event.request);
  const text = answer.clone();
  event.waitUntil((async () => {
    if (isJson(answer) && await isWhole(text.clone())) await keep(name, event.request, text);
  })());
  return answer;
}

// The newest there is; without network what was kept, saying since when.
const manifest = (event) => fresh(event, {
  isSound: isJson,
  async keeping(answer) {
    if (!isJson(answer) || !await isWhole(answer.clone())) return;
    const headers = { "Content-Type": "application/json", [STAMP]: String(Date.now()) };
    await keep(CELLS, MANIFEST, new Response(await answer.blob(), { headers }));
  },
  otherwise: () => kept(CELLS, MANIFEST),
});

// What was found at doors; without network what was told last, which says from when it is.
const said = (event) => fresh(event, {
  isSound: isJson,
  async keeping(answer) { if (isJson(answer)) await keep(CELLS, event.request.url, answer); },
  otherwise: () => kept(CELLS, event.request.url),
});

// Any release's: the page that asks may be one release behind.
const asset = async (request) => (await caches.match(request).catch(() => null)) ?? fetch(request);

async function pageKept(key) {
  for (const name of [PAGES, ...(await caches.keys()).filter((it) => it.startsWith("pages-"))]) {
    const found = await kept(name, key);
    if (found) return found;
  }
  return undefined;
}

// A station that was closed for good is forgotten too.
const page = (event, key, otherwise) => fresh(event, {
  async keeping(answer) {
    // A portal's page for this address is not this page.
    if (answer.ok && (await answer.clone().text()).includes("/assets/")) {
      await keep(PAGES, key, answer);
    } else if (answer.status === 410) {
      const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
      await Promise.all(names.map(async (name) => (await caches.open(name)).delete(key)));
    }
  },
  otherwise: async () => (await pageKept(key)) ?? kept(SHELL_CACHE, otherwise),
});

// The first page lists by itself what the cells tell: one kept copy serves every wish and word of a
// place. It is the one without any of them, which the server made for that place.
function first(event, { search, searchParams }) {
  const area = searchParams.get("area");
  const key = area ? `/?${new URLSearchParams({ area })}` : "/";
  if (area && key === `/${search}`) return page(event, key, "/");
  const otherwise = async () => (area && await pageKept(key)) || kept(SHELL_CACHE, "/");
  return fresh(event, { keeping() {}, otherwise });
}

// What is on: one kept copy serves every choice, as the page lists by itself what the files tell.
function programme(event, { pathname, search }) {
  if (!search) return page(event, pathname, "/offline");
  const otherwise = async () => (await pageKept(pathname)) ?? kept(SHELL_CACHE, "/offline");
  return fresh(event, { keeping() {}, otherwise });
}

// What stands in for a page on which workers speak of a station: a form for the same one.
function formWithout(steps) {
  const [, room, station, part] = steps;
  return room === "h" || (station && !part) ? "/my-reports/new" : "/offline";
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const { pathname } = url;
  const steps = pathname.split("/");
  if (pathname === MANIFEST) event.respondWith(manifest(event));
  else if (steps[1] === "cells" && request.cache === "no-store") return;
  else if (steps[1] === "cells") {
    event.respondWith(immutable(event, steps.length > 3 ? BLOCKS : CELLS));
  } else if (steps[1] === "said") event.respondWith(said(event));
  else if (steps[1] === "places") event.respondWith(immutable(event, PLACES));
  else if (steps[1] === "assets") event.respondWith(asset(request));
  else if (steps[1] === "basemap") event.respondWith(ground(event));
  else if (request.mode !== "navigate") return;
  else if (pathname === "/") event.respondWith(first(event, url));
  else if (pathname === "/activities") event.respondWith(programme(event, url));
  else if (steps[1] === "activities" && steps.length === 3) {
    event.respondWith(page(event, pathname, "/offline"));
  } else if (steps[1] === "stations" || pathname === "/about/privacy") {
    event.respondWith(page(event, pathname, "/offline"));
  } else if (steps[1] === "my-reports") {
    event.respondWith(fetch(request).catch(
      async () => (await kept(SHELL_CACHE, pathname)) ?? Response.error()));
  } else if (steps[1] === "voice" || steps[1] === "h") {
    event.respondWith(fetch(request).catch(
      async () => (await kept(SHELL_CACHE, formWithout(steps))) ?? Response.error()));
  }
});

// Reports that were written without network, once there is one again.
self.addEventListener("sync", (event) => {
  if (event.tag === "reports") event.waitUntil(sendWaiting());
});
