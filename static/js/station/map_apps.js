// One button that goes there with the map and the way of travel chosen last; others behind it.
import { made, srOnly } from "../shared/dom.js";
import {
  inWechat, isUsable, linkFor, linksTo, onIos, opensInBrowser,
} from "../shared/map_choice.js";
import { setMapApp, setTravel, travel } from "../shared/preferences.js";

/** @import { Goal } from "../shared/map_links.js" */

const WORDS = { walk: "步行", ride: "骑行", drive: "驾车" };

/**
 * Puts the links to a station into the list, where no server has done it.
 * @param {HTMLElement} box
 * @param {Goal} goal
 */
export function fillHandOver(box, goal) {
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();
  for (const { map, name, mode, words, href } of linksTo(goal)) {
    const row = rows.get(map) ?? made("li", {}, made("span", {}, name));
    const link = made("a", { className: "button", href, rel: "noopener noreferrer" },
      words, srOnly(`，用${name}去${goal.name}`));
    Object.assign(link.dataset, { map, name, mode });
    row.append(link);
    rows.set(map, row);
  }
  box.querySelector(".hand").append(...rows.values());
}

const described = (anchor) => ({
  anchor, href: anchor.href, map: anchor.dataset.map, name: anchor.dataset.name,
  mode: anchor.dataset.mode });

/**
 * Makes the main link follow what was chosen last.
 * @param {HTMLElement} box
 */
export function startHandOver(box) {
  const main = box.querySelector("#go-main");
  const note = box.querySelector("#go-note");
  const switches = [...box.querySelectorAll("[name=travel]")];
  const anchors = [...box.querySelectorAll("[data-map]")];
  if (onIos) for (const it of anchors) if (it.dataset.ios) it.href = it.dataset.ios;
  const all = anchors.map(described);
  for (const link of all) link.anchor.hidden = !isUsable(link);
  for (const row of box.querySelectorAll(".hand li")) {
    row.hidden = !row.querySelector("a:not([hidden])");
  }
  const links = all.filter(isUsable);
  let shown = links[0];

  function show() {
    const mode = switches.find((it) => it.checked).value;
    shown = linkFor(links, mode);
    const { name } = shown;
    main.href = shown.href;
    main.querySelector("span").textContent = `用${name}去这里`;
    const other = shown.mode === mode ? "" : `${name}只能从这里打开${WORDS[shown.mode]}路线。`;
    note.textContent = opensInBrowser(shown) ? other : `要先装好${name}地图应用。没有反应，就换一个地图。`;
  }

  for (const it of switches) {
    it.checked = it.value === (travel() || "walk");
    it.addEventListener("change", () => { setTravel(it.value); show(); });
  }
  // Taken once, it is taken from then on, from a list too.
  main.addEventListener("click", () => { setMapApp(shown.map); setTravel(shown.mode); });
  for (const link of links) {
    link.anchor.addEventListener("click", () => {
      setMapApp(link.map);
      setTravel(link.mode);
      for (const it of switches) it.checked = it.value === link.mode;
      show();
    });
  }
  box.querySelector("#travel").hidden = inWechat;
  if (inWechat) {
    switches[0].checked = true;
    box.querySelector("#wechat").hidden = false;
  }
  show();
}
