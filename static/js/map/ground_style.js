// How a base map looks: quiet, so that the marks stand out. Layers and kinds are those of the
// basemaps of Protomaps; a file without some of them is drawn with the rest.

const LIGHT = {
  land: "#eef1ee", green: "#d6e7d2", grey: "#e4e6e3", water: "#b4d3e8", building: "#dfe1de",
  casing: "#cdd3d8", road: "#ffffff", main: "#fff3d6", fast: "#fbe0a6", path: "#d3d8cf",
  rail: "#aab3bb", words: "#46525e", halo: "#ffffff", strong: "#1a2026", place: "#46525e",
};
const DARK = {
  land: "#1b2220", green: "#20332a", grey: "#222a2a", water: "#143445", building: "#262f2f",
  casing: "#101416", road: "#39434a", main: "#454f57", fast: "#5a5340", path: "#2e383a",
  rail: "#4d5860", words: "#b3bdc7", halo: "#14181c", strong: "#e9edf1", place: "#b3bdc7",
};
const GREEN = ["park", "forest", "wood", "grass", "grassland", "scrub", "garden", "golf_course",
  "nature_reserve", "national_park", "protected_area", "village_green", "playground", "cemetery",
  "recreation_ground", "meadow", "orchard", "allotments", "zoo"];
const LANDMARKS = ["station", "hospital", "university", "college", "mall", "townhall", "library",
  "stadium", "museum", "attraction", "bus_station", "aerodrome", "ferry_terminal"];
const RAILS = ["rail", "subway", "light_rail", "monorail", "tram"];
// Roads, the least first: their colour, the zoom where they begin, their width in pixels by zoom.
const ROADS = [
  { kinds: ["minor_road", "other"], fill: "road", minzoom: 13,
    stops: [[13, .6], [15, 2.5], [18, 10]] },
  { kinds: ["major_road"], fill: "main", minzoom: 9,
    stops: [[9, .5], [12, 1.8], [15, 5], [18, 16]] },
  { kinds: ["highway"], fill: "fast", minzoom: 6,
    stops: [[6, .6], [12, 2.2], [15, 6], [18, 18]] },
];
// The words of each language in which a name may be written, the first that there is.
const NAMES = ["name:zh-Hans", "name:zh", "name"];
const SMALL_REM = .78;

/**
 * Rules of painting and of labels for protomaps-leaflet.
 * @param {any} P the library
 * @param {boolean} dark
 * @returns {{ paintRules: any[], labelRules: any[] }}
 */
export function rulesOf(P, dark) {
  const color = dark ? DARK : LIGHT;
  const remPx = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { fontFamily } = getComputedStyle(document.body);
  const font = (weight, rem = SMALL_REM) => `${weight} ${Math.round(rem * remPx)}px ${fontFamily}`;
  const ofKind = (kinds) => (_, { props: { kind } }) => kinds.includes(kind);
  const isArea = (_, { geomType }) => geomType === P.GeomType.Polygon;
  const area = (dataLayer, fill, more = {}) => ({
    dataLayer, symbolizer: new P.PolygonSymbolizer({ fill }), ...more });
  const line = (kinds, stroke, stops, more = {}) => ({
    dataLayer: "roads", filter: ofKind(kinds),
    symbolizer: new P.LineSymbolizer({ color: stroke, width: P.exp(1.6, stops) }), ...more });

  const paintRules = [
    area("earth", color.land),
    area("landuse", color.green, { filter: ofKind(GREEN) }),
    area("landuse", color.grey, { minzoom: 13, filter: ofKind(["hospital", "school", "university",
      "college", "industrial", "pedestrian", "railway", "aerodrome", "commercial"]) }),
    area("water", color.water, { filter: isArea }),
    { dataLayer: "water", minzoom: 12, filter: (z, f) => !isArea(z, f),
      symbolizer: new P.LineSymbolizer({ color: color.water, width: 2 }) },
    area("buildings", color.building, { minzoom: 15 }),
    line(["path"], color.path, [[14, .5], [18, 3]], { minzoom: 14 }),
    ...["roads", "transit"].map((dataLayer) => (
      line(RAILS, color.rail, [[10, .5], [18, 2.5]], { minzoom: 10, dataLayer }))),
    ...ROADS.map(({ kinds, minzoom, stops }) => line(
      kinds, color.casing, stops.map(([z, width]) => [z, width + (z < 14 ? .6 : 2)]), { minzoom })),
    ...ROADS.map(({ kinds, fill, minzoom, stops }) => line(kinds, color[fill], stops, { minzoom })),
  ];

  const street = (kinds, minzoom, weight) => ({
    dataLayer: "roads", minzoom, filter: ofKind(kinds),
    symbolizer: new P.LineLabelSymbolizer({
      labelProps: NAMES, fill: color.words, stroke: color.halo, width: 3, font: font(weight) }) });
  const point = (dataLayer, kinds, zooms, fill, written) => ({
    dataLayer, filter: ofKind(kinds), ...zooms,
    symbolizer: new P.CenteredTextSymbolizer({
      labelProps: NAMES, fill, stroke: color.halo, width: 3, lineHeight: 1.3, font: written }) });

  const labelRules = [
    point("places", ["region", "country"], { maxzoom: 7 }, color.place, font(600)),
    point("places", ["locality"], { maxzoom: 14 }, color.strong, font(600, .94)),
    street(["highway", "major_road"], 13, 500),
    point("pois", LANDMARKS, { minzoom: 15 }, color.strong, font(500)),
    point("transit", LANDMARKS, { minzoom: 14 }, color.strong, font(500)),
    point("places", ["neighbourhood", "macrohood", "suburb", "quarter"],
      { minzoom: 12, maxzoom: 15 }, color.place, font(500)),
    street(["minor_road", "other", "path"], 15, 400),
  ];
  return { paintRules, labelRules };
}
