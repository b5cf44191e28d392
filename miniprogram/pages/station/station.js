// One station: come to from the list, from a shared card, or from the code of its poster.
const {
  addsTo, cells, fromWgs84, leastMetres, now, offersOf, rowAt, shutHints, week,
} = require("../../finder.js");
const { fetch } = require("../../platform.js");

const ON_POSTER = /^https?:\/\/[^/]+\/(?:h|stations)\/([^/?#]+)/;
const NO_NETWORK = "没有网络，这个驿站没有存在手机里。连上网再打开一次。";

/** A sentence for people. */
class Told extends Error {}

/**
 * Which station is meant; a code that is not a poster's names none.
 * @param {Record<string, string | undefined>} options of the page
 * @returns {string}
 */
function idOf({ id, q }) {
  try {
    const [, found = ""] = ON_POSTER.exec(decodeURIComponent(q ?? "")) ?? [];
    return decodeURIComponent(id ?? found);
  } catch {
    return "";
  }
}

/**
 * Where a station lies of which only the id is known; one that was combined has another id.
 * @param {string} id
 * @returns {Promise<{ id: string, lat: number, lon: number }>}
 */
async function whereIs(id) {
  const answer = await fetch(`/api/v1/stations/${encodeURIComponent(id)}`);
  if (!answer.ok) throw new Told("公开的名单里没有这个驿站，可能已经撤销。");
  return JSON.parse(await answer.text());
}

/**
 * @param {{ id: string, lat: number, lon: number }} place
 */
async function look({ id, lat, lon }) {
  const near = await cells.leaves((leaf) => leastMetres(lat, lon, leaf.box) < 1);
  for (const leaf of near) {
    const station = (await cells.load(leaf)).find((it) => it.id === id);
    if (station) {
      const file = await cells.file(`${leaf.name}-details`, (it) => it).catch(() => null);
      return { station, details: detailsOf(file, id) };
    }
  }
  throw new Told("公开的名单里没有这个驿站，可能已经撤销。");
}

/**
 * @param {{ ids: string[], fields: [string, string | string[]][] } | null} file
 * @param {string} id
 */
function detailsOf(file, id) {
  const place = file?.ids.indexOf(id) ?? -1;
  if (!file || place < 0) return [];
  return file.fields.map(([title, column]) => ({
    title, words: Array.isArray(column) ? column[place] : column }));
}

const named = (mask, terms) => terms
  .filter((_, bit) => Math.floor(mask / 2 ** bit) % 2 === 1).map(([, words]) => words).join("、");

function factsOf(station, details, row) {
  const { amenities, entry } = cells.vocabulary;
  const offers = offersOf(station, [], cells.vocabulary, now()).map((it) => it.word).join("、");
  return [
    ...details,
    { title: "进门", words: named(station.entry, entry) },
    { title: "设施", words: offers || "没有登记" },
    { title: "已损坏", words: named(station.broken, amenities) },
    { title: "提示", words: row.notes },
    { title: "星级", words: station.star ? `${station.star} 星` : "" },
    { title: "核实", words: row.checked },
  ].filter((it) => it.words);
}

/**
 * @typedef {object} Shown
 * @property {string} words instead of a station
 * @property {{ id: string, name: string, lat: number, lon: number } | null} row
 * @property {{ title: string, words: string }[]} facts
 * @property {{ name: string, hours: string, today: boolean }[]} week
 * @property {boolean} demo
 * @property {string} heard
 * @property {string} phone
 */

/** @type {Shown} */
const nothingYet = {
  words: "正在打开…", row: null, facts: [], week: [], demo: false, heard: "", phone: "",
};

Component({
  data: nothingYet,

  methods: {
    async onLoad(options) {
      try {
        const id = idOf(options);
        if (!id) throw new Told("这不是驿站海报上的码。");
        const { lat, lon } = options;
        const known = lat && lon && { id, lat: Number(lat), lon: Number(lon) };
        const place = known || await whereIs(id);
        this.show(await cells.steadily(() => look(place)));
      } catch (error) {
        this.setData({ words: error instanceof Told ? error.message : NO_NETWORK });
      }
    },

    async show({ station, details }) {
      const row = rowAt({ station, metres: null }, [], null);
      const phone = details.find((it) => it.title === "电话")?.words ?? "";
      this.setData({
        row, phone, words: "", demo: Boolean(station.demo), week: week(station, now()),
        facts: factsOf(station, details, row),
      });
      const told = await shutHints([station]);
      this.setData({ heard: addsTo(row.mark) ? told.get(station.id) ?? "" : "" });
    },

    go() {
      const { row, facts } = this.data;
      if (!row) return;
      const { lat, lon } = fromWgs84(row, "gcj02");
      const address = facts.find((it) => it.title === "地址")?.words ?? "";
      wx.openLocation({ latitude: lat, longitude: lon, name: row.name, address, scale: 17 });
    },

    call() { wx.makePhoneCall({ phoneNumber: this.data.phone }).catch(() => {}); },

    // The place of the station, never that of the phone.
    onShareAppMessage() {
      const { row } = this.data;
      if (!row) return { title: "驿站", path: "/pages/list/list" };
      const asked = `id=${encodeURIComponent(row.id)}&lat=${row.lat}&lon=${row.lon}`;
      return { title: row.name, path: `/pages/station/station?${asked}` };
    },
  },
});
