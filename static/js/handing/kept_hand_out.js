// Keeps the page at the table on this phone, so that it opens without network once it was opened.
// It holds no card and nobody but the account; it goes with that account from the phone.
import { keepOnlyPagesOf, pagesOf } from "../offline/kept_pages.js";

const UNDER = "/desk/giveaways/";
const MARK = "X-Hand-Out";
const KIND = "handing";

async function renew(cache, url) {
  const answer = await fetch(url, { cache: "no-store", headers: { Accept: "text/html" } });
  if (answer.status >= 500) return;
  // One that is over, or not theirs any more, goes.
  if (answer.ok && !answer.redirected && answer.headers.get(MARK)) await cache.put(url, answer);
  else await cache.delete(url);
}

/**
 * Keeps the page that is open, and those that are kept as they are now.
 * @param {string} account
 * @param {string} release
 */
export async function keepHandOuts(account, release) {
  if (!("caches" in window) || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(`${UNDER}worker.js`, { scope: UNDER });
  await keepOnlyPagesOf(account);
  const cache = await caches.open(pagesOf(account, KIND));
  const kept = (await cache.keys()).map((key) => new URL(key.url).pathname);
  await Promise.all([...new Set([location.pathname, ...kept])].map((url) => renew(cache, url)));
  const old = (await caches.keys()).filter((name) => (
    name.startsWith(`${KIND}-shell/`) && name !== `${KIND}-shell/${release}`));
  await Promise.all(old.map((name) => caches.delete(name)));
}
