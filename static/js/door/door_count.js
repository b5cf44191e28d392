// How many taps of each account were not sent, and when its first list has to go: counted here, as
// the database cannot be asked at once on every page of the desk.
const PREFIX = "door-unsent/";

function read(account) {
  try { return (localStorage.getItem(PREFIX + account) || "").split(" "); } catch { return []; }
}

/**
 * How many taps at the door an account has not sent.
 * @param {string} account
 * @returns {number}
 */
export const unsentTaps = (account) => Number(read(account)[0]) || 0;

function counted() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/**
 * Whether a list lies here whose session is over, or which another account left.
 * @param {string} account
 * @returns {boolean}
 */
export const hasForeignDoors = (account) => counted().some((one) => (
  one !== account || Date.now() > (Number(read(one)[1]) || Infinity)));

/**
 * Notes what lies here.
 * @param {Map<string, { unsent: number, until: number }>} doors by account
 */
export function setDoors(doors) {
  try {
    for (const account of counted()) {
      if (!doors.has(account)) localStorage.removeItem(PREFIX + account);
    }
    doors.forEach(({ unsent, until }, account) => {
      localStorage.setItem(PREFIX + account, `${unsent} ${until}`);
    });
  } catch { return; }
}
