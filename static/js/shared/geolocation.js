// The position of this phone, asked only after a tap and sent nowhere.
/** @import { Place } from "./sphere.js" */

/**
 * @typedef {Place & { kind: "position", at: number, accuracy: number }} Position when it came, in
 *   ms of the phone's own clock, and the metres of its doubt
 */

const OTHERWISE = "可以从右上角选一个区、搜路名，或者点一下地图上您在的地方。";
const IN_WECHAT = /MicroMessenger/.test(navigator.userAgent);
// What helps where the position cannot be had: in WeChat often another browser alone.
const BROWSER = "点右上角 ···，选“用浏览器打开”再定位";
const instead = (help) => (IN_WECHAT ? `${BROWSER}，也${OTHERWISE}` : `${help}${OTHERWISE}`);
const SLOW = { words: "还在定位…", advice: `也${OTHERWISE}` };
const TOO_SLOW = { words: "定位超时。", advice: instead("可以再点一次，") };
const SENTENCES = {
  1: `没有定位权限。${IN_WECHAT ? "" : "想用位置，请在浏览器设置里允许后再点一次。"}${instead("")}`,
  2: `暂时定位不到。${instead("看看定位开了没有，到开阔处再点一次，")}`,
  3: TOO_SLOW.words + TOO_SLOW.advice,
};
const SLOW_MS = 3000;
const RECENT_MS = 120000;
const TIMEOUT_MS = 12000;
// Some devices never answer at all; the question for the permission may stay open as long, though.
const STUCK_MS = 15000;

/**
 * Why no position can be had here, whatever the person allows; empty where it may.
 * @returns {string}
 */
export function cannotLocate() {
  if (!isSecureContext) {
    return `网址不是 https，浏览器不给位置，在设置里允许也没用。${OTHERWISE}`;
  }
  if (navigator.geolocation) return "";
  return `${IN_WECHAT ? "微信里定位不到。" : "这个浏览器不能定位。"}${instead("")}`;
}

/**
 * Gives where the phone is, or words that say what to do instead. `slow` is called with words
 * and advice when it takes long, and again with `true` when hardly anything will come. A
 * position may be as old as `maximumAge` ms.
 * @param {(said: { words: string, advice: string }, stuck: boolean) => void} slow
 * @param {number} maximumAge
 * @returns {Promise<{ me?: Position, words?: string }>}
 */
export function locate(slow, maximumAge) {
  const words = cannotLocate();
  if (words) return Promise.resolve({ words });
  return new Promise((done) => {
    const timers = [setTimeout(slow, SLOW_MS, SLOW, false),
      setTimeout(slow, STUCK_MS, TOO_SLOW, true)];
    const finish = (answer) => { timers.forEach(clearTimeout); done(answer); };
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => finish({
        me: { kind: "position", at: Date.now(), lat: latitude, lon: longitude, accuracy } }),
      (error) => finish({ words: SENTENCES[error.code] ?? SENTENCES[2] }),
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge },
    );
  });
}

/**
 * Whether the position may be read without a question to the person. Not every browser tells.
 * @returns {Promise<boolean>}
 */
export async function alreadyAllowed() {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}

/**
 * Where the phone is, where that may be read without a question; null else.
 * @returns {Promise<Position | null>}
 */
export async function hereIfAllowed() {
  if (!navigator.geolocation || !await alreadyAllowed()) return null;
  return (await locate(() => {}, RECENT_MS)).me ?? null;
}
