// Which stations does the list show? Found on the phone, in the cells that it holds or fetches.
import { answerTo } from "../finder/fallback.js";
import { currentQuery, journey, MOST_ROWS } from "./query.js";
import { cells } from "../finder/cells.js";
import { fitting, offersOf, usable, wishesOf } from "../finder/wishes.js";
import { detourWords, metresWords, minutesWords } from "../shared/format.js";
import { CLOSED, OPEN, UNKNOWN } from "../shared/availability.js";
import { agoWords, stateLine } from "../shared/state_line.js";
import { momentWords, now } from "../shared/time.js";

/**
 * @import { Place } from "../shared/sphere.js"
 * @import { Hit } from "../finder/search.js"
 * @import { Mark } from "../shared/state_line.js"
 *
 * @typedef {object} Row of the list
 * @property {string} id
 * @property {string} name
 * @property {number} lat
 * @property {number} lon
 * @property {Mark} mark
 * @property {string} words
 * @property {number} star
 * @property {{ word: string, wished: boolean }[]} offers
 * @property {number} more how many it offers, where not all are named
 * @property {string} metres
 * @property {string} minutes
 * @property {string} checked
 * @property {string} notes
 *
 * @typedef {{ act: string, words: string }} Action
 *
 * @typedef {object} List
 * @property {string} summary
 * @property {boolean} [demo]
 * @property {{ title: string, rows: Row[] }[]} groups
 * @property {{ title: string, advice: string, actions: Action[] } | null} [empty]
 * @property {{ words: string, actions: Action[] } | null} [rest]
 * @property {Promise<unknown>} [coming] what a slow network gives at last
 *
 * @typedef {{ near: boolean, place: string, count?: number, slow: () => void,
 *   late: boolean }} Asking `late`: the network has shown to be slow
 */

const UNKNOWN_TITLE = "开放时间不详的，去之前先问一声";
const CLOSED_TITLE = "现在已关门的";
const GIVE_UP_M = 30000;
const OFFERS_SHOWN = 4;

/**
 * The moment for which the list is shown.
 * @returns {number}
 */
const momentShown = () => journey.at ?? now();

function offersShown(station, wants) {
  const all = offersOf(station, wants, cells.vocabulary, momentShown());
  const shown = all.slice(0, Math.max(OFFERS_SHOWN, all.filter((it) => it.wished).length));
  return { offers: shown, more: all.length > shown.length ? all.length : 0 };
}

/**
 * What a row shows of a station; metres are null where the distance is not asked for.
 * @param {{ station: Hit["station"], metres: number | null, detourM?: number }} hit
 * @param {string[]} wants
 * @returns {Row}
 */
export function rowOf({ station, metres, detourM }, wants) {
  const line = stateLine(station, momentShown(), cells.vocabulary);
  const far = metres === null ? "" : minutesWords(metres);
  return {
    id: station.id, name: station.name, lat: station.lat, lon: station.lon,
    mark: line.mark, words: line.words, star: station.star, ...offersShown(station, wants),
    metres: metres === null ? "" : metresWords(metres),
    minutes: detourM === undefined ? far : detourWords(detourM),
    notes: station.notes.join(" · "), checked: agoWords(station.verified, now()),
  };
}

function groupsOf(hits, { wants, onlyOpen }) {
  const rows = hits.map((hit) => rowOf(hit, wants));
  if (!onlyOpen) return rows.length ? [{ title: "", rows }] : [];
  const wished = wishesOf(wants, cells.vocabulary);
  const states = hits.map(({ station }) => usable(station, wished, momentShown()));
  const inState = (state) => rows.filter((_, i) => states[i] === state);
  return [
    { title: "", rows: inState(OPEN) },
    { title: UNKNOWN_TITLE, rows: inState(UNKNOWN) },
    { title: CLOSED_TITLE, rows: inState(CLOSED) },
  ].filter((group) => group.rows.length);
}

/**
 * For which moment, where that is not now.
 * @returns {string}
 */
export const when = () => (journey.at === null ? "" : `${momentWords(journey.at, now())} 的样子：`);

// Said in words too, as a chosen wish may have scrolled out of sight.
function wishWords({ wants, kind, host, allDay }) {
  const wished = wishesOf(wants, cells.vocabulary);
  const wordsOf = (list) => list.map((it) => it.zh).join("、");
  const things = wordsOf(wished.filter((it) => it.things.length));
  const termWords = (ids, terms) => ids.map((id) => terms.find((it) => it[0] === id)?.[1])
    .join("或");
  return [
    things && `要有${things}`,
    wordsOf(wished.filter((it) => !it.things.length)),
    termWords(kind, cells.vocabulary.kinds),
    host.length && `设在${termWords(host, cells.vocabulary.hosts)}`,
    allDay && "24 小时开放",
  ].filter(Boolean).join("，");
}

