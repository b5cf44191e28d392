// What a list says about itself: a pure function of where it was measured from and how it was
// found, so that no list stands under the words of another.
import { isCoarse, isOld } from "./origin.js";
import { metresWords } from "./format.js";
import { clockWords } from "./time.js";

/**
 * @import { Whence } from "./origin.js"
 *
 * @typedef {object} Facts of a list
 * @property {Whence} origin from which its order is measured; none: the order is another one
 * @property {Whence | null} [distances] from which its distances are, where that is another place
 * @property {number} rows
 * @property {string} [to] the goal of a way, by which the order is that of the detour
 * @property {boolean} [held] found in what the phone holds, without network
 * @property {boolean} [lacking] where one that is missing may be nearer
 * @property {boolean} [foreign] where nothing of this place is
 * @property {number} [beyond] metres to the first, where it is farther than one looks
 * @property {string} [served] the cities that are served, where nothing is near
 *
 * @typedef {{ words: string, act: "locate" | null, does: boolean }} Line `does`: more than usual
 */

/** What stands above the button where no list says more. */
export const RESTING = "位置只留在这部手机里。";
/** The words of the button that takes the position anew. */
export const ANEW = "重新定位";

const about = (m) => (m < 1000
  ? `${Math.round(m / 100) * 100} 米` : `${Math.round(m / 1000)} 公里`);

/** @param {Whence} origin */
const taken = ({ at }) => clockWords(Number(at));

// A position: 您, or what it is where that is not known to be where the person is.
function positionWords(origin, ms) {
  const place = isCoarse(origin) ? "大概位置" : "位置";
  if (isOld(origin, ms)) return `离 ${taken(origin)} 的${place}`;
  return isCoarse(origin) ? "离定位到的大概位置" : "离您";
}

/**
 * From where a list is measured: 离您, 离 08:10 的位置, 离历城区中心; empty where from nowhere.
 * @param {Whence} origin
 * @param {number} ms
 * @returns {string}
 */
export function whence(origin, ms) {
  if (origin.kind === "position") return positionWords(origin, ms);
  return {
    tapped: "离地图上这一点", middle: `离${origin.name}中心`, named: `离“${origin.name}”`, none: "",
  }[origin.kind];
}

/**
 * The line that counts a list of those near to its origin.
 * @param {Facts} facts
 * @param {string} counted 20 个 · 要有卫生间
 * @param {number} ms
 * @returns {string}
 */
export function headline({ origin, to, held, lacking }, counted, ms) {
  if (to) return `去“${to}”顺路的 ${counted} · 绕得少的在前`;
  const most = held && lacking ? "较近的（手机里存下的）" : "最近的";
  return `${whence(origin, ms)}${most} ${counted}`;
}

// What of the surroundings the list may lack.
/** @param {Facts} facts */
function gapWords({ held, lacking, foreign, served, beyond }) {
  if (foreign) return "没有网络，这一带的驿站没有存在手机里。";
  if (served) return `附近没有驿站，这里只有${served}的驿站。`;
  if (beyond) return `附近没有驿站，最近的也有 ${metresWords(beyond)}。`;
  return held && lacking ? "没有网络，可能还有更近的。" : "";
}

function orderWords({ rows, to, held, lacking }) {
  if (!rows && held && lacking) return "手机里存下的，附近没有找到。";
  if (!rows) return "附近没有找到，位置没有离开这部手机。";
  const order = `已${to ? "按绕路少的在前" : "由近到远"}排好`;
  if (held && lacking) return `手机里存下的${order}，可能还有更近的。`;
  return `${order}，位置没有离开这部手机。`;
}

/** @returns {Line} */
function positionLine(facts, ms) {
  const { origin, rows } = facts;
  const gap = gapWords(facts);
  const doubt = isCoarse(origin) ? `定位误差约 ${about(origin.accuracy ?? 0)}` : "";
  if (isOld(origin, ms)) {
    const by = rows ? `按 ${taken(origin)} 的位置排的` : `${taken(origin)} 的位置附近没有找到`;
    return { words: gap + (doubt ? `${by}，${doubt}` : by), act: "locate", does: true };
  }
  if (doubt) {
    const advice = "知道在哪条路上，可以搜路名，或者点一下地图。";
    return { words: `${gap}${doubt}，排序仅供参考。${advice}`, act: null, does: true };
  }
  const isFar = facts.foreign || facts.served || facts.beyond;
  return { words: isFar ? gap : orderWords(facts), act: null, does: gap !== "" };
}

// Distances from the phone in a list that is ordered from somewhere else.
/** @returns {Line} */
function distancesLine(facts, distances, ms) {
  const { origin } = facts;
  const orders = {
    middle: `从${origin.name}中心由近到远排的`, named: `从“${origin.name}”由近到远排的`,
  };
  const order = gapWords(facts) + (orders[origin.kind] ?? "没有按远近排");
  if (isOld(distances, ms)) {
    return { words: `${order}，距离按 ${taken(distances)} 的位置算`, act: "locate", does: true };
  }
  const from = distances.kind === "position" ? "您这里" : "地图上这一点";
  return { words: `${order}，距离从${from}算。`, act: null, does: true };
}

/**
 * The line above a list.
 * @param {Facts} facts
 * @param {number} ms
 * @returns {Line}
 */
export function lineAbove(facts, ms) {
  const { origin, distances, rows } = facts;
  if (origin.kind === "position") return positionLine(facts, ms);
  if (distances && rows) return distancesLine(facts, distances, ms);
  const gap = gapWords(facts);
  const tapped = rows ? "按地图上的点排好了。" : "这一点附近没有找到。";
  const words = {
    tapped, named: `按“${origin.name}”排好了。`, middle: RESTING, none: RESTING,
  }[origin.kind];
  return { words: gap || words, act: null, does: gap !== "" };
}
