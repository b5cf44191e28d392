// Who answers a question: the network's newest cells, or in time what the phone holds of them.
import { cells } from "./cells.js";
import { nearest } from "./search.js";
import { wait } from "../shared/timers.js";

/**
 * @import { Place } from "../shared/sphere.js"
 * @import { Answer, Question } from "./search.js"
 *
 * @typedef {Answer & { held?: boolean, foreign?: boolean, coming?: Promise<Answer> }} Found `held`:
 *   what the phone has; `foreign`: it has nothing of this place
 */

const PATIENCE_MS = 3000;
/** @type {any} */
const LATE = Symbol("late");
// Seldom needed, and then without network: it comes behind what the page begins with.
const offline = import("./offline_cells.js");
offline.catch(() => {});

// What the phone holds is better than nothing, where it holds anything at all.
async function cachedAnswer(ask, patience) {
  const { cachedCells } = await offline;
  const held = cachedCells(patience);
  const answer = await ask(held);
  if (!held.opened && patience === 0) throw new Error("nothing is held");
  return { ...answer, held: true, foreign: !held.opened && held.missing.size > 0 };
}

async function onTheWay(question, to) {
  const { along } = await import("./along.js");
  const from = { lat: question.lat, lon: question.lon };
  return (source) => along(source, { ...question, from, to });
}

/**
 * `coming` is what a slow network gives at last; `slow` is called where nothing else can be had.
 * One that has shown to be slow is given no time again (`late`).
 * @param {Question} question
 * @param {Place | null} to
 * @param {{ slow: () => void, late: boolean }} waiting
 * @returns {Promise<Found>}
 */
export async function answerTo(question, to, { slow, late }) {
  const ask = to ? await onTheWay(question, to) : (source) => nearest(source, question);
  const coming = ask(cells);
  const patience = wait(late ? 0 : PATIENCE_MS).then(() => LATE);
  const first = await Promise.race([coming.catch(() => null), patience]);
  if (first === null) return cachedAnswer(ask);
  if (first !== LATE) return first;
  cells.doubt(true);
  coming.then(() => cells.doubt(false), () => {});
  for (;;) {
    try {
      return { ...await cachedAnswer(ask, 0), coming };
    } catch {
      slow();
    }
    const last = await Promise.race([coming, wait(PATIENCE_MS).then(() => LATE)]);
    if (last !== LATE) return last;
  }
}
