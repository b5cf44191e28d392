// How far is it on the Earth, and how far at least to anything in a tile? The formulas are those of
// stations/nearest/sphere.py, so that phone and server agree, ties included.

/**
 * @typedef {{ lat: number, lon: number }} Place in degrees, WGS-84
 * @typedef {{ west: number, south: number, east: number, north: number }} Box in degrees
 * @typedef {[x: number, y: number, z: number]} Vector of length 1
 */

/** The mean radius of the Earth in metres. */
const EARTH_M = 6371008.8;
const RAD = Math.PI / 180;
// A rounding of the bound may never hide a nearer station.
const SLACK_M = 0.01;

/**
 * A place on the unit sphere. At a pole the longitude says nothing, and -180 is 180.
 * @param {number} lat
 * @param {number} lon
 * @returns {Vector}
 */
export function vector(lat, lon) {
  const phi = lat * RAD;
  const theta = Math.abs(lat) === 90 ? 0 : (lon === -180 ? 180 : lon) * RAD;
  const flat = Math.cos(phi);
  return [flat * Math.cos(theta), flat * Math.sin(theta), Math.sin(phi)];
}

/**
 * Great-circle metres between two vectors, by the straight line through the Earth.
 * @param {Vector} a
 * @param {Vector} b
 * @returns {number}
 */
export function between(a, b) {
  const x = a[0] - b[0];
  const y = a[1] - b[1];
  const z = a[2] - b[2];
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(x * x + y * y + z * z) / 2));
}

/**
 * Great-circle metres between two places.
 * @param {number} aLat
 * @param {number} aLon
 * @param {number} bLat
 * @param {number} bLon
 * @returns {number}
 */
export const metres = (aLat, aLon, bLat, bLon) => between(vector(aLat, aLon), vector(bLat, bLon));

const latOf = (y, side) => Math.atan(Math.sinh(Math.PI * (1 - 2 * y / side))) / RAD;

/**
 * The degrees that a web map tile covers. The outermost rows reach to the poles, as places
 * beyond the Mercator square are counted to them.
 * @param {number} z
 * @param {number} x
 * @param {number} y
 * @returns {Box}
 */
export function tileBox(z, x, y) {
  const side = 2 ** z;
  return {
    west: x / side * 360 - 180,
    east: (x + 1) / side * 360 - 180,
    north: y === 0 ? 90 : latOf(y, side),
    south: y === side - 1 ? -90 : latOf(y + 1, side),
  };
}

/**
 * The tile of a zoom that holds a place; x goes on past the date line.
 * @param {Place} place
 * @param {number} z
 * @returns {[x: number, y: number]}
 */
export function tileOf({ lat, lon }, z) {
  const side = 2 ** z;
  const phi = Math.max(-85.0511287798, Math.min(85.0511287798, lat)) * RAD;
  const y = Math.floor((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2 * side);
  return [Math.floor((lon + 180) / 360 * side), Math.max(0, Math.min(side - 1, y))];
}

/**
 * The tiles of a zoom that touch a box (west may be east of east: over the date line).
 * @param {Box} box
 * @param {number} z
 * @returns {[z: number, x: number, y: number][]}
 */
export function tilesWithin({ west, south, east, north }, z) {
  const side = 2 ** z;
  const [first, top] = tileOf({ lat: north, lon: west }, z);
  const [last, bottom] = tileOf({ lat: south, lon: east < west ? east + 360 : east }, z);
  /** @type {[z: number, x: number, y: number][]} */
  const found = [];
  for (let x = first; x <= Math.min(last, first + side - 1); x += 1) {
    const within = ((x % side) + side) % side;
    for (let y = top; y <= bottom; y += 1) found.push([z, within, y]);
  }
  return found;
}

const turned = (degrees) => ((degrees + 540) % 360 + 360) % 360 - 180;

/**
 * No place in the box is nearer than this.
 *
 * Beside the longitudes of the box the nearest place lies on one of its two meridian edges: along a
 * parallel one only comes nearer by turning towards the edge. Within them it lies straight north or
 * south. On a meridian at the turn d the cosine of the distance to latitude p is
 * sin(lat) sin(p) + cos(lat) cos(d) cos(p), a wave with its crest at atan2 of the two factors: it
 * is greatest at the crest where that lies on the edge, else at one of the two ends.
 * @param {number} lat
 * @param {number} lon
 * @param {Box} box
 * @returns {number}
 */
export function leastMetres(lat, lon, box) {
  const width = box.east - box.west;
  const from = turned(lon - box.west);
  if (width >= 360 || (from >= 0 ? from : from + 360) <= width) {
    const away = Math.max(0, box.south - lat, lat - box.north);
    return Math.max(0, away * RAD * EARTH_M - SLACK_M);
  }
  const sine = Math.sin(lat * RAD);
  const cosine = Math.cos(lat * RAD);
  let best = -1;
  for (const edge of [box.west, box.east]) {
    const across = cosine * Math.cos((lon - edge) * RAD);
    const height = (p) => sine * Math.sin(p * RAD) + across * Math.cos(p * RAD);
    const crest = Math.atan2(sine, across) / RAD;
    best = Math.max(best, height(box.south), height(box.north));
    if (crest > box.south && crest < box.north) best = Math.max(best, height(crest));
  }
  // Near 1 the cosine forgets small distances: half of them may be lost, so they count for nothing.
  const least = Math.acos(Math.min(1, best)) * EARTH_M;
  return Math.max(0, least - SLACK_M - (least < 1000 ? 1 : 0));
}
