// Which stations does the list show? Found on the phone, in the cells that it holds or fetches.
import { answerTo } from "../finder/fallback.js";
import { currentQuery, journey, LISTS, MOST_ROWS } from "./query.js";
import { cells } from "../finder/cells.js";
import { groupsAt, UNKNOWN_TITLE } from "../finder/rows_shown.js";
import { GIVE_UP_M } from "../finder/search.js";
import { headline } from "../shared/list_words.js";
import { metres as metresTo } from "../shared/sphere.js";
import { momentWords, now } from "../shared/time.js";

/**
 * @import { Facts } from "../shared/list_words.js"
 * @import { Origin } from "../shared/origin.js"
 * @import { Group } from "../finder/rows_shown.js"
 *
 * @typedef {{ act: string, words: string }} Action
 *
 * @typedef {object} List
 * @property {string} summary
 * @property {Facts} [facts] of which the line above it tells
 * @property {boolean} [demo]
 * @property {Group[]} groups
 * @property {{ title: string, advice: string, actions: Action[] } | null} [empty]
 * @property {{ words: string, actions: Action[] } | null} [rest]
 * @property {Promise<unknown>} [coming] what a slow network gives at last
 *
 * @typedef {{ near: boolean, served: string, count?: number, slow: () => void,
 *   late: boolean }} Asking `served`: the cities; `late`: the network has shown to be slow
 */

/**
 * For which moment, where that is not now.
 * @returns {string}
 */
export const when = () => (journey.at === null ? "" : `${momentWords(journey.at, now())} 的样子：`);

// The middle of a district is where nobody stands: what is told are distances from the phone.
function toPhone(hit) {
  const { from } = journey;
  const { station } = hit;
  return { ...hit, metres: from && metresTo(from.lat, from.lon, station.lat, station.lon) };
}

// Seldom needed, as most ask for whatever is near: the list stands without these words too.
const wishWords = async (wish) => (LISTS.some((it) => wish[it].length) || wish.allDay
  ? (await import("../finder/query_words.js")).wishWords(wish, cells.vocabulary) : "");

const countOf = ({ stations, closed }, words) => [
  `${stations.length} 个`, words, closed > 0 && `另有 ${closed} 个已关门`,
].filter(Boolean).join(" · ");

const openToo = ({ closed }) => (closed > 0
  ? [{ act: "closed", words: `显示已关门的 ${closed} 个` }] : []);

const endOf = (answer) => {
  const { words, actions } = restOf(answer);
  return { words, actions: [...actions, ...openToo(answer)] };
};

function restOf(answer) {
  const { words, actions } = furtherOf(answer);
  const without = answer.held || cells.offline || navigator.onLine === false;
  const whole = without && !answer.coming && !answer.missed;
  return { words: (whole ? "没有网络，这一带的驿站都存在手机里，没有漏掉的。" : "") + words, actions };
}

function furtherOf(answer) {
  if (answer.coming) return { words: "网络不通或很慢，先列出手机里存下的。", actions: [] };
  if (answer.held && answer.missed) {
    return { words: "没有网络，只列出手机里存下的，可能有更近的没有存下。", actions: [] };
  }
  if (answer.unreached) {
    const words = `${answer.within}只有这 ${answer.stations.length} 个，更远的没找。`;
    const last = answer.onWay && journey.farther;
    return { words, actions: last ? [] : [{ act: "farther", words: "找更远的" }] };
  }
  if (answer.complete) return { words: "没有更多了。", actions: [] };
  if (answer.stations.length >= MOST_ROWS) {
    return { words: `只列最近的 ${MOST_ROWS} 个。`, actions: [] };
  }
  return { words: "", actions: [{ act: "more", words: "再多列一些" }] };
}

function factsOf(answer, origin, { to, served, near }) {
  const { stations, held, missed: lacking, foreign } = answer;
  const first = near && !to ? stations[0]?.metres ?? 0 : 0;
  return {
    origin, rows: stations.length, to: to?.name, held, lacking, foreign, served,
    distances: near ? null : journey.from, beyond: first > GIVE_UP_M ? first : 0,
  };
}

/**
 * The list around the phone (`near`) or around the middle of a place. Throws where the cells
 * cannot be had.
 * @param {Origin} origin
 * @param {Asking} asking
 * @returns {Promise<List>}
 */
export async function find(origin, { near, served, count = journey.count, slow, late }) {
  const wish = currentQuery();
  const to = near ? journey.to : null;
  const at = journey.at ?? now();
  const question = {
    ...wish, lat: origin.lat, lon: origin.lon, limit: count, at,
    openAt: wish.onlyOpen ? at : null, unknownHours: wish.onlyOpen,
    proof: false,
    giveUpM: journey.farther ? Infinity : GIVE_UP_M,
  };
  const within = `${GIVE_UP_M / 1000} 公里内`;
  const answer = { within, ...await answerTo(question, to, { slow, late }) };
  const words = await wishWords(wish).catch(() => "");
  const apart = near && answer.nearer.length
    ? await import("../finder/nearer_unknown.js").catch(() => null) : null;
  apart?.add(answer);
  const lack = answer.stations.length ? null
    : await (await import("./empty_list.js")).emptyList(
      answer, question, openToo(answer), near && !to ? served : "");
  const facts = factsOf(answer, origin, { to, served: lack?.served ?? "", near });
  const groups = groupsAt(near ? answer.stations : answer.stations.map(toPhone), wish, journey.at);
  return {
    summary: groups.length ? when() + headline(facts, countOf(answer, words), Date.now())
      : `没有找到${words && !facts.served ? ` · ${words}` : ""}`,
    facts,
    demo: answer.stations.some((it) => it.station.demo),
    groups: apart ? apart.nearerFirst(groups, answer.nearer, UNKNOWN_TITLE) : groups,
    empty: lack?.empty ?? null,
    rest: groups.length ? endOf(answer) : null,
    coming: answer.coming,
  };
}
