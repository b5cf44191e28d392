// Does a station offer what is wished for, and can it be used? The rule of
// stations/registry/wishes.py, held to it by one table of cases.
import { CLOSED, OPEN, UNKNOWN, usableAt } from "../shared/availability.js";
import { USABLE_WORDS } from "../shared/state_line.js";

/**
 * @import { Vocabulary } from "./cells.js"
 * @import { Station } from "./cell_decode.js"
 *
 * @typedef {object} Wish
 * @property {string} id
 * @property {string} zh
 * @property {[bit: number, where: string, beside: string][]} things amenities of which one
 *   suffices, and how each is told from the others
 * @property {number} entry a bit for each way in of which one suffices; 0: whichever
 *
 * @typedef {{ wants?: string[], kind?: string | string[] | null, host?: string | string[] | null,
 *   network?: string | string[] | null, minStar?: number }} Asked what of a station is asked for
 */

const has = (mask, bit) => Math.floor(mask / 2 ** bit) % 2 === 1;
const anyOf = (wish, mask) => !wish.things.length || wish.things.some(([bit]) => has(mask, bit));
const RANKS = { [OPEN]: 0, [UNKNOWN]: 1, [CLOSED]: 2 };

/**
 * All wishes: one for each amenity, which stands behind the set that it begins, and ways in.
 * @param {Vocabulary} vocabulary
 * @returns {Wish[]}
 */
function everyWish({ amenities, wishes }) {
  const sets = wishes.map(([id, zh, things, entry]) => ({ id, zh, things, entry }));
  /** @returns {Wish} */
  const alone = ([id, zh], bit) => ({ id, zh, things: [[bit, "", ""]], entry: 0 });
  const all = amenities.flatMap((it, bit) => [
    ...sets.filter(({ things }) => things[0]?.[0] === bit), alone(it, bit)]);
  return [...all, ...sets.filter(({ things }) => !things.length)];
}

/**
 * The wishes of these ids.
 * @param {string[]} ids
 * @param {Vocabulary} vocabulary
 * @returns {Wish[]}
 */
export function wishesOf(ids, vocabulary) {
  const all = everyWish(vocabulary);
  return [...new Set(ids)].map((id) => {
    const found = all.find((it) => it.id === id);
    if (!found) throw new Error(`no wish ${id}`);
    return found;
  });
}

// An unknown one is the place of nothing, whereas -1 stands for what is not registered.
const placesOf = (ids, terms) => [ids ?? []].flat()
  .map((id) => terms.findIndex((it) => it[0] === id)).map((place) => (place < 0 ? NaN : place));

/**
 * Tells the stations that offer and are what is asked for.
 * @param {Asked} asked
 * @param {Vocabulary} vocabulary
 * @returns {(station: Station) => boolean}
 */
export function fitting(asked, vocabulary) {
  const wished = wishesOf(asked.wants ?? [], vocabulary);
  const kinds = placesOf(asked.kind, vocabulary.kinds);
  const hosts = placesOf(asked.host, vocabulary.hosts);
  const networks = [asked.network ?? []].flat();
  return (station) => station.star >= (asked.minStar ?? 0)
    && (!kinds.length || kinds.includes(station.kind))
    && (!hosts.length || hosts.includes(station.host))
    && (!networks.length || networks.some((it) => station.networks?.split(" ").includes(it)))
    && wished.every((it) => anyOf(it, station.has) && (!it.entry || (it.entry & station.entry)));
}

/**
 * Tells the masks under which a station may lie that has what is asked for.
 * @param {Asked} asked
 * @param {Vocabulary} vocabulary
 * @returns {(leaf: { mask: number }) => boolean}
 */
export function mayHold(asked, vocabulary) {
  const wished = wishesOf(asked.wants ?? [], vocabulary);
  return ({ mask }) => wished.every((it) => anyOf(it, mask));
}

// The first thing of a wish of which most is known to be usable, and its state.
function best({ things }, station, at) {
  return things.filter(([bit]) => has(station.has, bit))
    .map((thing) => ({ thing, state: usableAt(station, [thing[0]], at) }))
    .sort((a, b) => RANKS[a.state] - RANKS[b.state])[0];
}

/**
 * Whether all that is wished for, which is there, can be used; without wishes for amenities,
 * whether the station is open.
 * @param {Station} station
 * @param {Wish[]} wished
 * @param {number} at
 * @returns {number}
 */
export function usable(station, wished, at) {
  const states = wished.filter((it) => it.things.length).map((it) => best(it, station, at).state);
  if (!states.length) return usableAt(station, [], at);
  return states.includes(CLOSED) ? CLOSED : Math.min(...states);
}

function offerWords({ zh, things }, [, where, beside], far, usableWords) {
  let among = things.length > 1 ? where : "";
  if (among && far && beside) among = beside.replace("{}", String(far));
  const said = [among, usableWords].filter(Boolean).join("，");
  return said ? `${zh}（${said}）` : zh;
}

/**
 * All that a station offers: what is wished for first, then in the vocabulary's order.
 * @param {Station} station
 * @param {string[]} wants
 * @param {Vocabulary} vocabulary
 * @param {number} at
 * @returns {{ word: string, wished: boolean }[]}
 */
export function offersOf(station, wants, vocabulary, at) {
  const door = usableAt(station, [], at);
  const asked = new Set(wants.map(vocabulary.bit));
  const told = new Set();
  const found = [];
  for (const wish of everyWish(vocabulary)) {
    const there = wish.things.filter(([bit]) => has(station.has, bit));
    if (there.length && !there.every(([bit]) => told.has(bit))) {
      wish.things.forEach(([bit]) => told.add(bit));
      const exact = there.filter(([bit]) => asked.has(bit));
      const { thing, state } = best({ things: exact.length ? exact : there }, station, at);
      const words = state === door ? "" : USABLE_WORDS[state];
      found.push({
        word: offerWords(wish, thing, station.beside, words),
        wished: wants.includes(wish.id) || exact.length > 0,
      });
    }
  }
  return [...found.filter((it) => it.wished), ...found.filter((it) => !it.wished)];
}
