// The worker of pages of one kind, of inspections or of hand-outs: without network it shows what
// their scripts have kept. KIND, LIST, RELEASE and SHELL stand before this text. It holds scripts
// and styles only; nothing private.
const SHELL_CACHE = `${self.KIND}-shell/${self.RELEASE}`;
const PAGES = `${self.KIND}-pages/`;
const { LIST } = self;
const PATIENCE_MS = 4000;

async function install() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(self.SHELL);
  await self.skipWaiting();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keptPage(pathname) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const found = await (await caches.open(name)).match(pathname);
    if (found) return found;
  }
  return null;
}

const late = () => new Promise((_, refuse) => {
  setTimeout(refuse, PATIENCE_MS, new Error("late"));
});

// What the network gives within a few seconds, else what was kept, else the list, else what comes.
async function page(request, pathname) {
  const coming = fetch(request);
  const sound = coming.then((answer) => {
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  });
  try {
    return await Promise.race([sound, late()]);
  } catch {
    const kept = await keptPage(pathname).catch(() => null);
    if (kept) return kept;
    const list = pathname === LIST ? null : await keptPage(LIST).catch(() => null);
    return coming.catch((error) => {
      if (list) return Response.redirect(LIST);
      throw error;
    });
  }
}

const asset = async (request) => (await caches.match(request).catch(() => null)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && url.pathname.startsWith(LIST)) {
    event.respondWith(page(request, url.pathname));
  }
});
