// The worker of the pages at the door alone: without network it shows an empty page, which
// door_page.js fills with what lies on the phone. RELEASE, SHELL and PAGE stand before this text.
const SHELL_CACHE = `door-shell/${self.RELEASE}`;
const DOORS = "/desk/signups/door/";
const PATIENCE_MS = 4000;

async function install() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(self.SHELL);
  // As somebody who is not signed in: the page that is kept shows no account.
  await cache.put(self.PAGE, await fetch(self.PAGE, { credentials: "omit", cache: "no-store" }));
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => (
    name.startsWith("door-shell/") && name !== SHELL_CACHE));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

const late = () => new Promise((_, refuse) => {
  setTimeout(refuse, PATIENCE_MS, new Error("late"));
});

// What the network gives within a few seconds, else the empty page.
async function page(request) {
  const coming = fetch(request).then((answer) => {
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  });
  try {
    return await Promise.race([coming, late()]);
  } catch {
    return (await caches.match(self.PAGE)) ?? coming;
  }
}

const asset = async (request) => (await caches.match(request).catch(() => null)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && url.pathname.startsWith(DOORS)) {
    event.respondWith(page(request));
  }
});
