// A list that found nothing: why, and what to do. It comes behind what the page begins with.
import { cells } from "../finder/cells.js";
import { nearest } from "../finder/search.js";

/**
 * @import { Action, List } from "./results.js"
 * @import { Found } from "../finder/fallback.js"
 * @import { Question } from "../finder/search.js"
 */

// Farther from every station than this is another part of the country.
const ELSEWHERE_M = 100000;

function titleOfNothing({ held, missed, unreached, foreign, within }, served) {
  if (served) return "附近没有驿站";
  if (foreign) return "没有网络，这一带的驿站没有存在手机里";
  if (held && missed) return "手机里存下的驿站没有符合条件的";
  return unreached ? `${within}没有符合条件的驿站` : "没有符合条件的驿站";
}

function adviceOfNothing({ foreign }, served) {
  if (served) return `这里只有${served}的驿站。`;
  return foreign ? "连上网再试一次。" : "可以放宽条件，或者换一个地方看看。";
}

/** @param {any} question */
const nothing = ({ wants, kind, host, network, allDay }, answer, { served, far, open }) => ({
  title: titleOfNothing(answer, served),
  advice: adviceOfNothing(answer, served),
  actions: [
    answer.unreached && !answer.foreign && far < Infinity && { act: "farther", words: "找更远的" },
    served && { act: "place", words: `看${served}的驿站` },
    ...open,
    !served && ([...wants, ...kind, ...host, ...network].length > 0 || allDay)
      && { act: "fewer", words: "减少条件" },
  ].filter(Boolean),
});

// How far the nearest station of any sort is, where none was found; Infinity in another part of the
// country.
async function metresToAny({ lat, lon }, answer) {
  if (answer.held || !answer.unreached || answer.stations.length || answer.closed) return 0;
  const any = await nearest(cells, { lat, lon, limit: 1, proof: false, giveUpM: ELSEWHERE_M });
  return any.stations[0]?.metres ?? Infinity;
}

/**
 * What stands instead of rows; `served` names the cities where no station at all is near.
 * @param {Found & { within: string }} answer `within`: how far it went
 * @param {Question} question
 * @param {Action[]} open what lists the closed ones too
 * @param {string} cities
 * @returns {Promise<{ served: string, empty: List["empty"] }>}
 */
export async function emptyList(answer, question, open, cities) {
  const far = cities ? await metresToAny(question, answer) : 0;
  const served = far > (question.giveUpM ?? Infinity) ? cities : "";
  return { served, empty: nothing(question, answer, { served, far, open }) };
}
