// Distances and detours as people say them.

// Metres of the straight line in a minute: 80 on foot, 230 on an e-bike and 420 by car in town,
// divided by 1.3, by which streets are usually longer than the straight line.
const WALK_M_PER_MINUTE = 60;
const RIDE_M_PER_MINUTE = 180;
const DRIVE_M_PER_MINUTE = 320;
// Nearer a bike is not worth it.
const RIDE_FROM_M = 300;
/** Farther is too far on foot. */
export const WALK_AT_MOST_M = 3000;
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
 * Minutes of so many metres on foot, by e-bike and by car.
 * @param {number} m
 * @returns {(number | null)[]}
 */
const minutesOf = (m) => [WALK_M_PER_MINUTE, RIDE_M_PER_MINUTE, DRIVE_M_PER_MINUTE]
  .map((it) => m / it);

/**
 * How long it takes, by whatever one would take so far; empty where it is too far to ride.
 * @param {number} m
 * @param {(number | null)[]} [minutes]
 * @param {string} [how] it is known
 * @returns {string}
 */
export function minutesWords(m, minutes = minutesOf(m), how = "直线估算") {
  const far = m > WALK_AT_MOST_M;
  const ways = [!far && "步行", m >= RIDE_FROM_M && "骑行", far && "驾车"].flatMap((way, i) => (
    way && minutes[i] != null ? [`${way}约 ${Math.max(1, Math.round(minutes[i]))} 分钟`] : []));
  return m > RIDE_AT_MOST_M || !ways.length ? "" : `${ways.join(" · ")}（${how}）`;
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
