// The part of the registry that this phone holds: the manifest names files by map tile, each named by
// its content, so that one that was fetched once is true for as long as a manifest names it.
import { decode } from "./cell_decode.js";
import { drop, fetched, fetchText, keepManifest, kept, MANIFEST, STAMP } from "./cell_files.js";
import { tileBox } from "../shared/sphere.js";
import { wait } from "../shared/timers.js";

const MOST_FILES = 400;
const REFRESH_MS = 60000;
const BEHIND_MS = 2000;
const WAIT_MS = 700;
const TRIES = 3;
const FORMAT = 2;

const node = ([z, x, y, count, mask, name], group) => ({
  z, x, y, count, mask, name, group, box: tileBox(z, x, y) });

export const leavesIn = ({ cells: list }) => list.map((it) => node(it, false));

class Cells {
  constructor() {
    Object.assign(this, { text: "", told: null, nodes: [], vocabulary: null, offline: false });
    Object.assign(this, { confirmed: 0, asked: 0, first: null, files: new Map(), heard: [] });
    this.skew = 0; // by how many ms the server's clock is before the phone's
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
    const copy = await kept(MANIFEST);
    if (!copy) return this.refresh();
    try {
      this.take(await copy.text(), Number(copy.headers.get(STAMP)) || 0);
    } catch {
      await drop(MANIFEST);
      return this.refresh();
    }
    this.refresh().catch(() => {});
  }

  // Asks the server. Without network the worker answers with what was kept, and says since when.
  async refresh() {
    this.asked = Date.now();
    try {
      const { text, headers } = await fetchText(MANIFEST, { cache: "no-cache" });
      const stamp = Number(headers.get(STAMP));
      this.take(text, stamp || Date.now());
      if (!stamp) {
        keepManifest(text);
        this.skew = Date.parse(headers.get("Date") ?? "") - Date.now() || 0;
      }
      this.doubt(Boolean(stamp));
    } catch (error) {
      this.doubt(true);
      throw error;
    }
  }

  // Whether the network answers.
  doubt(offline) {
    this.offline = offline;
    this.tell("age");
  }

  take(text, confirmed) {
    if (text !== this.text) {
      const told = JSON.parse(text);
      if (told.format !== FORMAT) throw new Error(`format ${told.format}`);
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
  }

  tell(event) { for (const [name, hear] of this.heard) if (name === event) hear(); }

  file(name, read) {
    const held = this.files.get(name) ?? this.fetch(name, read);
    // Put at the end again: the first ones are those not used for longest.
    this.files.delete(name);
    this.files.set(name, held);
    if (this.files.size > MOST_FILES) this.files.delete(this.files.keys().next().value);
    return held;
  }

  fetch(name, read) {
    const coming = fetched(name, read);
    coming.catch(() => this.files.delete(name));
    return coming;
  }

  // The leaves of a group, the stations of a leaf.
  open(group) { return this.file(group.name, leavesIn); }

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
