// Which places do words mean? Searched on the phone in the one file of a city, so that neither the
// words nor the choice leave it; the same answer as stations/places/matching_names.py.
import { fetchText, keepCopy } from "./cell_files.js";
import { metres } from "../shared/sphere.js";

/**
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {object} Landmark
 * @property {string} name
 * @property {string[]} names it and its aliases, folded
 * @property {number} kind
 * @property {string} kindWords
 * @property {boolean} about whether its point is rough
 * @property {number} lat
 * @property {number} lon
 *
 * @typedef {{ landmarks: Landmark[], readings: Record<string, string[]>,
 *   attributions: string[] }} Landmarks
 *
 * @typedef {{ landmark: Landmark, closeness: number }} Match
 */

const CACHE = "places-v1";
const STEPS = 10000;
const [FORGIVING_FROM, INSIDE_FROM] = [3, 4];
/** How well words fit that are the name. */
export const SAME = 0;
const [BEGINS, INSIDE, SOUNDS, SOUNDS_INSIDE] = [1, 2, 3, 4];
/** How well words fit whose one character is wrong. */
export const ONE_WRONG = 5;
const MOST = 6;

/**
 * Words without differences of width, case, space and the ways to say a crossing.
 * @param {string} words
 * @returns {string}
 */
const folded = (words) => words.normalize("NFKC").toLowerCase().replace(/\s+/g, "")
  .replace(/([路街道巷])[与和跟及&、/]/g, "$1").replace(/(交叉路?口|十字路口)$/, "路口");

/**
 * What a file says.
 * @param {any} file
 * @returns {Landmarks}
 */
function decodeLandmarks(file) {
  const about = new Set(file.about);
  const landmarks = file.names.split("\n").map((line, i) => {
    const names = line.split("\t");
    return {
      name: names[0], names: names.map(folded), kind: file.kind[i],
      kindWords: file.kinds[file.kind[i]][1], about: about.has(i),
      lat: (file.south + file.lat[i]) / STEPS, lon: (file.west + file.lon[i]) / STEPS,
    };
  });
  const readings = Object.entries(file.readings).map(([it, words]) => [it, words.split(" ")]);
  return {
    landmarks, readings: Object.fromEntries(readings), attributions: file.attributions,
  };
}

// Do the words spell the name from one of its characters on?
function sounds(wanted, name, at, readings) {
  if (!wanted) return true;
  if (at === name.length) return false;
  const on = (letters) => sounds(wanted.slice(letters), name, at + 1, readings);
  if (wanted[0] === name[at] && on(1)) return true;
  return (readings[name[at]] ?? []).some((syllable) => syllable.startsWith(wanted)
    || (wanted.startsWith(syllable) && on(syllable.length))
    || (wanted[0] === syllable[0] && on(1)));
}

function closenessOf(wanted, name, readings) {
  if (name === wanted) return SAME;
  if (name.startsWith(wanted)) return BEGINS;
  if (name.includes(wanted)) return INSIDE;
  // Whatever is written in characters only is not meant by its sound.
  if (!/[a-z]/.test(wanted)) return Infinity;
  const first = [...name].findIndex((_, at) => sounds(wanted, name, at, readings));
  if (first < 0) return Infinity;
  return first ? SOUNDS_INSIDE : SOUNDS;
}

// Is one character another, missing or too many?
function oneApart(one, other) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  return short.slice(short.length === long.length ? same + 1 : same) === long.slice(same + 1);
}

function nearly(wanted, name) {
  if (oneApart(wanted, name)) return true;
  const size = wanted.length;
  if (size < INSIDE_FROM) return false;
  for (let from = 0; from + size <= name.length; from += 1) {
    const wrong = [...wanted].filter((character, i) => character !== name[from + i]).length;
    if (wrong === 1) return true;
  }
  return false;
}

const compare = (one, other) => (one < other ? -1 : Number(one > other));
const inOrder = (a, b) => a.closeness - b.closeness || a.away - b.away
  || a.landmark.kind - b.landmark.kind || a.landmark.name.length - b.landmark.name.length
  || compare(a.landmark.name, b.landmark.name);

/**
 * The landmarks that fit best, best first, `from` a place the nearer first of those that fit alike;
 * none for a single letter.
 * @param {string} words
 * @param {Landmarks} city
 * @param {Place | null} [from]
 * @returns {Match[]}
 */
export function matchesOf(words, { landmarks, readings }, from = null) {
  const wanted = folded(words);
  if (wanted.length < 2) return [];
  let found = landmarks
    .map((landmark) => ({
      landmark,
      closeness: Math.min(...landmark.names.map((name) => closenessOf(wanted, name, readings))),
    }))
    .filter(({ closeness }) => closeness < ONE_WRONG);
  const forgives = wanted.length >= FORGIVING_FROM && /[^\x00-\x7f]/.test(wanted);
  if (!found.length && forgives) {
    found = landmarks.filter(({ names }) => names.some((name) => nearly(wanted, name)))
      .map((landmark) => ({ landmark, closeness: ONE_WRONG }));
  }
  const away = ({ lat, lon }) => (from ? metres(from.lat, from.lon, lat, lon) : 0);
  return found.map((it) => ({ ...it, away: away(it.landmark) })).sort(inOrder).slice(0, MOST);
}

// Where no worker does it yet, the page itself keeps the file for a visit without network.
async function keep(url, text) {
  try {
    if (navigator.serviceWorker?.controller) return;
    await keepCopy(await caches.open(CACHE), url, text);
  } catch {
    // No storage: the next visit asks again.
  }
}

async function load(url) {
  const { text } = await fetchText(url);
  const city = decodeLandmarks(JSON.parse(text));
  keep(url, text);
  return city;
}

/** @type {Map<string, Promise<Landmarks>>} */
const loaded = new Map();

/**
 * The landmarks of the city that a page is for, loaded once; none where it has none.
 * @param {string} url
 * @returns {Promise<Landmarks>}
 */
export function landmarksOf(url) {
  if (!url) return Promise.resolve({ landmarks: [], readings: {}, attributions: [] });
  let coming = loaded.get(url);
  if (!coming) {
    coming = load(url);
    coming.catch(() => loaded.delete(url));
    loaded.set(url, coming);
  }
  return coming;
}

/**
 * Its name as it is told to people, with 约 where the point is rough.
 * @param {Landmark} landmark
 * @returns {string}
 */
export const said = ({ name, about }) => (about ? `${name}（约）` : name);
