// Which stations lie on the way? Asked for seldom, so it comes then.
import { GIVE_UP_M, search } from "./search.js";
import { metresWords, minutesWords } from "../shared/format.js";
import { between, leastMetres, vector } from "../shared/sphere.js";

/**
 * @import { cells as Cells } from "./cells.js"
 * @import { Answer, Way } from "./search.js"
 */

// A detour of more than a third is on no way, nor one of two kilometres where that is short; who
// looks farther stays in the surroundings.
const DETOUR_M = 2000;

// How much longer the way becomes, and how long it takes to get there.
function detourWords(detour, metres) {
  const longer = detour < 50 ? "几乎不绕路" : `多绕约 ${metresWords(detour)}`;
  return `${longer} · ${minutesWords(metres) || "直线估算"}`;
}

/**
 * The stations of least detour on the way from one place to another, least first. The way over
 * any place in a tile is no shorter than the way to the tile and on from it.
 * @param {typeof Cells} cells
 * @param {Way} question
 * @returns {Promise<Answer>}
 */
export function along(cells, question) {
  const [from, to] = [question.from, question.to];
  const [start, end] = [vector(from.lat, from.lon), vector(to.lat, to.lon)];
  const straight = between(start, end);
  const far = question.giveUpM === Infinity ? GIVE_UP_M : Math.max(DETOUR_M, straight / 3);
  const giveUpM = question.giveUpM ? Math.min(GIVE_UP_M, far) : Infinity;
  const found = () => search(cells, { ...question, giveUpM }, {
    costOf({ lat, lon }) {
      const place = vector(lat, lon);
      const metres = between(start, place);
      return { metres, cost: Math.max(0, metres + between(place, end) - straight) };
    },
    bound: (box) => Math.max(
      0, leastMetres(from.lat, from.lon, box) + leastMetres(to.lat, to.lon, box) - straight),
    show: ({ station, metres, cost, state }) => (
      { station, metres, state, detourM: cost, detour: detourWords(cost, metres) }),
  });
  const within = `多绕 ${Math.round(giveUpM / 1000)} 公里内`;
  return cells.steadily(async () => ({ ...await found(), within, onWay: true }));
}