// Of what the phone does not hold one may be nearer.
const nearestOf = ({ held, missed }) => (held && missed ? "较近的（手机里存下的）" : "最近的");

function summaryOf(answer, wish, { place, to, near }) {
  const passed = answer.closed > 0 && `另有 ${answer.closed} 个已关门`;
  const n = [`${answer.stations.length} 个`, wishWords(wish), passed].filter(Boolean).join(" · ");
  if (to) return `${when()}去“${to.name}”顺路的 ${n} · 绕得少的在前`;
  if (!near) return `${when()}离${place}中心${nearestOf(answer)} ${n}`;
  const middle = journey.from?.tapped ? "离地图上这一点" : "离您";
  return `${when()}${middle}${nearestOf(answer)} ${n}`;
}

function titleOfNothing({ held, missed, unreached, foreign }) {
  if (foreign) return "没有网络，这一带的驿站没有存在手机里";
  if (held && missed) return "手机里存下的驿站没有符合条件的";
  return unreached ? "30 公里内没有符合条件的驿站" : "没有符合条件的驿站";
}

const openToo = ({ closed }) => (closed > 0
  ? [{ act: "closed", words: `显示已关门的 ${closed} 个` }] : []);

const nothing = ({ wants, kind, host, allDay }, answer) => ({
  title: titleOfNothing(answer),
  advice: answer.foreign ? "连上网再试一次。" : "可以放宽条件，或者换一个地方看看。",
  actions: [
    answer.unreached && { act: "farther", words: "找更远的" },
    ...openToo(answer),
    ([...wants, ...kind, ...host].length > 0 || allDay) && { act: "fewer", words: "减少条件" },
  ].filter(Boolean),
});

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
    const words = `30 公里内只有这 ${answer.stations.length} 个，更远的还没有找。`;
    return { words, actions: [{ act: "farther", words: "找更远的" }] };
  }
  if (answer.complete) return { words: "没有更多了。", actions: [] };
  if (answer.stations.length >= MOST_ROWS) {
    return { words: `只列最近的 ${MOST_ROWS} 个。`, actions: [] };
  }
  return { words: "", actions: [{ act: "more", words: "再多列一些" }] };
}

/**
 * The list around the phone (`near`) or around the middle of a place. Throws where the cells
 * cannot be had.
 * @param {Place} origin
 * @param {Asking} asking
 * @returns {Promise<List>}
 */
export async function find(origin, { near, place, count = journey.count, slow, late }) {
  const wish = currentQuery();
  const to = near ? journey.to : null;
  const at = momentShown();
  const question = {
    lat: origin.lat, lon: origin.lon, limit: count, at,
    wants: wish.wants, kind: wish.kind, host: wish.host,
    openAt: wish.onlyOpen ? at : null, unknownHours: wish.onlyOpen, allDay: wish.allDay,
    proof: false,
    giveUpM: journey.farther ? Infinity : GIVE_UP_M,
  };
  const answer = await answerTo(question, to, { slow, late });
  const groups = groupsOf(answer.stations, wish);
  return {
    summary: groups.length ? summaryOf(answer, wish, { place, to, near })
      : ["没有找到", wishWords(wish)].filter(Boolean).join(" · "),
    demo: answer.stations.some((it) => it.station.demo),
    groups,
    empty: groups.length ? null : nothing(wish, answer),
    rest: groups.length ? endOf(answer) : null,
    coming: answer.coming,
  };
}

/**
 * The stations of these words among the names that the phone holds: asked for seldom, so it
 * comes then.
 * @param {string} words
 * @param {Place} home
 * @param {string} why
 * @returns {Promise<List>}
 */
export async function findCalled(words, home, why) {
  const { searchNames } = await import("../finder/name_search.js");
  const fits = fitting(currentQuery(), cells.vocabulary);
  const { hits, most } = await searchNames(words, journey.from ?? home, fits);
  if (!journey.from) hits.forEach((hit) => { hit.metres = null; });
  const cut = hits.length > most ? `，只列最近的 ${most} 个` : "";
  const summary = `${why}只在手机里存下的驿站名里找：“${words}”有 ${hits.length} 个${cut}。`;
  return { summary, groups: groupsOf(hits.slice(0, most), currentQuery()) };
}
