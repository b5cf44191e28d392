// Places as the maps of the mainland write them, worked out on the phone: stations/geo/frames.py
// says the same, and a test compares both. The formulae are public; the ellipsoid is Krasovsky's.
import { isShifted } from "./shifted_region.js";

/**
 * @import { Place } from "./sphere.js"
 *
 * @typedef {"wgs84" | "gcj02" | "bd09"} Datum
 */

const SEMI_MAJOR_M = 6378245;
const ECCENTRICITY_SQUARED = 0.00669342162296594323;
const BD_TURN = Math.PI * 3000 / 180;
const DEGREES = 180 / Math.PI;
const ROUNDS = 8;
const { PI, sin, cos, sqrt, abs, hypot, atan2 } = Math;

function toGcj02({ lat, lon }) {
  const [x, y] = [lon - 105, lat - 35];
  const root = sqrt(abs(x));
  const ripple = 20 * sin(6 * PI * x) + 20 * sin(2 * PI * x);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
  north += (ripple + 20 * sin(PI * y) + 40 * sin(PI / 3 * y)) * 2 / 3;
  north += (160 * sin(PI / 12 * y) + 320 * sin(PI / 30 * y)) * 2 / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
  east += (ripple + 20 * sin(PI * x) + 40 * sin(PI / 3 * x)) * 2 / 3;
  east += (150 * sin(PI / 12 * x) + 300 * sin(PI / 30 * x)) * 2 / 3;
  // Metres become degrees along the ellipsoid's radii of curvature at this latitude.
  const phi = lat / DEGREES;
  const bulge = 1 - ECCENTRICITY_SQUARED * sin(phi) ** 2;
  const meridianM = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (bulge * sqrt(bulge));
  const parallelM = SEMI_MAJOR_M / sqrt(bulge) * cos(phi);
  return { lat: lat + north / meridianM * DEGREES, lon: lon + east / parallelM * DEGREES };
}

function toBd09(place) {
  const { lat, lon } = toGcj02(place);
  const radius = hypot(lon, lat) + 0.00002 * sin(lat * BD_TURN);
  const angle = atan2(lat, lon) + 0.000003 * cos(lon * BD_TURN);
  return { lat: radius * sin(angle) + 0.006, lon: radius * cos(angle) + 0.0065 };
}

const FORWARD = { gcj02: toGcj02, bd09: toBd09 };

/**
 * A WGS-84 place as a datum writes it; where vendors shift nothing, as it is.
 * @param {Place} place
 * @param {Datum} datum
 * @returns {Place}
 */
export function fromWgs84({ lat, lon }, datum) {
  const forward = FORWARD[datum];
  return forward && isShifted(lat, lon) ? forward({ lat, lon }) : { lat, lon };
}

/**
 * The WGS-84 place that a datum writes so: the guess is corrected by its miss until it settles. It
 * is taken back only where the way there would have shifted it.
 * @param {Place} place
 * @param {Datum} datum
 * @returns {Place}
 */
export function toWgs84({ lat, lon }, datum) {
  const forward = FORWARD[datum];
  let guess = { lat, lon };
  if (!forward) return guess;
  for (let round = 0; round < ROUNDS; round += 1) {
    const came = forward(guess);
    guess = { lat: guess.lat + lat - came.lat, lon: guess.lon + lon - came.lon };
  }
  return isShifted(guess.lat, guess.lon) ? guess : { lat, lon };
}
