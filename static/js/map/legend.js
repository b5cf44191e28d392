// What the marks of the map mean, behind one word in its corner.
import { icon, made, srOnly } from "../shared/dom.js";

const STATES = [
  ["open", "开放中"], ["soon", "快关门了"], ["unknown", "说不准"], ["closed", "已关门"],
  ["shut", "多人反映未开放"],
];
const SHAPES = [
  ["is-listed", "红圈：在列表里"], ["is-many", "数字：几个驿站在一起"],
  ["is-afar", "灰点：别的驿站"], ["is-me", "您的位置"], ["is-tapped", "您点的地方"],
];

/**
 * Puts it into the map's corner.
 * @param {import("./leaflet.js").LeafletMap} map
 */
export function addLegend(map) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const box = made("details", { className: "map-legend" });
    box.append(made("summary", {}, "图例", srOnly("：地图上的标记")));
    const list = made("ul", { tabIndex: 0 });
    for (const [mark, words] of STATES) {
      list.append(made("li", {}, icon(`mark-${mark}`, `is-${mark}`), words));
    }
    for (const [name, words] of SHAPES) {
      list.append(made("li", {}, made("i", { className: name }), words));
    }
    box.append(list);
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    // The next tap on the map is for the map.
    map.on("click movestart", () => { box.open = false; });
    return box;
  };
  control.addTo(map);
}
