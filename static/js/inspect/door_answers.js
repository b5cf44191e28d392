// What is answered at the door beside the points: gates of levels, and whether the record is true.

const fieldsOf = (form) => Array.from(
  form.querySelectorAll("[data-door] [name], [data-record] [name]"));

/**
 * What was answered so far, by the name of its field.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export function readDoor(form) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" && !field.checked) continue;
    if (field.value.trim()) found[field.name] = field.value.trim();
  }
  return found;
}

/**
 * The answers to the questions of the rules, as numbers.
 * @param {HTMLFormElement} form
 * @returns {Record<string, number>}
 */
export function gatesOf(form) {
  const asked = Array.from(form.querySelectorAll("[data-asked]"));
  return Object.fromEntries(asked.filter((it) => it.value !== "").map((it) => (
    [it.name.replace("door-", ""), Number(it.value)])));
}

/**
 * Shows the differences where there are some.
 * @param {HTMLFormElement} form
 */
export function showDoor(form) {
  const said = form.querySelector("[name=record]:checked");
  form.querySelector("[data-differs]").hidden = !said || said.value !== "differs";
}

/**
 * Fills in answers that were kept.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} answers
 */
export function putBackDoor(form, answers) {
  for (const field of fieldsOf(form)) {
    if (field.type === "radio") field.checked = answers[field.name] === field.value;
    else field.value = answers[field.name] ?? "";
  }
}

/**
 * What has no answer yet.
 * @param {HTMLFormElement} form
 * @returns {{ criterion: string, words: string }[]}
 */
export function lackingAtDoor(form) {
  const asked = Array.from(form.querySelectorAll("[data-asked]"));
  const found = asked.filter((it) => !it.value || !it.checkValidity()).map((it) => (
    { criterion: "door", words: `${it.dataset.asked}：还没有回答` }));
  const answers = readDoor(form);
  if (!answers.record) found.push({ criterion: "record", words: "登记的信息和现场一样吗：还没有回答" });
  const told = Object.keys(answers).some((name) => /^(differs|amenity)-/.test(name));
  if (answers.record === "differs" && !told) {
    found.push({ criterion: "record", words: "有不一样的：请写是哪里不一样" });
  }
  return found;
}
