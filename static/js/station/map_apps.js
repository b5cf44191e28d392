// One button that goes there with the map and the way of travel chosen last; others behind it.
import { mapApp, setMapApp, setTravel, travel } from "../shared/preferences.js";

const agent = navigator.userAgent;
const inWechat = /MicroMessenger/.test(agent);
const WORDS = { walk: "步行", ride: "骑行" };

const opensInWechat = (link) => link.href.startsWith("https:");
const onApple = (link) => link.dataset.map !== "apple" || /iPhone|iPad|iPod|Macintosh/.test(agent);
const usable = (link) => onApple(link) && (!inWechat || opensInWechat(link));

// In WeChat no application can be started, and the web route of its own maker always opens.
const chosenMap = () => (inWechat ? "tencent" : mapApp());

function linkFor(links, mode) {
  const ofMap = links.filter((link) => link.dataset.map === chosenMap());
  const [{ dataset: { map } }] = links;
  const choice = ofMap.length ? ofMap : links.filter((link) => link.dataset.map === map);
  return choice.find((link) => link.dataset.mode === mode) ?? choice[0];
}

/**
 * Makes the main link follow what was chosen last.
 * @param {HTMLElement} box
 */
export function startHandOver(box) {
  const main = box.querySelector("#go-main");
  const note = box.querySelector("#go-note");
  const switches = [...box.querySelectorAll("[name=travel]")];
  const all = [...box.querySelectorAll("[data-map]")];
  if (/iPhone|iPad|iPod/.test(agent)) {
    for (const link of all) if (link.dataset.ios) link.href = link.dataset.ios;
  }
  for (const link of all) link.hidden = !usable(link);
  for (const row of box.querySelectorAll(".hand li")) {
    row.hidden = !row.querySelector("a:not([hidden])");
  }
  const links = all.filter(usable);

  function show() {
    const mode = switches.find((it) => it.checked).value;
    const link = linkFor(links, mode);
    const { name } = link.dataset;
    main.href = link.href;
    main.querySelector("span").textContent = `用${name}去这里`;
    const other = link.dataset.mode === mode ? "" : `${name}只能从这里打开${WORDS[link.dataset.mode]}路线。`;
    note.textContent = opensInWechat(link) ? other : `要先装好${name}地图应用。没有反应，就换一个地图。`;
  }

  for (const it of switches) {
    it.checked = it.value === (travel() || "walk");
    it.addEventListener("change", () => { setTravel(it.value); show(); });
  }
  for (const link of links) {
    link.addEventListener("click", () => {
      setMapApp(link.dataset.map);
      setTravel(link.dataset.mode);
      for (const it of switches) it.checked = it.value === link.dataset.mode;
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
