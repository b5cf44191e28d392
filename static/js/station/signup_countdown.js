// How long until a session opens. Counted from the server's clock: that of the phone may be wrong.
import "../shared/submit_guard.js";

const line = document.querySelector("[data-opens-in]");
const form = document.querySelector("form");
const button = document.querySelector("[data-send]");
const RENEW_S = 60;

/**
 * The time that is left, as it is read.
 * @param {number} ms
 * @returns {string}
 */
export function left(ms) {
  const s = Math.ceil(ms / 1000);
  const [days, hours, minutes] = [s / 86400, (s / 3600) % 24, (s / 60) % 60].map(Math.trunc);
  if (days) return `还有 ${days} 天 ${hours} 小时`;
  if (hours) return `还有 ${hours} 小时 ${minutes} 分`;
  return minutes ? `还有 ${minutes} 分 ${s % 60} 秒` : `还有 ${s} 秒`;
}

if (line && button) {
  const shown = line.querySelector("[data-left]");
  /** @type {any} */
  const entry = performance.getEntriesByType("navigation")[0];
  // The page says how long it was when it was answered; what has passed since is the phone's to
  // count, and counting is not telling the time.
  let opensAt = (entry?.responseStart ?? 0) + Number(line.dataset.opensIn);
  let timer = 0;

  const show = () => {
    clearTimeout(timer);
    const ms = opensAt - performance.now();
    button.disabled = ms > 0;
    shown.textContent = ms > 0 ? left(ms) : "现在可以报名了。";
    if (ms > 0) timer = setTimeout(show, Math.min(1000, ms % 1000 || 1000));
  };
  /** A phone that slept has counted nothing: the server is asked again. */
  const ask = async () => {
    if (opensAt - performance.now() < -RENEW_S * 1000) return;
    const asked = performance.now();
    const answer = await fetch(line.dataset.asked).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    opensAt = (asked + performance.now()) / 2 + told.opens_in_ms;
    const places = document.querySelector("[data-places]");
    if (places) places.textContent = told.places;
    show();
  };
  if (Number(line.dataset.opensIn) > 0) {
    show();
    document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
    addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  }
}

// A second tap while the first is under way; the server takes the same form only once anyway.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  else if (navigator.onLine) form.dataset.sent = "1";
});
addEventListener("pageshow", () => { if (form) delete form.dataset.sent; });
