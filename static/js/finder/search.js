// Which stations are nearest? Exactly, in the cells: what is not yet loaded is known to be no
// nearer than its tile, so tiles are opened until the last one that counts is nearer than all the
// rest.
import { between, leastMetres, vector } from "../shared/sphere.js";
import { allDay, CLOSED, nearerUnknown, OPEN, UNKNOWN } from "../shared/availability.js";
import { dayOf, now } from "../shared/time.js";
import { fitting, mayHold, usable, wishesOf } from "./wishes.js";

/**
 * @import { Box, Place } from "../shared/sphere.js"
 * @import { Station } from "./cell_decode.js"
 * @import { cells as Cells } from "./cells.js"
 *
 * @typedef {object} Wish what of a station is asked for
 * @property {string[]} [wants] wishes, all of which must be met
 * @property {string | string[] | null} [kind] of which it must be one
 * @property {string | string[] | null} [host]
 * @property {string | string[] | null} [network] ids, to one of which it must belong
 * @property {number} [minStar]
 * @property {boolean} [allDay] open for a whole day and the next
 * @property {number | null} [openAt] the moment at which it must be open
 * @property {boolean} [unknownHours] or may be
 * @property {number | null} [at] the moment of the states
 *
 * @typedef {Wish & { limit?: number, proof?: boolean, withinM?: number, giveUpM?: number }} Search
 * @typedef {Search & Place} Question around a place
 * @typedef {Search & { from: Place, to: Place }} Way the question on the way
 *
 * @typedef {{ station: Station, metres: number, state: number, detourM?: number,
 *   detour?: string }} Hit
 * @typedef {{ stations: Hit[], complete: boolean, unreached: boolean, closed: number,
 *   missed: boolean, nearer: Hit[], within?: string, onWay?: boolean }} Answer `missed`: a file
 *   that could not be had may hold more of the best; `nearer`: of unknown hours, and nearer than
 *   any that is surely open; `within`: how far was looked, in words
 */

/** How far is looked at first, in metres. */
export const GIVE_UP_M = 30000;
const FIRST_TILES = 4;
const FIRST_FOLD = 3;
const MOST_TILES = 32;

// Nearer first, equally near ones by id.
const inOrder = (a, b) => a.cost - b.cost || (a.station.id < b.station.id ? -1 : 1);

const nearer = (a, b) => a.least - b.least;

// Keeps the best `most` of what it is given, and knows which of them was the worst.
class Best {
  constructor(most) {
    this.most = most;
    /** @type {any[]} */
    this.list = [];
  }

  add(hits) { this.list = this.list.concat(hits).sort(inOrder).slice(0, this.most); }

  get reach() { return this.list.length < this.most ? Infinity : this.list[this.most - 1].cost; }
}

// What of a station answers the question: null, or its state at the moment asked for. A closed one
// among those that must be open is given too, as it is counted.
function judge(question, vocabulary) {
  const today = dayOf(now());
  const fits = fitting(question, vocabulary);
  const wished = wishesOf(question.wants ?? [], vocabulary);
  const at = question.openAt ?? question.at ?? now();
  return (station) => {
    if (station.last && station.last < today) return null;
    if (!fits(station)) return null;
    if (question.allDay && !allDay(station, at)) return null;
    const state = usable(station, wished, at);
    if (question.openAt == null) return state;
    return state === UNKNOWN && !question.unknownHours ? null : state;
  };
}

// The nearest tiles that hold enough stations, whatever they offer; a list of tiles comes alone.
function few(rest, stations) {
  let count = 0;
  let tiles = 0;
  const most = Math.min(rest.length, FIRST_TILES);
  while (tiles < most && count < stations && !rest[tiles].node.group) {
    count += rest[tiles].node.count;
    tiles += 1;
  }
  return Math.max(1, tiles);
}

