// The whole of a small base map, fetched once when nothing else is to do, for use without network.
/** @import { VectorMap } from "./ground_data.js" */

const MOST_BYTES = 15e6;
const WAIT_MS = 4000;

// Not where the reader saves data, nor on a line where it would take minutes.
function isCheap() {
  const { saveData = false, effectiveType = "4g" } = navigator.connection ?? {};
  return !saveData && !effectiveType.includes("2g");
}

// The worker of a first visit takes over in the middle of it.
async function workerControls() {
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((done) => {
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
  });
}

/**
 * Lets the service worker keep it, where there is one.
 * @param {VectorMap} vector
 */
export function keepWhole({ url, size }) {
  if (size > MOST_BYTES || !navigator.serviceWorker || !isCheap()) return;
  setTimeout(() => (window.requestIdleCallback ?? setTimeout)(async () => {
    try {
      await workerControls();
      if (!await caches.match(url)) await fetch(url);
    } catch {
      // The pieces that were seen are kept all the same.
    }
  }), WAIT_MS);
}
