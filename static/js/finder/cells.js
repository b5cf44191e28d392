// The part of the registry that this phone holds: the manifest names files by map tile, each named
// by its content, so that one that was fetched once is true for as long as a manifest names it.
import { decode } from "./cell_decode.js";
import {
  cached, discard, fetchText, keepManifest, MANIFEST, readCell, STAMP,
} from "./cell_files.js";
import { tileBox } from "../shared/sphere.js";
import { wait } from "../shared/timers.js";

/**
 * @import { Terms } from "../shared/state_line.js"
 * @import { Box } from "../shared/sphere.js"
 * @import { Station } from "./cell_decode.js"
 */

/**
 * @typedef {object} Leaf a file of stations, or of more leaves (a group)
 * @property {number} z
 * @property {number} x
 * @property {number} y
 * @property {number} count of stations
 * @property {number} mask amenities that some station of it has
 * @property {string} name of the file
 * @property {boolean} group
 * @property {Box} box
 *
 * @typedef {{ amenities: Terms, kinds: Terms, hosts: Terms, entry: Terms, phases: Terms,
 *   wishes: [string, string, [number, string, string][], number][],
 *   holidays: Map<number, string>, bit: (id: string) => number }} Vocabulary
 */

const MOST_FILES = 400;
const REFRESH_MS = 60000;
const BEHIND_MS = 2000;
const WAIT_MS = 700;
const TRIES = 3;
const FORMAT = 3;

/** @returns {Leaf} */
const node = ([z, x, y, count, mask, name], group) => ({
  z, x, y, count, mask, name, group, box: tileBox(z, x, y) });

/**
 * The leaves of a group.
 * @param {any} group a file
 * @returns {Leaf[]}
 */
export const leavesIn = ({ cells: list }) => list.map((it) => node(it, false));

class Cells {
  constructor() {
    // Of the manifest.
    this.text = "";
    // The manifest.
    /** @type {any} */
    this.latest = null;
    /** @type {Leaf[]} */
    this.nodes = [];
    /** @type {Vocabulary} */
    this.vocabulary = {
      amenities: [], kinds: [], hosts: [], entry: [], phases: [], wishes: [], holidays: new Map(),
      bit: () => -1,
    };
    this.offline = false;
    this.confirmed = 0;
    this.asked = 0;
    /** @type {Promise<void> | null} */
    this.first = null;
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    /** @type {[string, () => void][]} */
    this.listeners = [];
    // Files that could not be had and are left out.
    /** @type {Set<string>} */
    this.missing = new Set();
    // By how many ms the server's clock is before the phone's.
    this.skew = 0;
  }

  on(event, listen) { this.listeners.push([event, listen]); }

  // How long ago the server said that this is the newest there is, in ms.
  age() { return this.confirmed ? Math.max(0, Date.now() - this.confirmed) : Infinity; }

  // The manifest: what this phone has kept at once, while a newer one is asked for.
  async manifest() {
    if (!this.latest) {
      this.first = this.first ?? this.begin().finally(() => { this.first = null; });
      await this.first;
    } else if (Date.now() - this.asked > REFRESH_MS) {
      this.refresh().catch(() => {});
    }
    return this.latest;
  }

  async begin() {
    const copy = await cached(MANIFEST);
    if (!copy) return this.refresh();
    try {
      this.take(await copy.text(), Number(copy.headers.get(STAMP)) || 0);
    } catch {
      await discard(MANIFEST);
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
    this.emit("age");
  }

  take(text, confirmed) {
    if (text !== this.text) {
      const latest = JSON.parse(text);
      if (latest.format !== FORMAT) throw new Error(`format ${latest.format}`);
      const known = this.latest !== null;
      // Of two servers one may be a second behind: what it says is not news.
      if (known && latest.revision < this.latest.revision && this.age() < BEHIND_MS) return;
      const { amenities, kinds, hosts, entry, phases, wishes } = latest;
      const holidays = new Map(latest.holidays);
      const bit = (id) => amenities.findIndex((it) => it[0] === id);
      this.vocabulary = { amenities, kinds, hosts, entry, phases, wishes, holidays, bit };
      this.nodes = [
        ...latest.cells.map((it) => node(it, false)), ...latest.groups.map((it) => node(it, true))];
      Object.assign(this, { text, latest });
      if (known) this.emit("changed");
    }
    this.confirmed = Math.max(this.confirmed, confirmed);
  }

  emit(event) { for (const [name, listen] of this.listeners) if (name === event) listen(); }

  file(name, read) {
    const file = this.files.get(name) ?? this.fetch(name, read);
    // Put at the end again: the first ones are those not used for longest.
    this.files.delete(name);
    this.files.set(name, file);
    const [oldest] = this.files.keys();
    if (this.files.size > MOST_FILES) this.files.delete(oldest);
    return file;
  }

  fetch(name, read) {
    const coming = readCell(name, read);
    coming.catch(() => this.files.delete(name));
    return coming;
  }

  /**
   * The leaves of a group.
   * @param {Leaf} group
   * @returns {Promise<Leaf[]>}
   */
  open(group) { return this.file(group.name, leavesIn); }

  /**
   * The stations of a leaf.
   * @param {Leaf} leaf
   * @returns {Promise<Station[]>}
   */
  load(leaf) { return this.file(leaf.name, decode); }

  /**
   * The leaves that pass a test, which a group passes wherever one of its leaves may.
   * @param {(leaf: Leaf) => boolean} test
   * @returns {Promise<Leaf[]>}
   */
  async leaves(test) {
    await this.manifest();
    const nodes = this.nodes.filter(test);
    const inside = await Promise.all(nodes.map((it) => (it.group ? this.open(it) : [it])));
    return inside.flat().filter(test);
  }

  /**
   * Does a piece of work over from the start where files have gone meanwhile.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
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

/** The cells of this page. */
export const cells = new Cells();
const again = () => { if (!document.hidden && cells.latest) cells.manifest().catch(() => {}); };
document.addEventListener("visibilitychange", again);
addEventListener("online", () => { if (cells.latest) cells.refresh().catch(() => {}); });
