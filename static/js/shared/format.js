// Distances and detours as people say them.

// Metres of the straight line in a minute: 80 on foot and 230 on an e-bike in town, divided by 1.3,
// by which streets are usually longer than the straight line.
const WALK_M_PER_MINUTE = 60;
const RIDE_M_PER_MINUTE = 180;
// Nearer a bike is not worth it, farther is too far on foot.
const [RIDE_FROM_M, WALK_AT_MOST_M] = [300, 3000];
// Three hours: too far to ride to a rest.
const RIDE_AT_MOST_M = 3 * 60 * RIDE_M_PER_MINUTE;

/**
 * To the next ten metres, from a kilometre on to the next hundred: no more than a phone can
 * know.
 * @param {number} m
 * @returns {string}
 */
export const metresWords = (m) => (m < 995
  ? `${Math.max(10, Math.round(m / 10) * 10)} 米` : `${(m / 1000).toFixed(1)} 公里`);

/**
 * How long it takes on foot and by e-bike; empty where it is too far to ride.
 * @param {number} m
 * @returns {string}
 */
export function minutesWords(m) {
  if (m > RIDE_AT_MOST_M) return "";
  const [walk, ride] = [WALK_M_PER_MINUTE, RIDE_M_PER_MINUTE]
    .map((it) => Math.max(1, Math.round(m / it)));
  if (m < RIDE_FROM_M) return `步行约 ${walk} 分钟（直线估算）`;
  const onFoot = m <= WALK_AT_MOST_M ? `步行约 ${walk} 分钟 · ` : "";
  return `${onFoot}骑行约 ${ride} 分钟（直线估算）`;
}

/**
 * That who sets out now comes too late, by bike or at least on foot; empty where nobody does.
 * @param {number} m
 * @param {(minutes: number) => boolean} isOpenAfter
 * @returns {string}
 */
export function lateWords(m, isOpenAfter) {
  const fastest = m < RIDE_FROM_M ? WALK_M_PER_MINUTE : RIDE_M_PER_MINUTE;
  if (!isOpenAfter(m / fastest)) return "可能赶不上";
  const onFoot = m <= WALK_AT_MOST_M && !isOpenAfter(m / WALK_M_PER_MINUTE);
  return onFoot ? "步行可能赶不上" : "";
}

/**
 * How much longer the way becomes.
 * @param {number} m
 * @returns {string}
 */
export const detourWords = (m) => (m < 50 ? "几乎不绕路" : `多绕约 ${metresWords(m)}（直线估算）`);
