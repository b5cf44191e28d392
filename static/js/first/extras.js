// What is asked for less often: another time, a way to somewhere, and the stations one goes back
// to.
import { journey, keepJourney, plain } from "./query.js";
import { byId, icon, made, refill } from "../shared/dom.js";
import { changed, isAround, onList, refresh } from "./list.js";
import { note } from "./status_line.js";
import { cells } from "../finder/cells.js";
import { nearestNamed } from "./named_list.js";
import { searchNames } from "../finder/name_search.js";
import { startMine } from "./mine.js";
import { listAround, near } from "./near_me.js";
import { askWords, choiceOf, landmarksCalled } from "./landmark_choice.js";
import { said } from "../finder/places.js";
import { askPage, placesOn } from "./server_list.js";
import { metresWords } from "../shared/format.js";
import { metres } from "../shared/sphere.js";
import {
  clockWords, dayOf, dayWords, MINUTE_MS, momentAt, momentWords, now,
} from "../shared/time.js";
// Needed without network too, where the page could no longer fetch them.
import "./empty_list.js";
import "./position.js";
import "../finder/nearer_unknown.js";
import "../finder/query_words.js";

/**
 * @import { Target } from "./query.js"
 * @import { Place } from "../shared/sphere.js"
 */

const CHOICES = 6;
// The cells tell of two weeks at least: so far ahead nothing is guessed.
const DAYS_AHEAD = 7;
const HOUR_MS = 60 * MINUTE_MS;
/** @type {[clock: string, today: string, tomorrow: string][]} */
const PRESETS = [["07:00", "今早", "明早"], ["12:00", "今天", "明天"], ["20:00", "今晚", "明晚"]];

// What deviates from here and now stands above the list, each with its way back.
function tellTurns({ near: isNear }) {
  const { at, to } = journey;
  const turns = [
    { on: at !== null, words: `看 ${momentWords(at ?? 0, now())} 的样子`, undo: { at: null } },
    { on: isNear && to !== null, words: `顺路去“${to?.name}”`, undo: { to: null } },
  ].filter(({ on }) => on);
  const told = byId("told");
  told.hidden = turns.length === 0;
  // Left alone where it says the same, so that a button in it keeps the focus.
  if (told.textContent === turns.map(({ words }) => words).join("")) return;
  refill(told, ...turns.map(({ words, undo }) => {
    const it = made("button", { type: "button" }, words, icon("cross"));
    it.setAttribute("aria-label", `${words}，点一下取消`);
    it.addEventListener("click", () => {
      Object.assign(journey, undo);
      turned();
      byId("near").focus();
    });
    return it;
  }));
}

function turned() {
  byId("later").closest("details").open = false;
  return changed();
}

// The next times of a clock that workers ask for; those of today as long as they are to come.
function presets(ms) {
  const next = ([clock, today, tomorrow]) => {
    const ahead = momentAt(clock, 0, ms) > ms ? 0 : 1;
    return { at: momentAt(clock, ahead, ms), words: `${ahead ? tomorrow : today} ${clock}` };
  };
  return [{ at: ms + HOUR_MS, words: "1 小时后" }, ...PRESETS.map(next)];
}

function fillLater() {
  const [select, today, chosen] = [byId("later-day"), dayOf(now()), journey.at ?? now()];
  refill(select, ...Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => {
    const holiday = cells.vocabulary.holidays.get(today + ahead);
    const words = dayWords(today + ahead, now()) + (holiday ? ` ${holiday}` : "");
    return made("option", { value: String(ahead) }, words);
  }));
  select.value = String(Math.min(DAYS_AHEAD, Math.max(0, dayOf(chosen) - today)));
  byId("later-time").value = clockWords(chosen);
  refill(byId("later-presets"), ...presets(now()).map(({ at, words }) => {
    const it = made("button", { type: "button", className: "button" }, words);
    it.addEventListener("click", () => { journey.at = at; turned(); });
    return it;
  }));
}

