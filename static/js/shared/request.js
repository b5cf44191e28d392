// Questions to the server, and why one has no answer.
import { withTimeout } from "./timers.js";

const PATIENCE_MS = 10000;

/**
 * Why a question has no answer, in `kind`: "offline", "signed out", "other" (account), "wrong"
 * (the words say what) or "later".
 */
class Unanswered extends Error {
  /**
   * @param {string} kind
   * @param {string} words
   */
  constructor(kind, words) {
    super(words);
    this.kind = kind;
  }
}

async function fetchJson(url, signal) {
  /** @type {RequestInit} */
  const options = { signal, headers: { Accept: "application/json" }, cache: "no-store" };
  const response = await fetch(url, options).catch(() => {
    throw new Unanswered("offline", "网络不通。");
  });
  // A session that has ended leads to the page to sign in, which is no JSON.
  if (!(response.headers.get("Content-Type") || "").includes("json")) {
    const signedOut = response.redirected || response.status === 403;
    throw signedOut ? new Unanswered("signed out", "登录过期了。")
      : new Unanswered("later", "服务器现在没有答上来。");
  }
  const value = await response.json().catch(() => {
    throw new Unanswered("offline", "网络不通。");
  });
  if (!response.ok) throw new Unanswered(response.status < 500 ? "wrong" : "later", value.detail);
  return value;
}

/**
 * Gives a function that asks `url` with fields. A newer question takes the place of an older
 * one: only the last is answered, others with null.
 * @param {string} url
 * @returns {(fields?: Record<string, string>) => Promise<any>}
 */
export function asker(url) {
  let last = null;
  return async (fields = {}) => {
    if (last) last.abort();
    const mine = new AbortController();
    last = mine;
    const query = new URLSearchParams(fields).toString();
    try {
      return await withTimeout(
        PATIENCE_MS, (signal) => fetchJson(query ? `${url}?${query}` : url, signal), mine);
    } catch (error) {
      if (last !== mine) return null;
      throw error;
    }
  };
}

/**
 * Asked before something is sent: whether it would arrive, signed in as this account. A dead
 * line, a session that has ended or another account then costs nothing of what was typed.
 * @param {string} url
 * @param {string} account
 * @param {Record<string, string>} [fields]
 * @returns {Promise<any>}
 */
export async function readyToSend(url, account, fields = {}) {
  const answer = await asker(url)(fields);
  if (answer.account !== account) throw new Unanswered("other", "现在登录的是另一个账号。");
  return answer;
}
