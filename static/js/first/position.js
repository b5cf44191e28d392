// The position from which the list is measured: taken anew where it has grown old and nobody need
// be asked, and forgotten in time.
import { journey, keepJourney } from "./query.js";
import { isOld, isOver } from "../shared/origin.js";
import { thisChoice } from "./status_line.js";
import { alreadyAllowed, locate } from "../shared/geolocation.js";

/**
 * Whether an old position can be taken anew in silence: when somebody has `asked` or come back, or
 * before it is forgotten.
 * @param {boolean} asked
 * @returns {Promise<boolean>}
 */
export async function canRenew(asked) {
  const { from } = journey;
  if (from === null || !(asked ? isOld : isOver)(from, Date.now())) return false;
  return alreadyAllowed();
}

let coming = false;

/**
 * Takes an old position anew. Gives whether there is another one, and no other choice since.
 * @returns {Promise<boolean>}
 */
export async function renew() {
  if (coming || !await canRenew(true)) return false;
  coming = true;
  try {
    const counts = thisChoice();
    const { me } = await locate(() => {}, 0);
    if (!me || !counts()) return false;
    journey.from = me;
    keepJourney();
    return true;
  } finally {
    coming = false;
  }
}

/**
 * Forgets a position of long ago. Gives the one that went.
 * @returns {import("../shared/origin.js").Origin | null}
 */
export function forget() {
  const { from } = journey;
  if (!from || !isOver(from, Date.now())) return null;
  journey.from = null;
  keepJourney();
  return from;
}
