// The stations that some words name: asked for seldom, so it comes then.
import { whence } from "../shared/list_words.js";
import { currentQuery, journey, MOST_ROWS } from "./query.js";
import { when } from "./results.js";
import { groupsAt } from "../finder/rows_shown.js";
import { cells } from "../finder/cells.js";
import { searchNames } from "../finder/name_search.js";
import { stationsAt } from "../finder/station_lookup.js";
import { fitting } from "../finder/wishes.js";
import { metres } from "../shared/sphere.js";

/**
 * @import { Facts } from "../shared/list_words.js"
 * @import { Origin, Whence } from "../shared/origin.js"
 * @import { List } from "./results.js"
 * @import { Hit } from "../finder/search.js"
 * @import { Place } from "../shared/sphere.js"
 *
 * @typedef {{ said: string, of: number,
 *   hits: { station: Hit["station"], metres: number }[] }} Named `said`: what the server says
 *   before their number
 */

/**
 * The line that counts the stations of some words.
 * @param {Facts} facts
 * @param {string} counted
 * @param {number} ms
 * @returns {string}
 */
const namedHeadline = ({ origin }, counted, ms) => (
  origin.kind === "none" ? counted : `${counted} · ${whence(origin, ms)}近的在前`);

/** @type {Whence} */
const NO_ORIGIN = { kind: "none" };

const notFound = (words) => ({
  title: `没有找到“${words}”`, advice: "换个短一点的词试试：路名，或者站名里的两个字。", actions: [],
});

/**
 * The stations of these words among the names that the phone holds.
 * @param {string} words
 * @param {Place} home
 * @param {string} why
 * @returns {Promise<List>}
 */
export async function findCalled(words, home, why) {
  const { from } = journey;
  const fits = fitting(currentQuery(), cells.vocabulary);
  const { hits, most } = await searchNames(words, from ?? home, fits);
  if (!from) hits.forEach((hit) => { hit.metres = null; });
  const shown = hits.slice(0, most);
  const facts = { origin: from ?? NO_ORIGIN, rows: shown.length };
  const cut = hits.length > most ? `，只列最近的 ${most} 个` : "";
  const counted = hits.length ? `“${words}”有 ${hits.length} 个${cut}` : `没有找到“${words}”`;
  return {
    summary: `${why}只在手机里存下的驿站名里找：${namedHeadline(facts, counted, Date.now())}。`,
    facts, groups: groupsAt(shown, currentQuery(), journey.at),
    empty: hits.length ? null : notFound(words),
  };
}

/**
 * The stations that the server found for some words, nearest first.
 * @param {Named} named
 * @param {Origin} from
 * @returns {List}
 */
export function listNamed({ said, hits, of }, from) {
  const facts = { origin: from, rows: hits.length };
  const isMore = of > hits.length && hits.length < MOST_ROWS;
  const actions = isMore ? [{ act: "more", words: "再多列一些" }] : [];
  return {
    summary: `${when()}${said}${namedHeadline(facts, `${of} 个`, Date.now())}`,
    facts, groups: groupsAt(hits, currentQuery(), journey.at), rest: { words: "", actions },
    demo: hits.some((it) => it.station.demo),
  };
}

/**
 * The nearest of all stations that the server found for some words; null where it found none, or
 * where the cells cannot be had.
 * @param {HTMLElement} list of the server
 * @param {Place} from
 * @param {number} most
 * @returns {Promise<Named | null>}
 */
export async function nearestNamed({ dataset }, from, most) {
  const places = JSON.parse(dataset.found ?? "[]")
    .map(([id, lat, lon]) => ({ id, lat, lon, metres: metres(from.lat, from.lon, lat, lon) }))
    .sort((a, b) => a.metres - b.metres);
  const nearest = places.slice(0, most);
  const known = await stationsAt(nearest).catch(() => new Map());
  const hits = nearest.map((it) => ({ station: known.get(it.id), metres: it.metres }));
  const isWhole = hits.length > 0 && hits.every(({ station }) => station);
  return isWhole ? { said: dataset.said ?? "", hits, of: places.length } : null;
}
