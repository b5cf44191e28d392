// What a reviewer scored at the door lies on this phone until the server has it: one visit for each
// account and review, and its photos beside it. No account is shown what belongs to another one.
import { setUnsent } from "./unsent.js";

/**
 * @typedef {{ points: number | "", shown: string, note: string, reason: string }} Score
 *
 * @typedef {{ at: number, counted: boolean, words: string, version: number }} Sent the answer
 *
 * @typedef {object} Visit
 * @property {string} account
 * @property {string} review
 * @property {number} version
 * @property {string} station
 * @property {number} at
 * @property {Record<string, Score>} points by criterion
 * @property {Record<string, string>} [door] answers by the name of their field
 * @property {string} note
 * @property {string[]} vetoes
 * @property {string} near
 * @property {number} photos how many
 * @property {{ id: string, at: number, version: number, near: string } | null} finished what is
 *   delivered; null while it is still worked on
 * @property {Sent | null} sent
 *
 * @typedef {{ account: string, review: string, id: string, criterion: string, type: string,
 *   data: ArrayBuffer }} Photo
 */

const NAME = "inspect";
const [VISITS, PHOTOS] = ["visits", "photos"];

const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(VISITS, { keyPath: ["account", "review"] });
    request.result.createObjectStore(PHOTOS, { keyPath: ["account", "review", "id"] });
  };
  return asked(request);
}

// Runs `work` with the two stores, and answers once all of it lies on the disk.
async function within(mode, work) {
  const db = await opened();
  try {
    const change = db.transaction([VISITS, PHOTOS], mode);
    const over = new Promise((done, fail) => {
      change.oncomplete = done;
      change.onabort = () => fail(change.error);
    });
    const found = await work(change.objectStore(VISITS), change.objectStore(PHOTOS));
    await over;
    return found;
  } finally {
    db.close();
  }
}

// An empty list is above every text and number.
const all = (...start) => IDBKeyRange.bound(start, [...start, []]);

/**
 * The visit of a review.
 * @param {string} account
 * @param {string} review
 * @returns {Promise<Visit | undefined>}
 */
export const read = (account, review) =>
  within("readonly", (visits) => asked(visits.get([account, review])));

/**
 * The photos of a visit.
 * @param {string} account
 * @param {string} review
 * @returns {Promise<Photo[]>}
 */
export const photosOf = (account, review) =>
  within("readonly", (_, photos) => asked(photos.getAll(all(account, review))));

/**
 * All visits of an account.
 * @param {string} account
 * @returns {Promise<Visit[]>}
 */
export const visitsOf = (account) => (
  within("readonly", (visits) => asked(visits.getAll(all(account)))));

async function recount(account) {
  setUnsent(account, (await visitsOf(account)).filter((visit) => !visit.sent).length);
}

/**
 * Keeps a visit.
 * @param {Visit} visit
 */
export async function write(visit) {
  await within("readwrite", (visits) => asked(visits.put(visit)));
  await recount(visit.account);
}

/**
 * Keeps a photo.
 * @param {Photo} photo
 */
export const addPhoto = (photo) => within("readwrite", (_, photos) => asked(photos.put(photo)));

/**
 * Drops a photo.
 * @param {Photo} photo
 */
export const dropPhoto = ({ account, review, id }) =>
  within("readwrite", (_, photos) => asked(photos.delete([account, review, id])));

/**
 * The server has it: the photos need no room here any more, its words stay for a while.
 * @param {Visit} visit
 * @param {Sent} sent
 */
export async function markDelivered(visit, sent) {
  const { account, review } = visit;
  await within("readwrite", (visits, photos) => Promise.all([
    asked(visits.put({ ...visit, sent })), asked(photos.delete(all(account, review)))]));
  await recount(account);
}

/**
 * Drops a visit and its photos.
 * @param {{ account: string, review: string }} visit
 */
export async function drop({ account, review }) {
  await within("readwrite", (visits, photos) => Promise.all([
    asked(visits.delete([account, review])), asked(photos.delete(all(account, review)))]));
  await recount(account);
}

/**
 * Drops all visits of an account.
 * @param {string} account
 */
export async function dropAllOf(account) {
  await within("readwrite", (visits, photos) => Promise.all([
    asked(visits.delete(all(account))), asked(photos.delete(all(account)))]));
}

/** Asks the browser not to clear it away when room is short. */
export function holdOn() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
}

/**
 * 128 random bits: no two phones ever make the same.
 * @returns {string}
 */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("");
