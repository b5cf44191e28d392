// What is always in sight: the total with its level, what is left, and whether the work is safe.
import { byId, made } from "../shared/dom.js";
import { reached } from "./star_level.js";
import { stampWords } from "../shared/time.js";

/**
 * @import { Sent, Visit } from "./visit_store.js"
 * @import { Lacking } from "./score_cards.js"
 */

const MOST_NAMED = 5;

/**
 * The total and its level.
 * @param {any} rules
 * @param {Record<string, number>} points
 * @param {Record<string, number>} door what was found for the questions asked there
 * @param {{ scored: number, of: number }} counts
 */
export function showSum(rules, points, door, { scored, of }) {
  const { total, name, lacking } = reached(rules, points, door);
  byId("total").textContent = `${total} / ${rules.total} 分`;
  byId("reach").textContent = name || "未到星级";
  const missing = of - scored;
  byId("left").textContent = missing ? `还有 ${missing} 项没打` : lacking[0] || "";
}

/**
 * Where the work lies: `kept` tells whether the phone could keep it.
 * @param {{ visit: Visit | null, kept: boolean }} work
 */
export function showSaved({ visit, kept }) {
  const line = byId("saved");
  line.className = "waits";
  if (!kept) {
    line.className = "problem";
    line.textContent = "这台手机存不下（存储满了或被关闭）。不要关掉这一页，打完马上交。";
  } else if (!visit) {
    line.textContent = "还没有开始打分。打了分就存在这台手机上。";
  } else {
    const what = visit.finished ? "已填完，" : "";
    line.textContent = `${what}已存在手机上 ${stampWords(visit.at)}，还没有发出`;
  }
}

/** That what was just changed is not on the phone yet. */
export function showKeeping() {
  byId("saved").className = "waits";
  byId("saved").textContent = "正在存到手机上…";
}

/**
 * A sentence after sending did not work, with a way to sign in again where that helps.
 * @param {string} words
 * @param {{ signIn?: string }} [options]
 */
export function showProblem(words, { signIn = "" } = {}) {
  const line = byId("saved");
  line.className = "problem";
  line.textContent = words;
  if (signIn) line.append(" ", made("a", { href: signIn }, "重新登录"));
}

/**
 * What keeps a visit from being sent; photos that are wished for do so once only. Gives whether
 * something does.
 * @param {Lacking} lacking
 * @param {{ warned: boolean }} options
 * @returns {boolean}
 */
export function showLacking({ must, wish }, { warned }) {
  const asks = !must.length && wish.length > 0 && !warned;
  const banner = byId("wanting");
  banner.textContent = "";
  banner.hidden = !must.length && !asks;
  if (must.length) {
    const items = must.slice(0, MOST_NAMED).map(({ criterion, words }) => (
      made("li", {}, made("a", { href: `#c-${criterion}` }, words))));
    const rest = must.length - items.length;
    banner.append(made("p", {}, `还不能交，有 ${must.length} 项：`), made("ul", {}, ...items));
    if (rest > 0) banner.append(made("p", {}, `还有 ${rest} 项在上面标出来了。`));
  } else if (asks) {
    banner.append(made("p", {}, `这几项要照片，还没有拍：${wish.join("；")}。拍不了的话，再点一次就这样交。`));
  }
  if (!banner.hidden) banner.scrollIntoView({ block: "center" });
  return !banner.hidden;
}

/** That it is being sent. */
export function showSending() {
  byId("saved").className = "waits";
  byId("saved").textContent = "正在发出…";
}

/**
 * What the server said.
 * @param {Sent} sent
 * @param {{ canScoreAgain: boolean }} options
 */
export function showDone({ counted, words, at }, { canScoreAgain }) {
  byId("done").hidden = false;
  byId("done").classList.toggle("good", counted);
  byId("done-said").textContent = `${stampWords(at)} 发出。${words}`;
  byId("anew").hidden = !canScoreAgain;
}
