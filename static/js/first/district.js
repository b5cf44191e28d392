// A page kept for one place, opened without network for another: what the phone knows of that one.
import { note } from "./status_line.js";
import { moveTo } from "./list.js";
import { seek } from "./query.js";
import { byId, made } from "../shared/dom.js";

const box = byId("map");
const results = byId("results");

const linkTo = (area) => [...document.querySelectorAll(".places-sheet a")]
  .find((link) => new URL(link.href).searchParams.get("area") === area);

/**
 * The page becomes that of the district, where it names it; else it says whose list this is.
 * @param {string} area
 */
export function become(area) {
  const link = linkTo(area);
  if (link?.hasAttribute("aria-current")) return;
  const name = link?.firstChild.textContent.trim();
  if (!link?.dataset.middle) {
    const page = name ? `${name}的页` : "这个地方";
    note(`没有网络，${page}没有存在手机里，先列${results.dataset.place}的。`);
    return;
  }
  const [lat, lon] = link.dataset.middle.split(",").map(Number);
  moveTo({ name, lat, lon });
  if (box) Object.assign(box.dataset, { home: link.dataset.middle, zoom: "13" });
  seek.prepend(made("input", { type: "hidden", name: "area", value: area }));
  document.querySelector(".places-sheet [aria-current]")?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  document.querySelector(".places > summary").childNodes[1].textContent = name;
  document.title = `${name}驿站 · 找最近开着的户外劳动者驿站`;
}
