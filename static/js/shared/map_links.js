// Links that start a map application on the way to a station, made on the phone and so without
// network: the same ones as of stations/web/public/map_apps.py, which a test compares.
import { fromWgs84 } from "./datum.js";

/**
 * @typedef {{ name: string, lat: number, lon: number, city: string }} Goal `city` as Baidu wants it
 * @typedef {{ mode: string, words: string, url: string, iosUrl: string }} Way
 * @typedef {{ id: string, name: string, ways: Way[] }} MapApplication
 */

const SOURCE = "stations";
const BAIDU_SOURCE = "webapp.stations.stations";
const RIDE_BY_APPLICATION = "骑行（应用）";

const quoted = (value) => encodeURIComponent(value)
  .replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)
  .replace(/%3A/g, ":").replace(/%2C/g, ",");

const linked = (scheme, path, fields) => `${scheme}://${path}?${Object.entries(fields)
  .map(([name, value]) => `${name}=${quoted(value)}`).join("&")}`;

const way = (mode, words, url, iosUrl = "") => ({ mode, words, url, iosUrl });
const walk = (url) => way("walk", "步行", url);
const drive = (url) => way("drive", "驾车", url);

/**
 * A place in GCJ-02, as the maps of the mainland want it: degrees with six decimals.
 * @param {{ lat: number, lon: number }} place
 * @returns {{ lat: string, lon: string }}
 */
export function inGcj02({ lat, lon }) {
  const shifted = fromWgs84({ lat, lon }, "gcj02");
  return { lat: shifted.lat.toFixed(6), lon: shifted.lon.toFixed(6) };
}

/**
 * The map applications with their ways, in the order of display; the first is the main one.
 * @param {Goal} goal
 * @returns {MapApplication[]}
 */
export function applications(goal) {
  const { lat, lon } = inGcj02(goal);
  // Marks that part fields of a link become spaces in the name.
  const name = goal.name.replace(/[,|&]/g, " ");
  const place = `latlng:${lat},${lon}|name:${name}`;
  const amap = (mode) => linked("https", "uri.amap.com/navigation", {
    to: `${lon},${lat},${name}`, mode, src: SOURCE, callnative: "1" });
  const baidu = (mode) => linked("https", "api.map.baidu.com/direction", {
    origin: "name:我的位置", destination: place, mode, region: goal.city, coord_type: "gcj02",
    output: "html", src: BAIDU_SOURCE });
  const ride = (scheme) => linked(scheme, "map/direction", {
    destination: place, coord_type: "gcj02", mode: "riding", src: BAIDU_SOURCE });
  const tencent = (type) => linked("https", "apis.map.qq.com/uri/v1/routeplan", {
    type, to: name, tocoord: `${lat},${lon}`, coord_type: "2", referer: SOURCE });
  const bike = linked("qqmap", "map/routeplan", {
    type: "bike", fromcoord: "CurrentLocation", tocoord: `${lat},${lon}`, to: name,
    referer: SOURCE });
  const apple = (dirflg) => linked("https", "maps.apple.com/", {
    daddr: `${lat},${lon}`, dirflg });
  return [
    { id: "amap", name: "高德",
      ways: [walk(amap("walk")), way("ride", "骑行", amap("ride")), drive(amap("car"))] },
    { id: "baidu", name: "百度",
      ways: [walk(baidu("walking")),
        way("ride", RIDE_BY_APPLICATION, ride("bdapp"), ride("baidumap")),
        drive(baidu("driving"))] },
    { id: "tencent", name: "腾讯",
      ways: [walk(tencent("walk")), way("ride", RIDE_BY_APPLICATION, bike),
        drive(tencent("drive"))] },
    { id: "apple", name: "苹果", ways: [walk(apple("w")), drive(apple("d"))] },
  ];
}
