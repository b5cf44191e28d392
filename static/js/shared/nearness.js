// Is this phone at the door? What counts as near and as far.
import { metres } from "./sphere.js";

/** @import { Place } from "./sphere.js" */

const [NEAR_M, FAR_M] = [300, 1000];

/**
 * Whether the phone is at a place. Satellites see badly between houses: in between nothing is
 * claimed.
 * @param {Place} me
 * @param {number[]} place latitude and longitude
 * @returns {"near" | "far" | "unknown"}
 */
export function nearness(me, [lat, lon]) {
  const away = metres(me.lat, me.lon, lat, lon);
  if (away <= NEAR_M) return "near";
  return away > FAR_M ? "far" : "unknown";
}
