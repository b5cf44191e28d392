// What the columns of a cell's file say of each station (docs/api.md).

// A column whose values are all the same is that one value.
const column = (values, i) => (Array.isArray(values) ? values[i] : values);

function sums(steps) {
  let total = 0;
  return steps.map((step) => { total += step; return total / 1e7; });
}

// `days` holds a pattern for each day from `from` on.
export function decode(cell) {
  const weeks = cell.times.map((days) => days.map((day) => cell.patterns[day]));
  const pauses = cell.pauses.map((list) => list.map(([phase, since, until, expected, reason]) => (
    { phase, since, until, expected, reason })));
  const [lat, lon] = [sums(cell.lat), sums(cell.lon)];
  return cell.ids.map((id, i) => ({
    id, name: cell.names[i], lat: lat[i], lon: lon[i],
    has: column(cell.has, i), broken: column(cell.broken, i), kind: column(cell.kind, i),
    star: column(cell.star, i), entry: column(cell.entry, i),
    first: column(cell.first, i), last: column(cell.last, i), closures: pauses[column(cell.pause, i)],
    verified: column(cell.verified, i), reported: column(cell.reported, i),
    demo: column(cell.demo, i),
    from: cell.from, days: weeks[column(cell.time, i)] ?? null,
  }));
}
