// What was typed into forms and not sent yet, kept in this browser: one entry per account, station
// and opened form. It is shown to no other account that signs in here.
import { DAY_MS } from "../shared/time.js";

/**
 * @typedef {object} Draft
 * @property {number} at when it was written, in ms
 * @property {Record<string, string[]>} changed values by the name of their field
 * @property {Record<string, string>} hidden what the form was opened with
 *
 * @typedef {{ account: string, station: string, version: string }} FormKey
 */

const PREFIX = "desk-draft";
const SENT = "desk-sent";
const LEFT = "desk-left";
const KEPT_MS = 14 * DAY_MS;

const part = (text) => encodeURIComponent(text);

function names() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}/`));
  } catch {
    return [];
  }
}

/**
 * The draft under a key.
 * @param {string} key
 * @returns {Draft | null}
 */
export function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null");
    return draft && typeof draft.at === "number" && draft.changed ? draft : null;
  } catch {
    return null;
  }
}

/**
 * Gives whether it could be kept: storage may be full or switched off.
 * @param {string} key
 * @param {Draft} draft
 * @returns {boolean}
 */
export function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/**
 * Drops a draft.
 * @param {string} key
 */
export function drop(key) {
  try { localStorage.removeItem(key); } catch { /* It was never kept. */ }
}

/**
 * Under which key the draft of a form is kept.
 * @param {FormKey} where
 * @param {string} opened one name for each opened form
 * @returns {string}
 */
export const keyOf = ({ account, station, version }, opened) =>
  [PREFIX, part(account), part(station), part(version), opened].join("/");

/**
 * The drafts of one account and station, the newest first. Old ones are dropped.
 * @param {{ account: string, station: string }} where
 * @param {number} nowMs
 * @returns {[key: string, draft: Draft][]}
 */
export function draftsOf({ account, station }, nowMs) {
  const start = `${[PREFIX, part(account), part(station)].join("/")}/`;
  /** @type {[string, Draft][]} */
  const found = [];
  for (const key of names()) {
    const draft = read(key);
    if (!draft || nowMs - draft.at > KEPT_MS) drop(key);
    else if (key.startsWith(start)) found.push([key, draft]);
  }
  return found.sort(([, a], [, b]) => b.at - a.at);
}

const keysOf = (account) => names()
  .filter((key) => key.startsWith(`${PREFIX}/${part(account)}/`));

/**
 * Drops all drafts of an account.
 * @param {string} account
 */
export function dropAllOf(account) {
  keysOf(account).forEach(drop);
}

/**
 * How many drafts an account has.
 * @param {string} account
 * @returns {number}
 */
export const countOf = (account) => keysOf(account).length;

function mark(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* A draft is offered once too often. */ }
}

function taken(name) {
  try {
    const value = sessionStorage.getItem(name);
    sessionStorage.removeItem(name);
    return value || "";
  } catch {
    return "";
  }
}

/**
 * Tells the page that comes next which draft is on its way.
 * @param {string} key
 */
export const markSent = (key) => mark(SENT, key);
/**
 * The key of the draft that was on its way, once.
 * @returns {string}
 */
export const takeSent = () => taken(SENT);
/**
 * Tells the page that comes next who signs out.
 * @param {string} account
 */
export const markLeft = (account) => mark(LEFT, account);
/**
 * Who has signed out, once.
 * @returns {string}
 */
export const takeLeft = () => taken(LEFT);
