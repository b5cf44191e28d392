// Signing out leaves no inspections behind, and signing in shows no pages of another
// account. Runs on every page of the desk, so it loads nothing more until there is something to do.
import { setUnsent } from "./unsent.js";

const PAGES = "inspect-pages/";

/**
 * The cache of the pages of an account.
 * @param {string} account
 * @returns {string}
 */
export const pagesOf = (account) => PAGES + encodeURIComponent(account);

async function dropPages(isOurs) {
  if (!("caches" in window)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && !isOurs(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/**
 * Drops the pages of other accounts.
 * @param {string} account
 * @returns {Promise<void>}
 */
export const keepOnlyPagesOf = (account) => (
  dropPages((name) => name === pagesOf(account)).catch(() => {}));

/**
 * Drops all pages, and the visits of an account.
 * @param {string} account
 */
export async function forget(account) {
  await dropPages(() => false).catch(() => {});
  if (!("indexedDB" in window)) return;
  const { dropAllOf } = await import("./visit_store.js");
  await dropAllOf(account).catch(() => {});
  setUnsent(account, 0);
}
