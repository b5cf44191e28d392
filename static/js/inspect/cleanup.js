// Signing out leaves no inspections and no kept pages behind. Runs on every page of the
// desk, so it loads nothing more until there is something to do.
import { keepOnlyPagesOf } from "../offline/kept_pages.js";
import { setUnsent } from "./unsent.js";

/**
 * Drops all pages, and the visits of an account.
 * @param {string} account
 */
export async function forget(account) {
  await keepOnlyPagesOf();
  if (!("indexedDB" in window)) return;
  const { dropAllOf } = await import("./visit_store.js");
  await dropAllOf(account).catch(() => {});
  setUnsent(account, 0);
}
