// Which stations lie on the way? Asked for seldom, so it comes then.
import { search } from "./search.js";
import { between, leastMetres, vector } from "../shared/sphere.js";

/**
 * @import { cells as Cells } from "./cells.js"
 * @import { Answer, Way } from "./search.js"
 */

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
  return cells.steadily(() => search(cells, question, {
    costOf({ lat, lon }) {
      const place = vector(lat, lon);
      const metres = between(start, place);
      return { metres, cost: Math.max(0, metres + between(place, end) - straight) };
    },
    bound: (box) => Math.max(
      0, leastMetres(from.lat, from.lon, box) + leastMetres(to.lat, to.lon, box) - straight),
    show: ({ station, metres, cost, state }) => ({ station, metres, state, detourM: cost }),
  }));
}
