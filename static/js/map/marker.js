// What a mark of the map looks like, and what it says when it is tapped. Names come from people, so
// all text goes in as textContent, and a popup is given an element, never a string.
import { icon, made } from "../shared/dom.js";

const symbol = (mark) => icon(`mark-${mark}`, `is-${mark}`);

export const countWords = (count) => (count < 10000
  ? `${count} 个` : `${(Math.floor(count / 1000) / 10).toFixed(1).replace(".0", "")} 万`);

// `first` is the station whose state the mark shows; a mark of a mere cluster has none, and where that
// is a single station, a dot says so.
export function iconOf({ first, count }) {
  const face = document.createElement("span");
  if (first) face.append(symbol(first.mark));
  if (count > 1) face.append(made("b", { textContent: countWords(count) }));
  else if (!first) face.append(made("i", {}));
  const names = ["mark-pin", count > 1 ? "mark-many" : "mark-one", `is-${first ? first.mark : "afar"}`];
  if (first && !first.station) names.push("is-listed");
  return L.divIcon({ className: names.join(" "), html: face, iconSize: null });
}

export function titleOf({ first, count, known }) {
  if (count === 1 && first) return `${first.name}，${first.words}`;
  return known ? `这里有 ${count} 个驿站` : `${count} 个驿站，点一下放大`;
}

function linkTo(station, words, target) {
  const link = made("a", { textContent: words, href: `/stations/${encodeURIComponent(station.id)}` });
  if (target) Object.assign(link, { target, rel: "noopener" });
  return link;
}

export function popupFor(stations, target) {
  const box = made("div", { className: "mark-told", tabIndex: -1 });
  if (stations.length === 1) {
    const [it] = stations;
    box.append(made("strong", { textContent: it.name }), made("div", { textContent: it.words }));
    box.append(linkTo(it, "看详情、去这里", target));
    return box;
  }
  const list = document.createElement("ul");
  for (const it of stations) {
    const row = document.createElement("li");
    row.append(symbol(it.mark), linkTo(it, it.name, target), made("span", { textContent: it.words }));
    list.append(row);
  }
  box.append(made("strong", { textContent: `这里有 ${stations.length} 个驿站` }), list);
  return box;
}
