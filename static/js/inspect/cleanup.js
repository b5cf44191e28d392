// Whoever signs out leaves no inspections behind, and whoever signs in sees no pages of another
// account. Runs on every page of the desk, so it loads nothing more until there is something to do.
const COUNT = "inspect-unsent";
const PAGES = "inspect-pages/";
const keyOf = (account) => `${COUNT}/${encodeURIComponent(account)}`;

export const pagesOf = (account) => PAGES + encodeURIComponent(account);

// Told by whatever keeps or sends a visit, as the database cannot be asked at once on leaving.
export function counted(account, count) {
  try {
    if (count) localStorage.setItem(keyOf(account), String(count));
    else localStorage.removeItem(keyOf(account));
  } catch { /* Then leaving asks nothing. */ }
}

export function unsentOf(account) {
  try { return Number(localStorage.getItem(keyOf(account))) || 0; } catch { return 0; }
}

async function dropPages(isOurs) {
  if (!("caches" in window)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && !isOurs(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

export const keepOnlyPagesOf = (account) => dropPages((name) => name === pagesOf(account)).catch(() => {});

export async function forget(account) {
  await dropPages(() => false).catch(() => {});
  if (!("indexedDB" in window)) return;
  const { dropAllOf } = await import("./visit_store.js");
  await dropAllOf(account).catch(() => {});
  counted(account, 0);
}
