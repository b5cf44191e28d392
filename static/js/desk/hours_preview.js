// What the words about opening hours are read as, shown below them while they are typed.
import { byId, made } from "../shared/dom.js";
import { asker } from "../shared/request.js";
import { debounce } from "../shared/timers.js";

const PAUSE_MS = 450;
const SAID = {
  kept: "没有改，劳动者看到的还是：",
  exact: "读懂了，劳动者会看到：",
  partial: "只读懂一部分，劳动者会看到：",
  unknown: "没有读懂，劳动者会看到“时间未知”。换一种写法试试，例如“周一到周五 8:00-18:00，节假日休息”。",
};
const EMPTY = "还没写开放时间，劳动者会看到“时间未知”。";

function row(name, tag, hours) {
  const head = made("th", { scope: "row" }, name);
  if (tag) head.append(" ", made("span", { className: "tag" }, tag));
  return made("tr", {}, head, made("td", {}, ...[hours].flat()));
}

function table(caption, rows) {
  return made("table", { className: "hours-table" },
    made("caption", {}, caption), made("tbody", {}, ...rows));
}

function week(days) {
  return table("这一周", days.map(({ name, tag, hours, today }) => {
    const it = row(today ? `${name}（今天）` : name, tag, hours);
    it.className = today ? "today" : "";
    return it;
  }));
}

const ahead = (days) => table("近期节假日", days.map(({ name, when, hours }) => row(name, "",
  [made("span", { className: "note" }, when), hours])));

/**
 * Shows how the words of a field are read. `brief`: only whether they were understood, for a
 * thing with hours of its own. `station`: its hours stay as they are while no one touches the
 * words.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} box
 * @param {string} url
 * @param {{ brief: boolean, station: string }} options
 */
function startReading(input, box, url, { brief, station }) {
  const ask = asker(url);
  const line = made("p", { className: "hours-said" });
  line.setAttribute("role", "status");
  const rest = made("div");
  box.textContent = "";
  box.append(line, rest);

  function show(state, words, ...below) {
    box.dataset.state = state;
    if (line.textContent !== words) line.textContent = words;
    rest.textContent = "";
    rest.append(...below);
  }

  function tell(read) {
    const lost = read.understood === "partial" && read.lost
      ? [made("p", { className: "note" }, `没有算进去的：${read.lost}`)] : [];
    const { understood } = read;
    if (understood === "unknown") return show(understood, SAID.unknown, ...lost);
    const whole = understood === "partial" ? "只读懂一部分" : "读懂了";
    if (brief) return show(understood, `${whole}：${read.words}。`, ...lost);
    const words = made("p", { className: "hours-words" }, `${read.words}。`);
    return show(understood, SAID[understood], words, ...lost, week(read.week), ahead(read.ahead));
  }

  async function read() {
    const words = input.value.trim();
    if (!words) return show("empty", brief ? "" : EMPTY);
    try {
      const answer = await ask({ words, station });
      if (answer) tell(answer);
    } catch (error) {
      show("later", error.kind === "wrong" ? error.message : "网络不通，现在看不到怎么读的。照写就行，保存后再看。");
    }
    return null;
  }

  input.addEventListener("input", debounce(read, PAUSE_MS));
  read();
}

/**
 * The station's own hours at once, those of single things when their field is entered.
 * @param {HTMLFormElement} form
 */
export function startHours(form) {
  const { hoursUrl: url = "", station = "" } = form.dataset;
  const box = byId("hours-read");
  const input = form.querySelector("[name=hours]");
  if (box && input) startReading(input, box, url, { brief: false, station });
  form.addEventListener("focusin", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (!/^amenity-.*-hours$/.test(target.name || "") || target.dataset.read) return;
    target.dataset.read = "1";
    const next = target.nextElementSibling;
    const known = next && next.classList.contains("hours-brief");
    const below = known ? /** @type {HTMLElement} */ (next)
      : made("div", { className: "hours-brief note" });
    if (!known) target.after(below);
    startReading(target, below, url, { brief: true, station: "" });
  });
}
