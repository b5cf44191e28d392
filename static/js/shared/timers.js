// Waiting: for a while, for somebody to pause, and no longer than a limit.
export const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Calls `work` once nothing has happened for a moment.
export function debounce(work, ms) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

// Does `work` with a signal that ends it after so long, or when `stop` is aborted before.
export async function withTimeout(ms, work, stop = new AbortController()) {
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    return await work(stop.signal);
  } finally {
    clearTimeout(timer);
  }
}
