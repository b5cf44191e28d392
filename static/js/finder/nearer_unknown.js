// A long way to what is surely open, while one of unknown hours is near: a call may save the way,
// so it comes right after the first row. Seldom needed, so it comes then.

/** @import { Answer } from "./search.js" */

const NEARER_TITLES = ["更近的，开放时间不详，去之前先问一声", "更远的，开着"];
const DETOUR_TITLES = ["绕得更少的，开放时间不详，去之前先问一声", "绕得更多的，开着"];

/**
 * Adds those that are nearer to an answer whose end they did not reach.
 * @param {Answer} answer
 */
export function add({ stations, nearer }) {
  const ids = new Set(stations.map(({ station }) => station.id));
  stations.push(...nearer.filter(({ station }) => !ids.has(station.id)));
}

/**
 * Groups in which those that are nearer follow the first open one.
 * @template T
 * @param {{ title: string, rows: T[] }[]} groups
 * @param {Answer["nearer"]} nearer
 * @param {string} unknownTitle of those of unknown hours
 * @returns {{ title: string, rows: T[] }[]}
 */
export function nearerFirst(groups, nearer, unknownTitle) {
  const [open, ...others] = groups;
  const unknown = others.find(({ title }) => title === unknownTitle);
  if (!unknown || open.title) return groups;
  const count = nearer.length;
  const [less, more] = nearer[0].detourM === undefined ? NEARER_TITLES : DETOUR_TITLES;
  return [
    { title: "", rows: open.rows.slice(0, 1) },
    { title: less, rows: unknown.rows.slice(0, count) },
    { title: more, rows: open.rows.slice(1) },
    { title: unknownTitle, rows: unknown.rows.slice(count) },
    ...others.filter((group) => group !== unknown),
  ].filter(({ rows }) => rows.length);
}
