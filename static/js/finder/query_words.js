// What a list is of, in the words of the wishes.
import { wishesOf } from "./wishes.js";

/**
 * @import { Vocabulary } from "./cells.js"
 *
 * @typedef {{ wants: string[], kind: string[], host: string[], network: string[],
 *   allDay: boolean }} Wished
 */

// Networks are called as the box says that was chosen.
const networkWords = (ids) => ids.map((id) => (
  document.querySelector(`[name=network][value="${CSS.escape(id)}"]`)?.closest("label")
    ?.textContent.trim() || "所选网络")).join("或");

/**
 * What is wished for, in words too, as a chosen wish may have scrolled out of sight.
 * @param {Wished} wished
 * @param {Vocabulary} vocabulary
 * @returns {string}
 */
export function wishWords({ wants, kind, host, network, allDay }, vocabulary) {
  const wished = wishesOf(wants, vocabulary);
  const wordsOf = (list) => list.map((it) => it.zh).join("、");
  const things = wordsOf(wished.filter((it) => it.things.length));
  const termWords = (ids, terms) => ids.map((id) => terms.find((it) => it[0] === id)?.[1])
    .join("或");
  return [
    things && `要有${things}`,
    wordsOf(wished.filter((it) => !it.things.length)),
    termWords(kind, vocabulary.kinds),
    networkWords(network),
    host.length && `设在${termWords(host, vocabulary.hosts)}`,
    allDay && "24 小时开放",
  ].filter(Boolean).join("，");
}
