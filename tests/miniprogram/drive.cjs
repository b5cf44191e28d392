// Runs pages of the mini-program as somebody uses them. Reads where the program and the modules of
// Node lie, the clock, what the phone has kept, and the steps; writes what each look saw, what was
// asked of the platform, and what the phone keeps now.
const { createRequire } = require("node:module");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const load = createRequire(path.join(asked.modules, "package.json"));
const { JSDOM } = load("jsdom");

const { window } = new JSDOM("<!doctype html><html><body></body></html>");
for (const name of ["document", "Element", "Event", "CustomEvent", "Node", "HTMLElement"]) {
  global[name] = window[name];
}
global.window = window;
// The phone has none of these: the program must go by its own seam.
for (const name of ["fetch", "AbortController", "Response", "caches"]) delete global[name];

const state = { now: asked.now, place: null, chosen: null, scanned: "", network: true };
Date.now = () => state.now;
const told = { requests: [], opened: [], visited: [], called: [], store: new Map(asked.store) };

// As WeChat asks: redirects are followed, and the answer is text.
function answerTo(url, success, fail) {
  http.get(url, (answer) => {
    const { statusCode, headers } = answer;
    const parts = [];
    answer.on("data", (part) => parts.push(part));
    answer.on("end", () => {
      if (headers.location) answerTo(new URL(headers.location, url), success, fail);
      else success({ statusCode, data: Buffer.concat(parts).toString(), header: headers });
    });
  }).on("error", (error) => fail({ errMsg: String(error) }));
}

const refused = (errMsg) => Promise.reject(Object.assign(new Error(errMsg), { errMsg }));

global.wx = {
  getLocation: ({ type }) => {
    told.datum = type;
    return state.place ? Promise.resolve(state.place) : refused("getLocation:fail auth deny");
  },
  chooseLocation: () => (state.chosen ? Promise.resolve(state.chosen) : refused("cancel")),
  scanCode: () => Promise.resolve({ result: state.scanned }),
  openLocation: (place) => { told.opened.push(place); },
  navigateTo: ({ url }) => { told.visited.push(url); },
  makePhoneCall: (call) => { told.called.push(call); return Promise.resolve(); },
  onAppShow() {},
  onNetworkStatusChange() {},
  getStorageSync: (key) => told.store.get(key) ?? "",
  setStorageSync: (key, value) => { told.store.set(key, value); },
  removeStorageSync: (key) => { told.store.delete(key); },
  getStorageInfoSync: () => ({ keys: [...told.store.keys()] }),
  request({ url, success, fail, ...options }) {
    told.requests.push({ url, body: options.data ?? null });
    if (!state.network) setTimeout(() => fail({ errMsg: "request:fail" }));
    else answerTo(url, success, fail);
    return { abort() {} };
  },
};

const simulate = load("miniprogram-simulate");
const pages = [];

function open(name) {
  const id = simulate.load(path.join(asked.program, name), { compiler: "simulate" });
  const page = simulate.render(id);
  page.attach(document.body.appendChild(document.createElement("div")));
  pages.push(page);
  return page;
}

const shown = (page) => ({
  text: page.dom.textContent.replace(/\s+/g, " "),
  wishes: page.querySelectorAll(".wish").map((it) => it.dom.textContent.trim()),
  data: page.data,
});

// One after the other, as a thumb does it.
const steps = {
  async open({ page, options }) { await open(page).instance.onLoad(options ?? {}); },
  set: (changes) => { Object.assign(state, changes); },
  async tap({ selector, at = 0 }) {
    const page = pages[pages.length - 1];
    const met = page.querySelectorAll(selector)[at];
    if (!met) throw new Error(`nothing is at ${selector} ${at}`);
    met.dispatchEvent("tap");
  },
  async call({ method }) { await pages[pages.length - 1].instance[method](); },
  // Until nothing is under way.
  async settle() {
    for (let looks = 0; looks < 200; looks += 1) {
      await simulate.sleep(25);
      const { busy, words } = pages[pages.length - 1].data;
      if (!busy && words !== "正在打开…") break;
    }
    await simulate.sleep(25);
  },
  look: () => shown(pages[pages.length - 1]),
  share: () => pages[pages.length - 1].instance.onShareAppMessage({}),
};

(async () => {
  const seen = [];
  for (const { does, ...more } of asked.steps) {
    const found = await steps[does](more);
    if (found) seen.push(JSON.parse(JSON.stringify(found)));
  }
  const { store, ...rest } = told;
  fs.writeFileSync(1, JSON.stringify({ ...rest, seen, store: [...store] }));
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
