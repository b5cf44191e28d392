// The cells without the network: what this phone does not hold, it leaves out.
import { cells, leavesIn } from "./cells.js";
import { decode } from "./cell_decode.js";
import { BASE, CACHE, cached } from "./cell_files.js";
import { wait } from "../shared/timers.js";

/** @typedef {typeof cells & { opened: number }} Source of stations, and how many tiles it opened */

const PATIENCE_MS = 3000;
const nothing = Symbol("nothing");

/**
 * A file that is in memory, on its way into it, or in the store; `nothing` else: it is never asked
 * for.
 * @param {string} name
 * @param {(file: any) => any} open
 * @param {number} patience
 */
async function read(name, open, patience) {
  const coming = cells.files.get(name);
  const known = coming && await Promise.race([
    coming.catch(() => nothing), wait(patience).then(() => nothing)]);
  if (coming && known !== nothing) return known;
  try {
    const copy = await cached(`${BASE}${name}.json`);
    return copy ? open(await copy.json()) : nothing;
  } catch {
    return nothing;
  }
}

/**
 * A source for a search; `opened` counts the tiles that could be opened. What was asked for
 * already may take `patience` ms more to come.
 * @param {number} [patience]
 * @returns {Source}
 */
export function cachedCells(patience = PATIENCE_MS) {
  const source = Object.create(cells);
  async function opening({ name }, open) {
    const inside = await read(name, open, patience);
    if (inside === nothing) {
      source.missing.add(name);
      return [];
    }
    source.opened += 1;
    return inside;
  }
  async function manifest() {
    if (!cells.latest) await Promise.race([cells.manifest(), wait(patience)]);
    if (!cells.latest) throw new Error("nothing is held");
    return cells.latest;
  }
  return Object.assign(source, {
    opened: 0,
    missing: new Set(),
    manifest,
    steadily: (work) => work(),
    open: (group) => opening(group, leavesIn),
    load: (leaf) => opening(leaf, decode),
  });
}

/**
 * What the page of a station says of it beside its cell, by title, as far as the phone holds it.
 * @param {string} cell its name
 * @param {string} id
 * @returns {Promise<[string, string][]>}
 */
export async function heldDetails(cell, id) {
  const file = await read(`${cell}-details`, (it) => it, 0);
  if (file === nothing) return [];
  const place = file.ids.indexOf(id);
  const told = file.fields.map(([title, column]) => [
    title, Array.isArray(column) ? column[place] : column]);
  return place < 0 ? [] : told.filter(([, words]) => words);
}

const MOST_WARM = 12;

/** Reads the cells that were fetched last into memory: the next tap then waits for no file. */
export async function warm() {
  try {
    const keys = await (await caches.open(CACHE)).keys();
    const nameOf = ({ url }) => url.replace(/^.*\/|\.json$/g, "");
    const names = new Set(keys.slice(-MOST_WARM).map(nameOf));
    const held = (it) => names.has(it.name);
    await cells.manifest();
    const lists = cells.nodes.filter((it) => it.group && held(it)).map((it) => cells.open(it));
    const leaves = [...cells.nodes, ...(await Promise.all(lists)).flat()];
    await Promise.all(leaves.filter((it) => !it.group && held(it)).map((it) => cells.load(it)));
  } catch { /* Then the tap fetches them. */ }
}
