// What the modules of the page find in a browser, over the calls of WeChat: the one seam between.
const { host } = require("./config.js");

const NEVER_CHANGES = /^\/cells\/[^/]+\.json$/;
const ASKED_EACH_TIME = /^\/cells\/manifest\.json$/;
const KEPT = "kept:";
const FILES = "files";

const keyOf = (name, path) => `${KEPT}${name}${path}`;

class Response {
  /**
   * @param {string} body
   * @param {{ status?: number, headers?: Record<string, string> }} [options]
   */
  constructor(body, { status = 200, headers = {} } = {}) {
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.body = body;
    this.fields = headers;
    const named = (name) => Object.keys(headers).find(
      (it) => it.toLowerCase() === name.toLowerCase());
    this.headers = { get: (name) => headers[named(name) ?? ""] ?? null };
  }

  async text() { return this.body; }

  async json() { return JSON.parse(this.body); }
}

class AbortController {
  constructor() { this.signal = { aborted: false, stop: () => {} }; }

  abort() {
    this.signal.aborted = true;
    this.signal.stop();
  }
}

/**
 * Where the storage is full, all copies make room: what is wanted is fetched again.
 * @param {string} key
 * @param {any} value
 */
function store(key, value) {
  try {
    wx.setStorageSync(key, value);
  } catch {
    wx.getStorageInfoSync().keys.filter((it) => it.startsWith(KEPT))
      .forEach((it) => wx.removeStorageSync(it));
    try { wx.setStorageSync(key, value); } catch { /* Then it is not kept. */ }
  }
}

/** A browser's store of answers, as far as the modules use it. */
const caches = {
  /** @param {string} name */
  open: async (name) => ({
    /** @param {string} path */
    async match(path) {
      const copy = wx.getStorageSync(keyOf(name, path));
      return copy ? new Response(copy.body, { headers: copy.headers }) : undefined;
    },
    /** @param {string} path @param {Response} answer */
    async put(path, { body, fields }) { store(keyOf(name, path), { body, headers: fields }); },
    /** @param {string} path */
    async delete(path) {
      [name, FILES].forEach((it) => wx.removeStorageSync(keyOf(it, path)));
    },
  }),
};

/**
 * Asks the host. What never changes is asked for once, and then lies on the phone.
 * @param {string} path
 * @param {{ signal?: AbortController["signal"], cache?: string }} [options]
 * @returns {Promise<Response>}
 */
function fetch(path, { signal, cache = "" } = {}) {
  const lasting = NEVER_CHANGES.test(path) && !ASKED_EACH_TIME.test(path);
  const copy = lasting && cache !== "reload" && wx.getStorageSync(keyOf(FILES, path));
  if (copy) return Promise.resolve(new Response(copy));
  return new Promise((done, fail) => {
    const task = wx.request({
      url: host + path,
      dataType: "其他", // as text: the modules read it themselves
      success({ statusCode, data, header }) {
        const body = String(data);
        if (lasting && statusCode === 200) store(keyOf(FILES, path), body);
        done(new Response(body, { status: statusCode, headers: header }));
      },
      fail: ({ errMsg }) => fail(new Error(errMsg)),
    });
    if (signal) signal.stop = () => task.abort();
  });
}

/**
 * @param {string} event
 * @param {() => void} listen
 */
function addEventListener(event, listen) {
  if (event === "online") wx.onNetworkStatusChange((it) => { if (it.isConnected) listen(); });
}

const document = {
  hidden: false,
  body: { dataset: {} },
  /** @param {string} _event @param {() => void} listen */
  addEventListener: (_event, listen) => wx.onAppShow(() => listen()),
};

const navigator = {};

module.exports = {
  AbortController, Response, addEventListener, caches, document, fetch, navigator,
};
