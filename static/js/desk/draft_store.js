// What was typed into forms and not sent yet, kept in this browser: one entry per account, station
// and opened form. Nobody else who signs in here is shown it.
import { DAY_MS } from "../shared/time.js";

const PREFIX = "desk-draft";
const SENT = "desk-sent";
const LEFT = "desk-left";
const KEPT_MS = 14 * DAY_MS;

const part = (text) => encodeURIComponent(text);

function names() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}/`)); } catch { return []; }
}

export function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && typeof kept.at === "number" && kept.changed ? kept : null;
  } catch {
    return null;
  }
}

// Gives whether it could be kept: storage may be full or switched off.
export function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function drop(key) {
  try { localStorage.removeItem(key); } catch { /* It was never kept. */ }
}

export const keyOf = ({ account, station, version }, opened) =>
  [PREFIX, part(account), part(station), part(version), opened].join("/");

// The drafts of one account and station, the newest first: [key, draft]. Old ones are dropped.
export function draftsOf({ account, station }, nowMs) {
  const start = `${[PREFIX, part(account), part(station)].join("/")}/`;
  const found = [];
  for (const key of names()) {
    const draft = read(key);
    if (!draft || nowMs - draft.at > KEPT_MS) drop(key);
    else if (key.startsWith(start)) found.push([key, draft]);
  }
  return found.sort(([, a], [, b]) => b.at - a.at);
}

export function dropAllOf(account) {
  for (const key of names()) if (key.startsWith(`${PREFIX}/${part(account)}/`)) drop(key);
}

export const countOf = (account) => names().filter((key) => key.startsWith(`${PREFIX}/${part(account)}/`)).length;

function mark(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* Then a draft is offered once too often. */ }
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

// Which draft is on its way, told to the page that comes after it; and who is leaving.
export const markSent = (key) => mark(SENT, key);
export const takeSent = () => taken(SENT);
export const markLeft = (account) => mark(LEFT, account);
export const takeLeft = () => taken(LEFT);
