// Do the words that somebody types name a station, or ask for something? The rule of
// stations/registry/wish_words.py, held to it by one table of cases.
import { cells } from "./cells.js";

/**
 * @typedef {[field: string, id: string]} Thing a box of the form
 * @typedef {{ things: Record<string, Thing[]>, around: string[], on?: Names }} Names the words by
 *   which people ask, and those around them; `on`: those for what is on
 * @typedef {{ things: Thing[], others: [Thing, Thing][], rest: string }} Heard what words ask for,
 *   what of it may be meant for something else, and the words that are left
 */

const SEPARATORS = /[\s、，,;；/+&。！!？?]+/;
const LEAST = 2;

const folded = (words) => words.normalize("NFKC").trim().toLowerCase();
const tokensOf = (words) => words.normalize("NFKC").split(SEPARATORS).filter(Boolean);
const same = (a, b) => a[0] === b[0] && a[1] === b[1];
const distinct = (list, alike) => list.filter(
  (it, i) => list.findIndex((other) => alike(it, other)) === i);

/**
 * The names, out of the cells' own file of them.
 * @returns {Promise<Names>}
 */
export async function namesHeld() {
  const { words } = await cells.manifest();
  return cells.file(words, (file) => file);
}

function hearing(meant, rest) {
  const things = distinct(meant.map(([first]) => first), same);
  const others = meant.flatMap(([first, ...more]) => more.map((other) => [first, other]))
    .filter(([, other]) => !things.some((it) => same(it, other)));
  const alike = (a, b) => same(a[0], b[0]) && same(a[1], b[1]);
  return { things, others: distinct(others, alike), rest: rest.join(" ") };
}

// What stands from a place on: the longest words first, another way where none leads on.
function takenApart(token, at, names) {
  if (at === token.length) return [];
  for (let end = token.length; end > at; end -= 1) {
    const word = token.slice(at, end);
    const idle = names.around.includes(word);
    const thing = end - at >= LEAST && !idle ? names.things[word] : undefined;
    const after = (thing || idle) && takenApart(token, end, names);
    if (after) return thing ? [thing, ...after] : after;
  }
  return null;
}

/**
 * What words ask for that are nothing but names of it.
 * @param {string} words
 * @param {Names} names
 * @returns {Heard}
 */
export function heard(words, names) {
  const meant = [];
  const rest = [];
  for (const token of tokensOf(words)) {
    const word = folded(token);
    const whole = names.around.includes(word) ? undefined : names.things[word];
    const read = whole ? [whole] : takenApart(word, 0, names);
    if (read) meant.push(...read);
    else rest.push(token);
  }
  return meant.length ? hearing(meant, rest) : { things: [], others: [], rest: words };
}

// A word without those around it at its ends.
function bare(words, { around }) {
  const shorter = (word) => words.length > word.length;
  for (const word of around) {
    const { length } = word;
    if (shorter(word) && words.startsWith(word)) return bare(words.slice(length), { around });
    if (shorter(word) && words.endsWith(word)) return bare(words.slice(0, -length), { around });
  }
  return words;
}

function parted(token, names) {
  const idle = (words) => words.length < LEAST || names.around.includes(folded(words));
  if (idle(token)) return null;
  for (let length = token.length - LEAST; length >= LEAST; length -= 1) {
    const cuts = [[token.slice(-length), token.slice(0, -length)],
      [token.slice(0, length), token.slice(length)]];
    for (const [word, beside] of cuts) {
      const things = names.things[folded(word)];
      const left = bare(beside, names);
      if (things && things[0][0] !== "host" && !idle(word) && !idle(left)) return { things, left };
    }
  }
  return null;
}

/**
 * The same where a name stands at the end or the beginning of a word. For words that name no
 * station as they are.
 * @param {string} words
 * @param {Names} names
 * @returns {Heard}
 */
export function split(words, names) {
  const meant = [];
  const rest = tokensOf(words).map((token) => {
    const found = parted(token, names);
    if (found) meant.push(found.things);
    return found ? found.left : token;
  });
  return meant.length ? hearing(meant, rest) : { things: [], others: [], rest: words };
}