function startLater() {
  const form = byId("later");
  form.hidden = false;
  fillLater();
  // The page may have stood open since yesterday.
  form.closest("details").querySelector("summary").addEventListener("click", fillLater);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = byId("later-day");
    const at = (ahead) => momentAt(byId("later-time").value, ahead, now());
    const over = at(Number(day.value)) <= now() - MINUTE_MS;
    if (over) {
      note(`今天 ${clockWords(at(0))} 已经过了，看的是明天的。`);
      day.value = "1";
    }
    journey.at = at(Number(day.value));
    turned();
  });
}

/**
 * The way begins where the phone is, or where the map was tapped.
 * @param {Target} to
 */
export async function goAlong(to) {
  byId("along").closest("details").open = false;
  journey.to = to;
  keepJourney();
  const found = journey.from ? await listAround() : await near();
  if (found) return;
  journey.to = null;
  keepJourney();
}

function choose(to) {
  refill(byId("along-choices"));
  byId("along-say").textContent = "或者在地图上点一下目的地。";
  goAlong(to);
}

/**
 * The stations of some words and how many there are; nearest first where a place is known.
 * @param {string} words
 * @returns {Promise<{ found: { name: string, lat: number, lon: number }[], of: number }>}
 */
async function stationsCalled(words) {
  const { from } = journey;
  const page = await askPage(`/?${new URLSearchParams({ q: words, open: "any" })}`, words);
  if (!page) {
    const middle = from ?? { lat: 0, lon: 0 };
    const { hits } = await searchNames(words, middle).catch(() => ({ hits: [] }));
    return { found: hits.map((hit) => hit.station), of: hits.length };
  }
  const named = from && await nearestNamed(
    page.getElementById("results"), from, CHOICES);
  if (named) return { found: named.hits.map((hit) => hit.station), of: named.of };
  const found = placesOn(page);
  return { found, of: found.length };
}

// How far a choice is tells those of one name apart.
/** @param {Place} place */
function awayWords({ lat, lon }) {
  const { from } = journey;
  return from ? metresWords(metres(from.lat, from.lon, lat, lon)) : "";
}

async function offer(words) {
  const say = byId("along-say");
  const list = byId("along-choices");
  const landmarks = await landmarksCalled(words, journey.from);
  if (landmarks.length) {
    say.textContent = askWords(landmarks, words).replace("从哪里找", "去哪一个");
    refill(list, ...landmarks.map(({ landmark }) => {
      const { lat, lon } = landmark;
      const choice = () => choose({ lat, lon, name: said(landmark) });
      return choiceOf(landmark, choice, awayWords(landmark));
    }));
    return;
  }
  const { found, of } = await stationsCalled(words);
  const cut = of > CHOICES ? `（先列 ${CHOICES} 个，词长一点更准）` : "";
  say.textContent = of ? `选一个目的地${cut}：` : `没有找到“${words}”。换个短一点的词，或者点一下地图。`;
  refill(list, ...found.slice(0, CHOICES).map(({ lat, lon, name }) => {
    const note = made("span", { className: "note", textContent: ` ${awayWords({ lat, lon })}` });
    const choice = made("button", { type: "button" }, name, note);
    choice.addEventListener("click", () => choose({ lat, lon, name }));
    return made("li", {}, choice);
  }));
}

function startAlong() {
  const form = byId("along");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    offer(plain(byId("along-words").value));
  });
}

/** Starts the parts that are asked for less often. */
export function startExtras() {
  startLater();
  startAlong();
  onList(tellTurns);
  tellTurns({ near: isAround() });
  startMine();
  // A page that comes back from memory has not seen what was marked meanwhile.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) refresh({ returned: true }); });
}

// An open sheet closes when one taps beside it or presses Escape.
const sheets = [...document.querySelectorAll(".places, .filters")];
document.addEventListener("click", ({ target }) => {
  for (const sheet of sheets) if (!sheet.contains(target)) sheet.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  const sheet = key === "Escape" && sheets.find((it) => it.open);
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
});

// What is open changes by the minute.
function eachMinute() {
  setTimeout(() => { refresh(); eachMinute(); }, MINUTE_MS - Date.now() % MINUTE_MS);
}
eachMinute();
