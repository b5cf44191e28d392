// The list on the phone: the same markup as templates/_parts/row.html and results.html. Rows that
// stay are filled anew where they stand, so that neither focus nor scroll is lost.
import { icon, made, refill, setText, srOnly } from "../shared/dom.js";

/**
 * @import { Row } from "../finder/rows_shown.js"
 * @import { List } from "./results.js"
 */

function newRow(it) {
  const url = `/stations/${encodeURIComponent(it.id)}`;
  const row = made("li", { className: "row" },
    made("span", { className: "row-mark" }),
    made("div", { className: "row-head" },
      made("h3", {}, made("a", { href: url, textContent: it.name })),
      made("span", { className: "metres" })),
    made("p", { className: "state" }, made("span", { className: "words" })),
    made("p", { className: "heard", hidden: true }),
    made("p", { className: "offers" }),
    made("div", { className: "row-foot" },
      made("p", { className: "note" },
        ...["minutes", "notes", "checked"].map((className) => made("span", { className }))),
      made("a", { className: "go", href: `${url}#go` }, "去这里", srOnly(`：${it.name}`))));
  Object.assign(row.dataset, { id: it.id, lat: it.lat, lon: it.lon });
  return row;
}

function starOf(star) {
  const stars = made("span", { textContent: "★".repeat(star) });
  stars.setAttribute("aria-hidden", "true");
  return made("span", { className: "star" }, stars, srOnly(`，${star} 星`));
}

/**
 * Fills a row.
 * @param {HTMLElement} row
 * @param {Row} it
 * @returns {HTMLElement}
 */
export function fill(row, it) {
  const mark = row.querySelector(".row-mark");
  if (row.dataset.mark !== it.mark || !mark.firstElementChild) {
    row.dataset.mark = it.mark;
    mark.className = `row-mark is-${it.mark}`;
    refill(mark, icon(`mark-${it.mark}`));
  }
  const state = row.querySelector(".state");
  state.className = `state is-${it.mark}`;
  setText(state.querySelector(".words"), it.words);
  if (!state.querySelector(".star") && it.star) state.append(starOf(it.star));
  const offers = it.offers.flatMap((thing) => [
    made("span", { className: thing.wished ? "wished" : "", textContent: thing.word }), " "]);
  if (it.more) offers.push(made("span", { className: "note", textContent: `共 ${it.more} 项` }));
  refill(row.querySelector(".offers"), ...offers);
  setText(row.querySelector(".metres"), it.metres);
  setText(row.querySelector(".minutes"), it.minutes);
  setText(row.querySelector(".notes"), it.notes);
  setText(row.querySelector(".checked"), it.checked);
  return row;
}

function button({ act, words }) {
  const it = made("button", { className: "button", type: "button", textContent: words });
  it.dataset.act = act;
  return it;
}

function emptyOf({ title, advice, actions }) {
  return made("div", { className: "empty" }, made("h2", { textContent: title }),
    made("p", { textContent: advice }),
    made("ul", {}, ...actions.map((action) => made("li", {}, button(action)))));
}

function restOf({ words, actions }) {
  const nav = made("nav", { className: "rest" }, ...actions.map(button));
  nav.setAttribute("aria-label", "更多驿站");
  if (words) nav.prepend(made("p", { textContent: words }));
  return nav;
}

const signOf = (title, ids) => [title, ...ids].join(" ");

/**
 * Shows a list.
 * @param {HTMLElement} results
 * @param {List} found
 */
export function draw(results, found) {
  const focused = document.activeElement;
  const known = new Map([...results.querySelectorAll(".row")].map((row) => [row.dataset.id, row]));
  const count = results.querySelector("#count");
  setText(count, (found.demo ? "演示数据，请勿前往 " : "") + found.summary);
  if (found.demo && count.firstChild.nodeType === Node.TEXT_NODE) {
    refill(count,
      made("strong", { className: "tag", textContent: "演示数据，请勿前往" }), ` ${found.summary}`);
  }
  const titleOf = (group) => group.title || "驿站列表";
  const standing = [...results.querySelectorAll(".rows")].map((list) => signOf(
    list.previousElementSibling.textContent, [...list.children].map((row) => row.dataset.id)));
  const wanted = found.groups.map((group) => signOf(titleOf(group), group.rows.map((it) => it.id)));
  const rowOf = (it) => fill(known.get(it.id) ?? newRow(it), it);
  if (standing.join("|") === wanted.join("|")) {
    found.groups.forEach((group) => group.rows.forEach(rowOf));
    results.querySelectorAll(".rest, .empty").forEach((it) => it.remove());
  } else {
    refill(results, count, ...found.groups.flatMap((group) => [
      made("h2", { className: group.title ? "group" : "sr", textContent: titleOf(group) }),
      made("ol", { className: "rows" }, ...group.rows.map(rowOf))]));
  }
  if (found.empty) results.append(emptyOf(found.empty));
  if (found.rest) results.append(restOf(found.rest));
  if (focused !== document.activeElement && focused?.isConnected) {
    focused.focus({ preventScroll: true });
  }
}
