// Keeps the pages of the visits that are due on this phone, so that they open without network. The
// worker of /desk/inspect/ only reads what is put here; another account's are thrown away.
import { keepOnlyPagesOf, pagesOf } from "../offline/kept_pages.js";

const MARK = "X-Inspect";
const AT_ONCE = 4;
const LIST = "/desk/inspect/";

const isWhole = (answer) => answer.ok && !answer.redirected && Boolean(answer.headers.get(MARK));

// A page without a mark is fetched each time.
async function keep(cache, { url = "", mark = "" }) {
  const held = await cache.match(url);
  if (held && held.headers.get(MARK) === mark) return true;
  const answer = await fetch(url, { cache: "no-store", headers: { Accept: "text/html" } });
  if (!isWhole(answer)) return false;
  await cache.put(url, answer);
  return true;
}

/**
 * Whether this browser can keep pages.
 * @returns {boolean}
 */
export const canKeep = () => "caches" in window && "serviceWorker" in navigator;

/**
 * Starts the worker of these pages.
 * @returns {Promise<unknown>}
 */
export function startWorker() {
  if (!canKeep()) return Promise.resolve();
  return navigator.serviceWorker.register(`${LIST}worker.js`, { scope: LIST })
    .then(() => navigator.serviceWorker.ready).catch(() => {});
}

/**
 * Gives how many of the pages lie here now; `tell` hears of each one.
 * @param {string} account
 * @param {{ url?: string, mark?: string }[]} pages
 * @param {(kept: number) => void} [tell]
 * @returns {Promise<number>}
 */
export async function keepPages(account, pages, tell = () => {}) {
  await keepOnlyPagesOf(account);
  const cache = await caches.open(pagesOf(account, "inspect"));
  const left = pages.slice();
  let kept = 0;
  const work = async () => {
    for (let page = left.shift(); page; page = left.shift()) {
      if (await keep(cache, page).catch(() => false)) kept += 1;
      tell(kept);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return kept;
}

/**
 * Drops pages that are not needed any more, and the scripts of releases before.
 * @param {string} account
 * @param {(string | undefined)[]} wanted
 * @param {string} release
 */
export async function tidy(account, wanted, release) {
  const cache = await caches.open(pagesOf(account, "inspect"));
  const keys = await cache.keys();
  await Promise.all(keys.filter((key) => !wanted.includes(new URL(key.url).pathname))
    .map((key) => cache.delete(key)));
  const current = `inspect-shell/${release}`;
  const names = await caches.keys();
  if (!names.includes(current)) return;
  const old = names.filter((name) => name.startsWith("inspect-shell/") && name !== current);
  await Promise.all(old.map((name) => caches.delete(name)));
}
