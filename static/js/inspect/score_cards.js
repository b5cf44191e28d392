// One card for each criterion: large steppers, the proposal, and why it was not taken.
const cardsOf = (form) => Array.from(form.querySelectorAll("[data-criterion]"));
const fieldOf = (card, name) => card.querySelector(`[name="${name}-${card.dataset.criterion}"]`);
const number = (text) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);

const proposedOf = ({ dataset }) => ("proposed" in dataset ? Number(dataset.proposed) : null);

// The points of a card; null where there are none, or more than there can be.
export function pointsOf(card) {
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
  fieldOf(card, "points").value = points === null ? first : Math.min(most, Math.max(0, points + by));
}

// `changed` hears of every change of points, note or reason.
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
    if (take) take.addEventListener("click", put(() => { fieldOf(card, "points").value = card.dataset.proposed; }));
    card.querySelectorAll("[data-step]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", put(() => step(card, Number(button.dataset.step))));
    });
  });
  form.addEventListener("input", (event) => { if (event.target.type !== "file") changed(); });
}

export const showCards = (form) => cardsOf(form).forEach(show);

// What was given so far, by criterion; a card with words and without points has points "".
export function given(form) {
  const found = {};
  for (const card of cardsOf(form)) {
    const points = pointsOf(card);
    const text = (name) => (fieldOf(card, name) ? fieldOf(card, name).value : "");
    const one = { points: points ?? "", shown: text("shown"), note: text("note"), reason: owesReason(card) ? text("reason") : "" };
    if (points !== null || one.note) found[card.dataset.criterion] = one;
  }
  return found;
}

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

// What keeps it from being sent, as { card, words }, and what is only wished for.
export function lacking(form, photos) {
  const [must, wish] = [[], []];
  for (const card of cardsOf(form)) {
    const { criterion, name } = card.dataset;
    if (pointsOf(card) === null) must.push({ criterion, words: `${name}：还没有打分（0 到 ${card.dataset.max}）` });
    else if (owesReason(card) && !fieldOf(card, "reason").value.trim()) must.push({ criterion, words: `${name}：和建议不一样，请写理由` });
    else if ("photo" in card.dataset && !photos.some((one) => one.criterion === criterion)) wish.push(name);
    card.classList.toggle("lacks", must.some((one) => one.criterion === criterion));
  }
  return { must, wish };
}

export const counts = (form) => {
  const cards = cardsOf(form);
  return { scored: cards.filter((card) => pointsOf(card) !== null).length, of: cards.length };
};
