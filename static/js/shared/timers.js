// Waiting: for a while, for a pause, and no longer than a limit.
/**
 * Resolves after so long.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

/**
 * Gives a function that does `work` once it has not been called for a moment.
 * @param {() => void} work
 * @param {number} ms
 * @returns {() => void}
 */
export function debounce(work, ms) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

/**
 * Does `work` with a signal that ends it after so long, or when `stop` is aborted before.
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {AbortController} [stop]
 * @returns {Promise<T>}
 */
export async function withTimeout(ms, work, stop = new AbortController()) {
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    return await work(stop.signal);
  } finally {
    clearTimeout(timer);
  }
}
