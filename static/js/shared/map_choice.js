// Which map application and way of travel this phone takes: those chosen last, where they open.
import { applications } from "./map_links.js";
import { mapApp, travel } from "./preferences.js";

/**
 * @import { Goal } from "./map_links.js"
 *
 * @typedef {{ map: string, name: string, mode: string, href: string }} MapLink
 */

const agent = navigator.userAgent;
/** Whether the page stands in WeChat, in which no application can be started. */
export const inWechat = /MicroMessenger/.test(agent);
/** Whether links take the form for an iPhone where that differs. */
export const onIos = /iPhone|iPad|iPod/.test(agent);
const onApple = onIos || /Macintosh/.test(agent);

/**
 * Whether a link opens in the browser itself.
 * @param {{ href: string }} link
 * @returns {boolean}
 */
export const opensInBrowser = ({ href }) => href.startsWith("https:");

/**
 * Whether a link can be opened on this phone.
 * @param {MapLink} link
 * @returns {boolean}
 */
export const isUsable = (link) => (onApple || link.map !== "apple")
  && (!inWechat || opensInBrowser(link));

// In WeChat the web route of its own maker always opens.
const chosenMap = () => (inWechat ? "tencent" : mapApp());

/**
 * The link of the chosen map, or of the first; of its ways the one asked for, or its first.
 * @template {MapLink} T
 * @param {T[]} links
 * @param {string} mode
 * @returns {T}
 */
export function linkFor(links, mode) {
  const ofMap = links.filter((link) => link.map === chosenMap());
  const choice = ofMap.length ? ofMap : links.filter((link) => link.map === links[0].map);
  return choice.find((link) => link.mode === mode) ?? choice[0];
}

/**
 * The links of all map applications to a station.
 * @param {Goal} goal
 * @returns {(MapLink & { words: string })[]}
 */
export const linksTo = (goal) => applications(goal).flatMap(({ id, name, ways }) => ways.map(
  ({ mode, words, url, iosUrl }) => ({
    map: id, name, mode, words, href: (onIos && iosUrl) || url })));

/**
 * The link that goes to a station at once, as was chosen before; empty where nothing was chosen
 * yet, or where the chosen map does not know that way of travel.
 * @param {Goal} goal
 * @returns {MapLink | null}
 */
export function directLink(goal) {
  const mode = inWechat ? "walk" : travel();
  if (!mapApp() || !mode) return null;
  const links = linksTo(goal).filter(isUsable);
  const link = linkFor(links, mode);
  return link.map === chosenMap() && link.mode === mode ? link : null;
}
