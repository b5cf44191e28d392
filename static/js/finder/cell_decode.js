// What the columns of a cell's file say of each station (docs/api.md).

/**
 * @typedef {object} Closure
 * @property {number} phase place in the vocabulary
 * @property {number} since first day, or 0
 * @property {number} until last day, or 0
 * @property {boolean | number} expected whether its end must be confirmed
 * @property {string} reason
 *
 * @typedef {object} Thing an amenity with a time of its own
 * @property {number} bit
 * @property {number[][] | null} days as of a station
 * @property {boolean | number} reachable whether one gets to it while the station is shut
 *
 * @typedef {object} Station of the cells
 * @property {string} id
 * @property {string} name
 * @property {number} lat
 * @property {number} lon
 * @property {number} has a bit for each amenity of the vocabulary
 * @property {number} broken the same for those that do not work
 * @property {number} kind place in the vocabulary
 * @property {number} host the same, or -1
 * @property {number} beside metres to what lies beside it, or 0
 * @property {number} star
 * @property {number} entry a bit for each way to get in
 * @property {Closure[]} closures
 * @property {Thing[]} own
 * @property {number} first first day of its life, or 0
 * @property {number} last last day of its life, or 0
 * @property {number} verified day, or 0
 * @property {boolean | number} reported whether workers found it shut
 * @property {boolean | number} demo
 * @property {string} [networks] ids of those that it belongs to, apart by blanks
 * @property {string[]} notes what is said of the way to its door
 * @property {number} from day of the first pattern
 * @property {number[][] | null} days start, end and state of each span of a day, in minutes
 */

// A column whose values are all the same is that one value.
const column = (values, i) => (Array.isArray(values) ? values[i] : values);

function sums(steps) {
  let total = 0;
  return steps.map((step) => { total += step; return total / 1e7; });
}

/**
 * The stations of a cell; `days` holds a pattern for each day from `from` on.
 * @param {any} cell a file of the cells
 * @returns {Station[]}
 */
export function decode(cell) {
  const weeks = cell.times.map((days) => days.map((day) => cell.patterns[day]));
  const pauses = cell.pauses.map((list) => list.map(([phase, since, until, expected, reason]) => (
    { phase, since, until, expected, reason })));
  const owns = cell.owns.map((list) => list.map(([bit, time, reachable]) => (
    { bit, days: weeks[time] ?? null, reachable })));
  const [lat, lon] = [sums(cell.lat), sums(cell.lon)];
  const notes = Object.values(cell.notes ?? {});
  return cell.ids.map((id, i) => ({
    id, name: cell.names[i], lat: lat[i], lon: lon[i],
    has: column(cell.has, i), broken: column(cell.broken, i), kind: column(cell.kind, i),
    host: column(cell.host, i), beside: column(cell.beside, i),
    star: column(cell.star, i), entry: column(cell.entry, i),
    first: column(cell.first, i), last: column(cell.last, i),
    closures: pauses[column(cell.pause, i)], own: owns[column(cell.own, i)],
    verified: column(cell.verified, i), reported: column(cell.reported, i),
    networks: column(cell.networks, i), demo: column(cell.demo, i),
    notes: notes.map((values) => column(values, i)).filter(Boolean),
    from: cell.from, days: weeks[column(cell.time, i)] ?? null,
  }));
}
