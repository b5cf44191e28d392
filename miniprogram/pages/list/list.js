// The nearest stations. The position stays in this page: it is written nowhere and sent nowhere.
const {
  addsTo, cells, clockWords, firstWishes, fromWgs84, groupsAt, headline, isOld, isOver, lineAbove,
  nearest, now, shutHints, stampWords, toWgs84, wishesOf,
} = require("../../finder.js");

const [MOST, GIVE_UP_M, MINUTE_MS] = [20, 30000, 60000];
const NO_PLACE = "没有拿到位置。可以在地图上选一个地方；想用位置，请在设置里允许。";
const NO_NETWORK = "没有网络，这一带的驿站没有全存在手机里。连上网再试一次。";

/**
 * @typedef {{ lat: number, lon: number, kind: "position" | "tapped", at: number,
 *   accuracy?: number }} Origin
 *
 * @typedef {object} Shown
 * @property {{ id: string, zh: string, chosen: boolean }[]} wishes
 * @property {boolean} all whether all wishes are in sight
 * @property {boolean} onlyOpen
 * @property {{ title: string, rows: Record<string, any>[] }[]} groups
 * @property {string} summary
 * @property {string} line what is said of the order of the list
 * @property {string} kept what is said of a list from the phone's store
 * @property {boolean} unreached whether what is farther was left out
 * @property {boolean} demo
 * @property {boolean} busy
 * @property {boolean} refused
 */

/** @type {Origin | null} */
let from = null;
let timer = 0;
let asked = 0; // lists: an older one that comes late is not shown

/** @type {Shown} */
const nothingYet = {
  wishes: [], all: false, onlyOpen: true, groups: [], summary: "", line: "", kept: "",
  unreached: false, demo: false, busy: false, refused: false,
};

/**
 * @param {{ latitude: number, longitude: number, accuracy?: number }} place in GCJ-02
 * @param {Origin["kind"]} kind
 * @returns {Origin}
 */
const originAt = ({ latitude, longitude, accuracy }, kind) => ({
  ...toWgs84({ lat: latitude, lon: longitude }, "gcj02"), kind, at: now(), accuracy });

/**
 * @param {Origin} origin
 * @param {{ stations: object[], closed: number }} answer
 * @param {string[]} wished
 */
function wordsOf(origin, { stations, closed }, wished) {
  const facts = { origin, rows: stations.length };
  const counted = [
    `${stations.length} 个`, wished.length && `要有${wished.join("、")}`,
    closed > 0 && `另有 ${closed} 个已关门`,
  ].filter(Boolean).join(" · ");
  const summary = stations.length ? headline(facts, counted, now()) : "没有找到符合条件的驿站";
  return { summary, line: lineAbove(facts, now()).words };
}

// How old the list may be.
const keptWords = () => (cells.offline
  ? `没有网络，按手机里存下的名单找的（${stampWords(cells.confirmed)} 取的）。` : "");

Component({
  data: nothingYet,

  methods: {
    async onLoad() {
      cells.on("age", () => this.setData({ kept: keptWords() }));
      cells.on("changed", () => this.again());
      await cells.manifest().catch(() => {});
      this.showWishes([]);
    },

    onShow() {
      timer = setInterval(() => this.again(), MINUTE_MS);
      this.again();
    },

    onHide() { clearInterval(timer); },

    onUnload() { clearInterval(timer); },

    // The states of what is shown; an old position is taken anew.
    again() {
      if (!from || this.data.busy) return null;
      return isOld(from, now()) ? this.near() : this.find();
    },

    showWishes(chosen) {
      const { amenities, wishes } = cells.vocabulary;
      const ids = [...wishes, ...amenities].map(([id]) => id);
      const inSight = (id) => this.data.all || firstWishes.includes(id) || chosen.includes(id);
      const shown = wishesOf(ids.filter(inSight), cells.vocabulary)
        .map(({ id, zh }) => ({ id, zh, chosen: chosen.includes(id) }));
      this.setData({ wishes: shown });
    },

    chosen() { return this.data.wishes.filter((it) => it.chosen); },

    async near() {
      this.setData({ busy: true, refused: false, summary: "正在定位…", line: "" });
      try {
        from = originAt(await wx.getLocation({ type: "gcj02" }), "position");
      } catch {
        if (!from || isOver(from, now())) return this.clear({ refused: true, summary: NO_PLACE });
        const line = `${NO_PLACE}下面是按 ${clockWords(from.at)} 的位置排的。`;
        return this.setData({ busy: false, refused: true, summary: "", line });
      }
      return this.find();
    },

    async choose() {
      const place = await wx.chooseLocation({}).catch(() => null);
      if (!place) return null;
      from = originAt(place, "tapped");
      return this.find();
    },

    async find() {
      if (!from) return;
      this.setData({ busy: true, refused: false });
      try {
        await this.list(from);
      } catch {
        this.clear({ refused: false, summary: NO_NETWORK });
      }
      this.setData({ busy: false });
    },

    clear(more) {
      this.setData({
        groups: [], demo: false, unreached: false, busy: false, line: "", ...more });
    },

    /** @param {Origin} origin */
    async list(origin) {
      asked += 1;
      const mine = asked;
      await cells.manifest();
      const wished = this.chosen();
      if (!this.data.wishes.length) this.showWishes([]);
      const [at, onlyOpen] = [now(), this.data.onlyOpen];
      const wants = wished.map((it) => it.id);
      const answer = await nearest(cells, {
        lat: origin.lat, lon: origin.lon, limit: MOST, at, wants, proof: false, giveUpM: GIVE_UP_M,
        openAt: onlyOpen ? at : null, unknownHours: onlyOpen,
      });
      const told = await shutHints(answer.stations.map((it) => it.station));
      if (mine !== asked) return;
      const groups = groupsAt(answer.stations, { wants, onlyOpen }, null).map((group) => ({
        title: group.title,
        rows: group.rows.map((row) => ({
          ...row, heard: addsTo(row.mark) ? told.get(row.id) ?? "" : "" })),
      }));
      this.setData({
        groups, demo: answer.stations.some((it) => it.station.demo), kept: keptWords(),
        unreached: answer.unreached,
        ...wordsOf(origin, answer, wished.map((it) => it.zh)),
      });
    },

    wish({ currentTarget }) {
      const { id } = currentTarget.dataset;
      const ids = this.chosen().map((it) => it.id);
      this.showWishes(ids.includes(id) ? ids.filter((it) => it !== id) : [...ids, id]);
      return this.find();
    },

    more() {
      this.setData({ all: !this.data.all });
      this.showWishes(this.chosen().map((it) => it.id));
    },

    closedToo() {
      this.setData({ onlyOpen: !this.data.onlyOpen });
      return this.find();
    },

    open({ currentTarget }) {
      const { id, lat, lon } = currentTarget.dataset;
      const url = `/pages/station/station?id=${encodeURIComponent(id)}&lat=${lat}&lon=${lon}`;
      wx.navigateTo({ url });
    },

    go({ currentTarget }) {
      const { name, lat, lon } = currentTarget.dataset;
      const place = fromWgs84({ lat: Number(lat), lon: Number(lon) }, "gcj02");
      wx.openLocation({ latitude: place.lat, longitude: place.lon, name, scale: 17 });
    },

    async scan() {
      const read = await wx.scanCode({ scanType: ["qrCode"] }).catch(() => null);
      if (!read) return;
      wx.navigateTo({ url: `/pages/station/station?q=${encodeURIComponent(read.result)}` });
    },

    onShareAppMessage() { return { title: "最近的、现在开门的驿站", path: "/pages/list/list" }; },
  },
});
