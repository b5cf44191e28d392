// What the helpers of a form ask the server: a newer question takes the place of an older one.
const PATIENCE_MS = 10000;

export class Unanswered extends Error {
  // `kind`: "offline", "signed out", "wrong" (the words say what) or "later".
  constructor(kind, words) {
    super(words);
    this.kind = kind;
  }
}

async function answered(url, signal) {
  try {
    return await fetch(url, { signal, headers: { Accept: "application/json" }, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError" && signal.replaced) throw error;
    throw new Unanswered("offline", "网络不通。");
  }
}

// A session that has ended leads to the page to sign in, which is no JSON.
async function told(response) {
  const type = response.headers.get("Content-Type") || "";
  if (!type.includes("json")) {
    if (response.redirected || response.status === 403) throw new Unanswered("signed out", "登录过期了。");
    throw new Unanswered("later", "服务器现在没有答上来。");
  }
  const value = await response.json();
  if (!response.ok) throw new Unanswered(response.status < 500 ? "wrong" : "later", value.detail);
  return value;
}

// Gives a function that asks `url` with fields; only its last question is answered, others with null.
export function asker(url) {
  let before = null;
  return async (fields = {}) => {
    if (before) { before.signal.replaced = true; before.abort(); }
    const mine = new AbortController();
    before = mine;
    const timer = setTimeout(() => mine.abort(), PATIENCE_MS);
    const query = new URLSearchParams(fields).toString();
    try {
      return await told(await answered(query ? `${url}?${query}` : url, mine.signal));
    } catch (error) {
      if (before !== mine) return null;
      throw error instanceof Unanswered ? error : new Unanswered("offline", "网络不通。");
    } finally {
      clearTimeout(timer);
    }
  };
}

// Calls `work` once nothing has happened for a moment.
export function calm(work, ms) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

export function made(tag, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}
