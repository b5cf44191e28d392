// What typed words mean: what they ask for is switched on, and said above the list with the ways
// back; the rest is a place or names stations.
import { addressOf, currentQuery, seek, tick } from "./query.js";
import { onList, seekWords } from "./list.js";
import { cells } from "../finder/cells.js";
import { heard, namesHeld, split } from "../finder/wish_words.js";
import { wishesOf } from "../finder/wishes.js";
import { byId, made, refill } from "../shared/dom.js";

/** @import { Heard, Names, Thing } from "../finder/wish_words.js" */

const line = byId("switched");
const typed = byId("typed");
const byName = byId("as");

function word([field, id]) {
  if (field === "hours") return "24 小时";
  if (field === "wants") return wishesOf([id], cells.vocabulary)[0].zh;
  const terms = field === "kind" ? cells.vocabulary.kinds : cells.vocabulary.hosts;
  return terms.find((it) => it[0] === id)?.[1] ?? "";
}

const wordsOf = (things) => things.map(word).join("、");

function turnInto(input, value) {
  input.disabled = !value;
  if (value) input.value = value;
}

// The address of this page with other boxes, words and what was typed.
function addressWith({ without, thing = null, words = "", name = "" }) {
  const given = new URL(addressOf({ near: false }), location.href).searchParams;
  const left = [...given].filter((it) => !without.some(([field, id]) => (
    it[0] === field && it[1] === id)));
  const fields = new URLSearchParams(left);
  if (thing) fields.append(thing[0], thing[1]);
  if (words) {
    fields.delete("typed");
    fields.set("q", words);
  }
  if (name) fields.set("as", name);
  return `/?${fields}`;
}

/**
 * The way to the activities that words ask for.
 * @param {string} words
 * @param {Names} names
 * @returns {[words: string, href: string] | null}
 */
function activityWay(words, { on }) {
  const [meant] = on ? heard(words, on).things : [];
  if (!meant) return null;
  const fields = new URLSearchParams({ kind: meant[1], typed: words });
  const { area } = currentQuery();
  if (area) fields.set("area", area);
  return ["看这样的活动", `/activities?${fields}`];
}

function tell({ things, others }, words, names) {
  line.dataset.things = JSON.stringify(things);
  const ways = others.map(([one, other]) => [
    `改为“${word(other)}”`, addressWith({ without: [one], thing: other })]);
  ways.push(["改为搜名字", addressWith({ without: things, words, name: "name" })]);
  const way = activityWay(words, names);
  if (way) ways.push(way);
  refill(line, `按“${wordsOf(things)}”筛选`, ...ways.flatMap(
    ([textContent, href]) => [" ", made("a", { href, textContent })]));
}

/** @returns {Thing[]} */
const switchedOn = () => JSON.parse(line.dataset.things || "[]");

function tellNothing() {
  turnInto(typed, "");
  line.dataset.things = "[]";
  refill(line);
}

// Says no more what is not so any more.
function tellTrue() {
  const things = switchedOn();
  const asked = { ...currentQuery(), hours: currentQuery().allDay ? ["24"] : [] };
  if (!things.length || things.every(([field, id]) => asked[field].includes(id))) return;
  tellNothing();
}

onList(tellTrue);

/** Says what the words of the address have switched on, where the server has not said it. */
export async function startSwitched() {
  tellTrue();
  const words = typed.disabled ? "" : typed.value;
  if (!words || line.textContent.trim()) return;
  const names = await namesHeld();
  const whole = heard(words, names);
  tell(whole.things.length ? whole : split(words, names), words, names);
  tellTrue();
}

async function turnOn(words, hear) {
  /** @type {Heard} */
  let meant;
  /** @type {Names} */
  let names;
  try {
    names = await namesHeld();
    meant = hear(words, names);
  } catch {
    return false;
  }
  if (!meant.things.length) return false;
  meant.things.forEach(([field, id]) => tick(field, id, true));
  seek.elements.q.value = meant.rest;
  turnInto(typed, words);
  tell(meant, words, names);
  return true;
}

/**
 * Switches on what the words of the form ask for, and leaves those that name something. Gives
 * whether anything was.
 * @returns {Promise<boolean>}
 */
async function switchOn() {
  const { words } = currentQuery();
  turnInto(byName, "");
  // What was typed before asks for nothing any more.
  switchedOn().forEach(([field, id]) => tick(field, id, false));
  tellNothing();
  return Boolean(words) && turnOn(words, heard);
}

/**
 * What of words would be left to look for, were they split; empty where they cannot be.
 * @param {string} words
 * @returns {Promise<string>}
 */
async function wordsLeft(words) {
  try {
    const { things, rest } = split(words, await namesHeld());
    return things.length ? rest : "";
  } catch {
    return "";
  }
}

/**
 * The same for words that name no station as they are.
 * @returns {Promise<boolean>}
 */
export async function splitOff() {
  const { words } = currentQuery();
  if (!words || !byName.disabled) return false;
  return await turnOn(words, heard) || await turnOn(words, split) || leadToActivities(words);
}

// Words that name no station, but something that is on.
async function leadToActivities(words) {
  const way = await namesHeld().then((names) => activityWay(words, names), () => null);
  if (!way) return false;
  location.assign(way[1]);
  // The page goes: nothing else is to be shown on it.
  return new Promise(() => {});
}

async function tellActivities(words) {
  const way = await namesHeld().then((names) => activityWay(words, names), () => null);
  if (way) refill(line, "也有这样的活动： ", made("a", { textContent: way[0], href: way[1] }));
}

/**
 * Wishes that words mean are switched on, places are asked on the phone; only what is neither goes
 * on to the server.
 */
export async function seekAnything() {
  const switched = await switchOn();
  const byNames = () => seekWords({ switched });
  const { words } = currentQuery();
  if (words && !switched) await tellActivities(words);
  if (words && seek.dataset.landmarks) {
    const choice = await import("./landmark_choice.js").catch(() => null);
    if (await choice?.startAtLandmark(words, byNames)) return;
    // 济南西站厕所: the place and the wish are told apart where there is such a place.
    const rest = switched ? "" : await wordsLeft(words);
    if (rest && (await choice?.landmarksCalled(rest))?.length && await splitOff()) {
      if (await choice?.startAtLandmark(rest, () => seekWords({ switched: true }))) return;
    }
  }
  byNames();
}
