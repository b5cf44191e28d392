// The part of the registry that this phone holds: the manifest names files by map tile, each named by
// its content, so that one that was fetched once is true for as long as a manifest names it.
import { decode } from "./decoding.js";
import { tileBox } from "./sphere.js";

const BASE = "/cells/";
const MANIFEST = `${BASE}manifest.json`;
export const KEPT = "cells-v1";
// When a kept copy was last confirmed by the server, in ms.
const STAMP = "X-Kept-At";
const MOST_FILES = 400;
const REFRESH_MS = 60000;
const BEHIND_MS = 2000;
const WAIT_MS = 700;
const TRIES = 3;

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

// A file that the manifest named is gone: the registry has changed since.
const gone = (name) => Object.assign(new Error(`no file ${name}`), { gone: true });

const node = ([z, x, y, count, mask, name], group) => ({
  z, x, y, count, mask, name, group, box: tileBox(z, x, y) });

class Cells {
  constructor() {
    Object.assign(this, { text: "", told: null, nodes: [], vocabulary: null, offline: false });
    Object.assign(this, { confirmed: 0, asked: 0, first: null, files: new Map(), heard: [] });
  }

  on(event, hear) { this.heard.push([event, hear]); }

  // How long ago the server said that this is the newest there is, in ms.
  age() { return this.confirmed ? Math.max(0, Date.now() - this.confirmed) : Infinity; }

  // The manifest: what this phone has kept at once, while a newer one is asked for.
  async manifest() {
    if (!this.told) await (this.first ?? (this.first = this.begin().finally(() => { this.first = null; })));
    else if (Date.now() - this.asked > REFRESH_MS) this.refresh().catch(() => {});
    return this.told;
  }

  async begin() {
    const kept = await this.kept();
    if (!kept) return this.refresh();
    this.take(await kept.text(), Number(kept.headers.get(STAMP)) || 0);
    this.refresh().catch(() => {});
  }

  async kept() {
    try { return await (await caches.open(KEPT)).match(MANIFEST); } catch { return null; }
  }

  // Asks the server. Without network the worker answers with what was kept, and says since when.
  async refresh() {
    this.asked = Date.now();
    try {
      const answer = await fetch(MANIFEST, { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      const stamp = Number(answer.headers.get(STAMP));
      const text = await answer.text();
      this.offline = Boolean(stamp);
      if (!stamp) this.keep(text);
      this.take(text, stamp || Date.now());
    } catch (error) {
      this.offline = true;
      this.tell("age");
      throw error;
    }
  }

  // Where no worker does it, the page itself keeps the manifest for the next visit.
  async keep(text) {
    try {
      if (navigator.serviceWorker?.controller) return;
      const headers = { "Content-Type": "application/json", [STAMP]: String(Date.now()) };
      await (await caches.open(KEPT)).put(MANIFEST, new Response(text, { headers }));
    } catch { /* No storage: the next visit asks again. */ }
  }

  take(text, confirmed) {
    if (text !== this.text) {
      const told = JSON.parse(text);
      const known = this.told !== null;
      // Of two servers one may be a second behind: what it says is not news.
      if (known && told.revision < this.told.revision && this.age() < BEHIND_MS) return;
      const { amenities, kinds, entry, phases } = told;
      const bit = (id) => amenities.findIndex((it) => it[0] === id);
      this.vocabulary = { amenities, kinds, entry, phases, bit };
      this.nodes = [...told.cells.map((it) => node(it, false)), ...told.groups.map((it) => node(it, true))];
      Object.assign(this, { text, told });
      if (known) this.tell("changed");
    }
    this.confirmed = Math.max(this.confirmed, confirmed);
    this.tell("age");
  }

  tell(event) { for (const [name, hear] of this.heard) if (name === event) hear(); }

  file(name, read) {
    const held = this.files.get(name) ?? this.fetched(name, read);
    // Put at the end again: the first ones are those not used for longest.
    this.files.delete(name);
    this.files.set(name, held);
    if (this.files.size > MOST_FILES) this.files.delete(this.files.keys().next().value);
    return held;
  }

  fetched(name, read) {
    const coming = fetch(`${BASE}${name}.json`).then((answer) => {
      if (answer.status === 404) throw gone(name);
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(read);
    coming.catch(() => this.files.delete(name));
    return coming;
  }

  // The leaves of a group, the stations of a leaf.
  open(group) { return this.file(group.name, ({ cells: list }) => list.map((it) => node(it, false))); }

  load(leaf) { return this.file(leaf.name, decode); }

  // The leaves that pass a test, which a group passes wherever one of its leaves may.
  async leaves(test) {
    await this.manifest();
    const nodes = this.nodes.filter(test);
    const inside = await Promise.all(nodes.map((it) => (it.group ? this.open(it) : [it])));
    return inside.reduce((all, list) => all.concat(list), []).filter(test);
  }

  // Does a piece of work over from the start where files have gone meanwhile.
  async steadily(work) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!error.gone || tries === TRIES) throw error;
        await wait(WAIT_MS);
        await this.refresh();
      }
    }
  }
}

export const cells = new Cells();
const again = () => { if (!document.hidden && cells.told) cells.manifest().catch(() => {}); };
document.addEventListener("visibilitychange", again);
addEventListener("online", () => { if (cells.told) cells.refresh().catch(() => {}); });