// Opens tiles in rounds until nothing that is not open can still be among the best. Whether some
// were left because they are farther than was asked for, and how near one may be that could not be
// opened.
async function grow(cells, { may, bound, enough, take, giveUp }) {
  const dress = (it) => ({ node: it, least: bound(it.box) });
  const open = ({ node }) => (node.group ? cells.open(node) : cells.load(node));
  let missedFrom = Infinity;
  let rest = cells.nodes.filter(may).map(dress).sort(nearer);
  for (let width = 0; rest.length; width = Math.min(MOST_TILES, width * 2 || FIRST_TILES)) {
    const reach = Math.min(enough.reach(), giveUp);
    const next = rest.slice(0, width || few(rest, enough.stations));
    const near = next.filter((it) => it.least <= reach);
    if (!near.length) return { unreached: enough.reach() > giveUp, missedFrom };
    rest = rest.slice(near.length);
    const opened = await Promise.all(near.map(open));
    for (const { node, least } of near) {
      if (cells.missing.has(node.name)) missedFrom = Math.min(missedFrom, least);
    }
    opened.forEach((inside, i) => {
      if (near[i].node.group) rest = rest.concat(inside.filter(may).map(dress)).sort(nearer);
      else take(inside);
    });
  }
  return { unreached: false, missedFrom };
}

/**
 * The cheapest stations that answer a question.
 * @param {typeof Cells} cells
 * @param {Search} question
 * @param {{ costOf: (station: Station) => { cost: number, metres?: number },
 *   bound: (box: Box) => number, show: (found: any) => Hit }} measure what a station costs, what
 *   anything in a box costs at least, and what is given of a find
 * @returns {Promise<Answer>}
 */
export async function search(cells, question, { costOf, bound, show }) {
  await cells.manifest();
  const limit = question.limit ?? 10;
  const most = limit + (question.proof === false ? 0 : 1);
  const may = mayHold(question, cells.vocabulary);
  const stateOf = judge(question, cells.vocabulary);
  const [sure, doubtful] = [new Best(most), new Best(most)];
  const withUnknown = question.openAt != null && question.unknownHours;
  // What it costs to reach those that would answer if they were open.
  const closed = [];
  const take = (stations) => {
    const hits = [];
    for (const station of stations) {
      const state = stateOf(station);
      if (state === CLOSED && question.openAt != null) closed.push(costOf(station).cost);
      else if (state !== null) hits.push({ station, state, ...costOf(station) });
    }
    sure.add(hits.filter((it) => !withUnknown || it.state === OPEN));
    if (withUnknown) doubtful.add(hits.filter((it) => it.state === UNKNOWN));
  };
  // Unknown ones fill up only what the open ones leave: once those are enough, they do not count.
  const reach = () => (withUnknown && sure.list.length < most
    ? Math.max(sure.reach, doubtful.reach) : sure.reach);
  const giveUp = question.giveUpM ?? Infinity;
  const enough = { reach, stations: limit * FIRST_FOLD };
  const { unreached, missedFrom } = await grow(cells, { may, bound, take, enough, giveUp });
  // Beyond where the search gave up a nearer one may have been left out.
  const within = Math.min(question.withinM ?? Infinity, unreached ? giveUp : Infinity);
  const fitting = ({ list }, room) => list.slice(0, room).filter((it) => it.cost <= within);
  const shown = fitting(sure, limit);
  let complete = !unreached && sure.list.length <= shown.length;
  const nearer = nearerUnknown(shown[0], doubtful.list).map(show);
  if (withUnknown) {
    const more = fitting(doubtful, limit - shown.length);
    complete = complete && Math.min(doubtful.list.length, limit - shown.length + 1) <= more.length;
    shown.push(...more);
  }
  if (question.proof === false) complete = complete && shown.length < limit;
  const end = shown.length < limit ? within : Math.max(...shown.map((it) => it.cost));
  const passed = closed.filter((it) => it <= end).length;
  const stations = shown.map(show);
  return { stations, complete, unreached, closed: passed, missed: missedFrom <= end, nearer };
}

/**
 * The nearest stations, as the server answers. With `giveUpM` nothing farther is looked for, and
 * `unreached` says where that left some out; `closed` counts those among them that are left out
 * because they are closed.
 * @param {typeof Cells} cells
 * @param {Question} question
 * @returns {Promise<Answer>}
 */
export function nearest(cells, question) {
  const here = vector(question.lat, question.lon);
  return cells.steadily(() => search(cells, question, {
    costOf: ({ lat, lon }) => ({ cost: between(here, vector(lat, lon)) }),
    bound: (box) => leastMetres(question.lat, question.lon, box),
    show: ({ station, cost, state }) => ({ station, metres: cost, state }),
  }));
}
