// What a phone at the door keeps of each session: the list as it was told last, and the taps that
// the server does not have yet. No account is shown what belongs to another one.
import { DAY_MS, now } from "../shared/time.js";
import { setDoors } from "./door_count.js";

/**
 * @typedef {{ id: string, name: string, tail: string, waiting: boolean, at: number | null,
 *   there: boolean }} Person `at`: when this one came; `there`: noted by another phone
 *
 * @typedef {{ title: string, when: string, until: number, capacity: number | null, off: string,
 *   others: number, people: Person[] }} DoorList
 *
 * @typedef {{ id: string, at: number, signup: string, back: string, name: string }} Tap
 *
 * @typedef {{ account: string, session: string, mark: string, list: DoorList, queue: Tap[],
 *   told: { at: number, words: string }[], last: Tap | null }} Door `last`: what can be taken back
 */

const [NAME, STORE] = ["door", "sessions"];
const FOR_QUEUE_MS = 30 * DAY_MS;

const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

// Runs `work` with the store, and answers once all of it lies on the disk.
async function within(mode, work) {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: ["account", "session"] });
  };
  const db = await asked(request);
  try {
    const transaction = db.transaction(STORE, mode);
    const over = new Promise((done, fail) => {
      transaction.oncomplete = done;
      transaction.onabort = () => fail(transaction.error);
    });
    const found = await work(transaction.objectStore(STORE));
    await over;
    return found;
  } finally {
    db.close();
  }
}

const all = () => within("readonly", (store) => asked(store.getAll()));

async function recount() {
  const found = new Map();
  for (const { account, queue, list } of await all()) {
    const { unsent = 0, until = Infinity } = found.get(account) ?? {};
    found.set(account, { unsent: unsent + queue.length, until: Math.min(until, list.until) });
  }
  setDoors(found);
}

/**
 * The door of a session as this phone knows it.
 * @param {string} account
 * @param {string} session
 * @returns {Promise<Door | undefined>}
 */
export const doorOf = (account, session) => (
  within("readonly", (store) => asked(store.get([account, session]))));

/**
 * The doors that an account keeps on this phone.
 * @param {string} account
 * @returns {Promise<Door[]>}
 */
export const doorsOf = async (account) => (
  (await all()).filter((door) => door.account === account));

/**
 * Changes a door at once, whatever other windows do; gives it as it is afterwards.
 * @param {string} account
 * @param {string} session
 * @param {(door: Door | undefined) => Door} work
 * @returns {Promise<Door>}
 */
export async function changeDoor(account, session, work) {
  const after = await within("readwrite", async (store) => {
    const changed = work(await asked(store.get([account, session])));
    await asked(store.put(changed));
    return changed;
  });
  await recount();
  return after;
}

/**
 * Removes the names of sessions that are over, and those of other accounts; what was not sent
 * stays, without a name, for its account to send.
 * @param {string} account
 */
export async function tidyDoors(account) {
  const doors = await all();
  await within("readwrite", (store) => Promise.all(doors.map((door) => {
    const { list, queue } = door;
    if (door.account === account && now() < list.until) return null;
    if (!queue.length || now() > list.until + FOR_QUEUE_MS) {
      return asked(store.delete([door.account, door.session]));
    }
    const nameless = queue.map((tap) => ({ ...tap, name: "" }));
    return asked(store.put({ ...door, mark: "", told: [], last: null, queue: nameless,
      list: { ...list, people: [] } }));
  })));
  await recount();
}

/**
 * Drops all that an account keeps here.
 * @param {string} account
 */
export async function dropDoors(account) {
  const mine = await doorsOf(account);
  await within("readwrite", (store) => Promise.all(
    mine.map((door) => asked(store.delete([account, door.session])))));
  await recount();
}
