// One card for each criterion: large steppers, the proposal, and why it was not taken.

/**
 * @import { Photo, Score } from "./visit_store.js"
 *
 * @typedef {object} Lacking
 * @property {{ criterion: string, words: string }[]} must what keeps it from being sent
 * @property {string[]} wish cards that a photo is only wished for
 */

const cardsOf = (form) => Array.from(form.querySelectorAll("[data-criterion]"));
const fieldOf = (card, name) => card.querySelector(`[name="${name}-${card.dataset.criterion}"]`);
const number = (text) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);

const proposedOf = ({ dataset }) => ("proposed" in dataset ? Number(dataset.proposed) : null);

/**
 * The points of a card; null where there are none, or more than there can be.
 * @param {HTMLElement} card
 * @returns {number | null}
 */
function pointsOf(card) {
  const points = number(fieldOf(card, "points").value);
  return points !== null && points <= Number(card.dataset.max) ? points : null;
}

function owesReason(card) {
  const [points, proposed] = [pointsOf(card), proposedOf(card)];
  return points !== null && proposed !== null && points !== proposed;
}

function show(card) {
  card.classList.toggle("scored", pointsOf(card) !== null);
  const why = card.querySelector("[data-why]");
  if (why) why.hidden = !owesReason(card);
}

// The first tap gives all or nothing, which is what most cards get; then it counts.
function step(card, by) {
  const [points, most] = [pointsOf(card), Number(card.dataset.max)];
  const first = by > 0 ? proposedOf(card) ?? most : 0;
  const next = points === null ? first : Math.min(most, Math.max(0, points + by));
  fieldOf(card, "points").value = next;
}

/**
 * Starts the steppers; `changed` hears of every change of points, note or reason.
 * @param {HTMLFormElement} form
 * @param {() => void} changed
 */
export function startCards(form, changed) {
  cardsOf(form).forEach((card) => {
    const put = (work) => () => {
      work();
      changed();
    };
    card.querySelector(".quick").hidden = false;
    card.querySelector("[data-full]").addEventListener("click", put(() => {
      fieldOf(card, "points").value = card.dataset.max;
    }));
    const take = card.querySelector("[data-take]");
    take?.addEventListener("click", put(() => {
      fieldOf(card, "points").value = card.dataset.proposed;
    }));
    card.querySelectorAll("[data-step]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", put(() => step(card, Number(button.dataset.step))));
    });
  });
  form.addEventListener("input", ({ target }) => {
    if (/** @type {HTMLInputElement} */ (target).type !== "file") changed();
  });
}

/**
 * Shows which cards are scored, and which ask for a reason.
 * @param {HTMLFormElement} form
 */
export const showCards = (form) => cardsOf(form).forEach(show);

/**
 * What was given so far, by criterion; a card with words and without points has points "".
 * @param {HTMLFormElement} form
 * @returns {Record<string, Score>}
 */
export function readScores(form) {
  /** @type {Record<string, Score>} */
  const found = {};
  for (const card of cardsOf(form)) {
    const points = pointsOf(card);
    const text = (name) => (fieldOf(card, name) ? fieldOf(card, name).value : "");
    const [shown, note] = [text("shown"), text("note")];
    const reason = owesReason(card) ? text("reason") : "";
    if (points === null && !note) continue;
    found[card.dataset.criterion] = { points: points ?? "", shown, note, reason };
  }
  return found;
}

/**
 * Fills in scores that were kept.
 * @param {HTMLFormElement} form
 * @param {Record<string, Score>} points
 */
export function putBack(form, points) {
  for (const card of cardsOf(form)) {
    const one = points[card.dataset.criterion];
    if (!one) continue;
    for (const name of ["points", "note", "reason"]) {
      if (fieldOf(card, name)) fieldOf(card, name).value = one[name];
    }
    if (one.note) card.querySelector("details").open = true;
  }
}

function problemOf(card, max) {
  if (pointsOf(card) === null) return `还没有打分（0 到 ${max}）`;
  const owes = owesReason(card) && !fieldOf(card, "reason").value.trim();
  return owes ? "和建议不一样，请写理由" : "";
}

/**
 * What is lacking; the cards are marked.
 * @param {HTMLFormElement} form
 * @param {Photo[]} photos
 * @returns {Lacking}
 */
export function lacking(form, photos) {
  /** @type {Lacking} */
  const found = { must: [], wish: [] };
  for (const card of cardsOf(form)) {
    const { criterion, name, max } = card.dataset;
    const words = problemOf(card, max);
    if (words) found.must.push({ criterion, words: `${name}：${words}` });
    else if ("photo" in card.dataset && !photos.some((one) => one.criterion === criterion)) {
      found.wish.push(name);
    }
    card.classList.toggle("lacks", Boolean(words));
  }
  return found;
}

/**
 * How many cards are scored, of how many.
 * @param {HTMLFormElement} form
 * @returns {{ scored: number, of: number }}
 */
export const counts = (form) => {
  const cards = cardsOf(form);
  return { scored: cards.filter((card) => pointsOf(card) !== null).length, of: cards.length };
};
