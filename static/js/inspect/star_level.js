// Which level do so many points reach, and what is lacking for the next one? The rules are those of
// stations/stars/scheme/scoring.py, so that phone and server agree.
const total = (points) => Object.values(points).reduce((sum, n) => sum + n, 0);

const isOpen = (gate, points, door) => (gate.criterion
  ? points[gate.criterion] || 0 : door[gate.question] || 0) >= gate.least;

function lackingFor(level, { gates }, points, door) {
  const short = level.least - total(points);
  const words = short > 0 ? [`离${level.name}还差 ${short} 分`] : [];
  const shut = gates.filter((gate) => gate.stars <= level.stars && !isOpen(gate, points, door));
  return words.concat(shut.map((gate) => gate.words));
}

/**
 * The level that so many points reach.
 * @param {any} rules
 * @param {Record<string, number>} points by criterion; what has none yet counts as 0
 * @param {Record<string, number>} door what was found for the questions asked there
 * @returns {{ stars: number, name: string, total: number, lacking: string[] }}
 */
export function reached(rules, points, door) {
  let best = { stars: 0, name: "" };
  /** @type {string[]} */
  let lacking = [];
  for (const level of rules.levels) {
    lacking = lackingFor(level, rules, points, door);
    if (lacking.length) break;
    best = level;
  }
  return { stars: best.stars, name: best.name, total: total(points), lacking };
}
