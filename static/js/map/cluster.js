// Which marks would lie on each other? Those become one mark with a number.

/**
 * @typedef {{ x: number, y: number, lat: number, lon: number, count: number }} Item
 * @typedef {Item & { members: Item[] }} Cluster
 */

const EDGE_DEGREES = 1e-4;
const SQUARE_PX = 64;
const AROUND = [
  [0, 0], [0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [1, -1], [-1, 1], [-1, -1],
];

/**
 * Each item, in order, joins the nearest mark within `gap` pixels or becomes a mark itself, at
 * its own place: so the first ones stay where they truly are, and no two marks come nearer than
 * the gap.
 * @param {Item[]} items
 * @param {number} gap in pixels
 * @returns {Cluster[]}
 */
export function joinNear(items, gap) {
  /** @type {Cluster[]} */
  const marks = [];
  const buckets = new Map();
  const key = (column, row) => `${column},${row}`;
  for (const item of items) {
    const column = Math.floor(item.x / gap);
    const row = Math.floor(item.y / gap);
    let best = null;
    let least = gap;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const mark of buckets.get(key(column + dx, row + dy)) ?? []) {
          const away = Math.hypot(mark.x - item.x, mark.y - item.y);
          if (away < least) [best, least] = [mark, away];
        }
      }
    }
    if (best) {
      best.members.push(item);
      best.count += item.count;
      continue;
    }
    const { x, y, lat, lon, count } = item;
    const mark = { x, y, lat, lon, count, members: [item] };
    marks.push(mark);
    const at = key(column, row);
    buckets.set(at, [...buckets.get(at) ?? [], mark]);
  }
  return marks;
}

/**
 * The clusters of a zoom less the stations that are drawn by themselves, so that each station is
 * counted once. A cluster stands for a square of 64 pixels, its place is the mean of its
 * stations.
 * @param {[lat: number, lon: number, count: number][]} clusters
 * @param {{ lat: number, lon: number }[]} stations
 * @param {(lat: number, lon: number) => { x: number, y: number }} project
 * @returns {{ lat: number, lon: number, count: number }[]}
 */
export function clustersWithout(clusters, stations, project) {
  const left = new Map();
  const squareOf = ({ lat, lon }) => {
    const { x, y } = project(lat, lon);
    return [Math.floor(x / SQUARE_PX), Math.floor(y / SQUARE_PX)].join();
  };
  for (const [lat, lon, count] of clusters) {
    const cluster = { lat, lon, count };
    const square = squareOf(cluster);
    left.set(square, [...left.get(square) ?? [], cluster]);
  }
  const find = (it) => {
    // A mean is rounded to four decimals, which may carry it over the edge of its square.
    for (const [up, right] of AROUND) {
      const at = { lat: it.lat + up * EDGE_DEGREES, lon: it.lon + right * EDGE_DEGREES };
      const found = (left.get(squareOf(at)) ?? []).find((cluster) => cluster.count > 0);
      if (found) return found;
    }
    return null;
  };
  for (const it of stations) {
    const cluster = find(it);
    if (!cluster) continue;
    const rest = cluster.count - 1;
    if (rest) {
      cluster.lat += (cluster.lat - it.lat) / rest;
      cluster.lon += (cluster.lon - it.lon) / rest;
    }
    cluster.count = rest;
  }
  return [...left.values()].flat().filter((cluster) => cluster.count > 0);
}
