// How many visits of an account lie on this phone and have not been sent: counted here, as the
// database cannot be asked at once on leaving.
const keyOf = (account) => `inspect-unsent/${encodeURIComponent(account)}`;

/**
 * Notes the count.
 * @param {string} account
 * @param {number} count
 */
export function setUnsent(account, count) {
  try {
    if (count) localStorage.setItem(keyOf(account), String(count));
    else localStorage.removeItem(keyOf(account));
  } catch { /* Then leaving asks nothing. */ }
}

/**
 * The count of an account.
 * @param {string} account
 * @returns {number}
 */
export function unsentOf(account) {
  try { return Number(localStorage.getItem(keyOf(account))) || 0; } catch { return 0; }
}
