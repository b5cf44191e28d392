// Keeps the city that is used most whole on the phone: each file that the server's list of it
// names, so that any place in it is answered without network. What has changed is fetched, what is
// no more is dropped, and one city is kept at a time.
import { BASE, CITY_CACHE, cached, fetchText, keepCopy } from "../finder/cell_files.js";
import { cells } from "../finder/cells.js";
import { wait } from "../shared/timers.js";

/** @typedef {{ name: string, stations: number, revision: number, activities: string,
 *   files: string[] }} CityList */

const VISITS = "cities";
const MOST_CITIES = 8;
const CALM_MS = 3000;
const IDLE_MS = 2000;

const listUrl = (code) => `${BASE}city-${code}.json`;
const urlOf = (name) => `${BASE}${name}.json`;

// Counts this visit; the city used most, of equals the one used last.
function homeCity(code) {
  try {
    const counted = JSON.parse(localStorage.getItem(VISITS) ?? "[]");
    const others = counted.filter(([other]) => other !== code);
    const [, before = 0] = counted.find(([other]) => other === code) ?? [];
    const all = [[code, before + 1], ...others].slice(0, MOST_CITIES);
    localStorage.setItem(VISITS, JSON.stringify(all));
    return all.reduce((most, it) => (it[1] > most[1] ? it : most))[0];
  } catch {
    return code;
  }
}

/**
 * Whether data cost money here, or hardly come.
 * @returns {boolean}
 */
export function isDear() {
  /** @type {any} */
  const { connection } = navigator;
  return Boolean(connection?.saveData) || /2g/.test(connection?.effectiveType ?? "");
}

const idle = () => new Promise((done) => {
  (window.requestIdleCallback ?? setTimeout)(done, { timeout: IDLE_MS });
});

// Half a file is none. What is not to be stored the worker leaves to us.
async function fetched(url) {
  const { text } = await fetchText(url, { cache: "no-store" });
  JSON.parse(text);
  return text;
}

async function keepAll(cache, files) {
  for (const name of files) {
    const url = urlOf(name);
    if (await cache.match(url)) continue;
    await idle();
    const held = await cached(url);
    await keepCopy(cache, url, held ? await held.text() : await fetched(url));
  }
}

async function dropOthers(cache, urls) {
  const wanted = new Set(urls.map((url) => new URL(url, location.href).href));
  const keys = await cache.keys();
  await Promise.all(keys.filter((it) => !wanted.has(it.url)).map((it) => cache.delete(it)));
}

/**
 * Brings what is kept of a city up to date. The list is put last: where it lies, all of it does.
 * @param {string} code
 */
async function keepCity(code) {
  const cache = await caches.open(CITY_CACHE);
  const url = listUrl(code);
  const kept = await cache.match(url);
  const before = kept && await kept.json().catch(() => null);
  const { revision, activities = "" } = await cells.manifest();
  const isSame = before && before.revision === revision && before.activities === activities;
  const current = cells.offline || isSame;
  if (current) return;
  const { text } = await fetchText(url, { cache: "no-store" });
  /** @type {CityList} */
  const list = JSON.parse(text);
  await keepAll(cache, list.files);
  await keepCopy(cache, url, text);
  await dropOthers(cache, [url, ...list.files.map(urlOf)]);
}

/**
 * Keeps the city of this page, where it is the one used most and data are not dear; and again
 * with each change of it while the page is open.
 * @param {string} code
 */
export function startHomeCity(code) {
  if (!code || homeCity(code) !== code || !window.caches) return;
  let running = false;
  async function run() {
    if (running || isDear() || navigator.onLine === false) return;
    running = true;
    // Next time, where a file is gone, the network too, or the storage full.
    try { await keepCity(code); } catch { /* What was kept so far stays. */ }
    running = false;
  }
  wait(CALM_MS).then(idle).then(run);
  cells.on("changed", () => wait(CALM_MS).then(idle).then(run));
}
