// Pages that the browser keeps for an account, so that they open without network: of inspections
// and of hand-outs. The workers of these pages read what is put here.
const KINDS = ["inspect", "handing"];

/**
 * The cache of the pages of an account.
 * @param {string} account
 * @param {string} kind
 * @returns {string}
 */
export const pagesOf = (account, kind) => `${kind}-pages/${encodeURIComponent(account)}`;

/**
 * Drops the pages of other accounts; all of them where none is named.
 * @param {string} [account]
 */
export async function keepOnlyPagesOf(account) {
  if (!("caches" in window)) return;
  const ours = KINDS.map((kind) => account && pagesOf(account, kind));
  const isPages = (name) => KINDS.some((kind) => name.startsWith(`${kind}-pages/`));
  try {
    const names = (await caches.keys()).filter((name) => isPages(name) && !ours.includes(name));
    await Promise.all(names.map((name) => caches.delete(name)));
  } catch {
    return;
  }
}
