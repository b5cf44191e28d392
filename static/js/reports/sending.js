// When kept reports are sent: at once, when the network is back, on the next visit, and by the
// worker where the browser lets it.
import { keptReports, sendWaiting } from "./outbox.js";

const WAITING = "reports-waiting";

/**
 * Notes whether reports wait, and asks the worker to send them once there is a network.
 */
export async function noteWaiting() {
  const waits = (await keptReports()).some((it) => it.state === "waiting");
  try {
    if (waits) localStorage.setItem(WAITING, "1");
    else localStorage.removeItem(WAITING);
  } catch { /* The page of reports looks itself. */ }
  if (!waits) return;
  try {
    /** @type {any} */
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("reports");
  } catch { /* Then the next visit sends them. */ }
}

/**
 * Sends what waits.
 */
export async function sendKept() {
  await sendWaiting().catch(() => {});
  await noteWaiting().catch(() => {});
}
