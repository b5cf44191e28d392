// What a mark of the map looks like, and what it says when it is tapped. Names come from people, so
// all text goes in as textContent, and a popup is given an element, never a string.
import { icon, made } from "../shared/dom.js";

/** @import { Mark } from "../shared/state_line.js" */

/**
 * @typedef {object} Spot a station on the map
 * @property {string} id
 * @property {number} lat
 * @property {number} lon
 * @property {string} [name]
 * @property {Mark} [mark]
 * @property {string} [words]
 * @property {any} [station] of the cells, where it is none of the list
 *
 * @typedef {{ first: Spot | null, count: number }} Face `first`: whose state the mark shows
 */

const symbol = (mark) => icon(`mark-${mark}`, `is-${mark}`);

/**
 * How many, in few characters.
 * @param {number} count
 * @returns {string}
 */
const countWords = (count) => (count < 10000
  ? `${count} 个` : `${(Math.floor(count / 1000) / 10).toFixed(1).replace(".0", "")} 万`);

/**
 * The icon of a mark. That of a mere cluster has no station; where the cluster is a single one,
 * a dot says so.
 * @param {Face} face
 * @returns {any}
 */
export function iconOf({ first, count }) {
  const face = made("span");
  if (first) face.append(symbol(first.mark));
  if (count > 1) face.append(made("b", { textContent: countWords(count) }));
  else if (!first) face.append(made("i", {}));
  const many = count > 1 ? "mark-many" : "mark-one";
  const names = ["mark-pin", many, `is-${first ? first.mark : "afar"}`];
  if (first && !first.station) names.push("is-listed");
  return L.divIcon({ className: names.join(" "), html: face, iconSize: null });
}

/**
 * What is said of a mark.
 * @param {Face & { known: boolean }} mark
 * @returns {string}
 */
export function titleOf({ first, count, known }) {
  if (count === 1 && first) return `${first.name}，${first.words}`;
  return known ? `这里有 ${count} 个驿站` : `${count} 个驿站，点一下放大`;
}

function linkTo(station, words, target) {
  const href = `/stations/${encodeURIComponent(station.id)}`;
  const link = made("a", { textContent: words, href });
  if (target) Object.assign(link, { target, rel: "noopener" });
  return link;
}

/**
 * The list of the stations of a mark.
 * @param {Spot[]} stations
 * @param {string} [target] of the links
 * @returns {HTMLElement}
 */
export function popupFor(stations, target) {
  const box = made("div", { className: "mark-told", tabIndex: -1 });
  if (stations.length === 1) {
    const [it] = stations;
    box.append(made("strong", { textContent: it.name }), made("div", { textContent: it.words }));
    box.append(linkTo(it, "看详情、去这里", target));
    return box;
  }
  const list = made("ul");
  for (const it of stations) {
    const words = made("span", { textContent: it.words });
    list.append(made("li", {}, symbol(it.mark), linkTo(it, it.name, target), words));
  }
  box.append(made("strong", { textContent: `这里有 ${stations.length} 个驿站` }), list);
  return box;
}
