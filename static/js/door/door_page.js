// The door of a session on a phone: finding people, noting who came, with or without network. The
// page without network, and a ticket that is opened without, are filled from what lies here.
import { byId, made, refill, setText } from "../shared/dom.js";
import { DOORS, newId, sync } from "./door_sync.js";
import { changeDoor, doorOf, doorsOf, tidyDoors } from "./door_store.js";
import { MINUTE_MS, clockWords, now } from "../shared/time.js";

/**
 * @import { Door } from "./door_store.js"
 */

const EVERY_MS = MINUTE_MS / 3;
const MOST_SHOWN = 200;
const ACCOUNT = "door-account";
const PROBLEMS = {
  offline: "现在没有网络。签到存在这部手机上，有了网络会自己发出。",
  "signed out": "登录过期了，签到还在这部手机上。请重新登录，登录后会自己发出。",
  other: "这部手机上现在登录的是另一个账号，没有发出。请换回原来的账号。",
  later: "服务器现在没有答上来，签到还在这部手机上，过一会儿会再发，不会重复。",
};
const root = byId("door");
// …/door/SESSION, or …/door/c/SIGNUP/CODE for a ticket.
const [, , , , first = "", second = ""] = location.pathname.split("/");
const ticket = second && first === "c" ? second : "";
/** @type {Door | undefined} */
let door;
let busy = false;
let again = false;

function remembered() {
  try { return localStorage.getItem(ACCOUNT) ?? ""; } catch { return ""; }
}

function remember() {
  try { localStorage.setItem(ACCOUNT, account); } catch { return; }
}

const account = root.dataset.account || remembered();
let session = root.dataset.session || (ticket ? "" : first);

// What the server does not know yet stands over what it told.
function arrivals() {
  const queue = door?.queue ?? [];
  const taken = new Set(queue.map(({ back }) => back).filter(Boolean));
  const mine = queue.filter(({ id, back }) => !back && !taken.has(id));
  const at = new Map(mine.filter(({ signup }) => signup).map((tap) => [tap.signup, tap.at]));
  return { at, others: mine.filter(({ signup }) => !signup).length };
}

// A star of a masked name stands for any sign, the last one for the rest, too.
function isNamed(typed, masked) {
  const signs = [...typed];
  return signs.every((sign, n) => {
    const shown = [...masked][n] ?? (masked.endsWith("*") ? "*" : "");
    return shown === "*" || shown === sign;
  });
}

const wanted = () => byId("find").value.normalize("NFKC").replace(/\s/g, "");

function hits(people) {
  const typed = wanted();
  if (ticket && !typed) return people.filter(({ id }) => id === ticket);
  if (!typed) return people;
  if (/^\d+$/.test(typed)) return people.filter(({ tail }) => tail.startsWith(typed.slice(-4)));
  return people.filter(({ name }) => isNamed(typed, name));
}

function stateWords(person, mine) {
  if (mine !== undefined) return `已签到 ${clockWords(mine)}，还没有发出`;
  return `已签到 ${clockWords(person.at)}${person.there ? "（另一部手机）" : ""}`;
}

function row(person, mine) {
  const came = mine !== undefined || person.at !== null;
  const name = made("span", { className: "who" }, person.name,
    made("span", { className: "tail" }, ` 尾号 ${person.tail}`));
  if (person.waiting) name.append(" ", made("span", { className: "tag" }, "候补"));
  const act = came ? made("span", { className: "came" }, stateWords(person, mine))
    : made("button", { type: "button", className: "button main",
      onclick: () => tap(person.id, `${person.name} ${person.tail}`) }, "签到");
  act.setAttribute("aria-label", came ? act.textContent : `签到：${person.name}，尾号 ${person.tail}`);
  if (came) act.removeAttribute("aria-label");
  return made("li", {}, name, act);
}

function showCounts({ people, capacity, others: told }, { at, others }) {
  const came = people.filter((one) => one.at !== null || at.has(one.id)).length;
  const without = told + others;
  const over = capacity && came + without > capacity;
  setText(byId("counts"), `已到 ${came + without} 人：报了名的 ${came} / ${people.length}，没有报名的 ${without}`
    + (capacity ? `；名额 ${capacity}${over ? `，多出 ${came + without - capacity} 人` : ""}` : ""));
  byId("counts").classList.toggle("over", Boolean(over));
}

function show() {
  byId("door-none").hidden = Boolean(door);
  root.querySelectorAll("[data-work]").forEach((part) => { part.hidden = !door; });
  if (!door) return;
  const { list, queue, told } = door;
  const mine = arrivals();
  setText(byId("title"), list.title);
  setText(byId("when"), list.when);
  byId("off").hidden = !list.off;
  setText(byId("off"), `这一场已经取消：${list.off}。现在签到只记下来，不计入人次。`);
  showCounts(list, mine);
  const found = hits(list.people);
  refill(byId("people"), ...found.slice(0, MOST_SHOWN).map((one) => row(one, mine.at.get(one.id))));
  const more = found.length - MOST_SHOWN;
  setText(byId("found"), !found.length && (wanted() || ticket)
    ? "名单里没有。没有报名的，点“没有报名，来了一位”。"
    : more > 0 ? `还有 ${more} 位，请输入手机尾号四位。` : "");
  byId("back").hidden = !door.last;
  setText(byId("back"), door.last ? `撤销：${door.last.name}` : "");
  refill(byId("told"), ...told.map(({ at, words }) => (
    made("li", {}, `${clockWords(at)} ${words}`))));
  byId("told-part").hidden = !told.length;
  setText(byId("waits"), queue.length ? `有 ${queue.length} 次签到存在这部手机上，还没有发出。` : "");
}

function tell({ kind, words }) {
  const line = byId("line");
  const said = kind in PROBLEMS ? PROBLEMS[kind] : words;
  line.className = said ? "problem" : "note";
  setText(line, said || `${clockWords(now())} 和服务器对过。`);
  if (kind === "signed out") {
    const next = encodeURIComponent(location.pathname);
    line.append(" ", made("a", { href: `/desk/sign-in?next=${next}` }, "重新登录"));
  }
}

async function refresh() {
  again = busy;
  if (busy || !session) return;
  busy = true;
  const outcome = await sync(account, session, door);
  door = await doorOf(account, session).catch(() => door);
  busy = false;
  tell(outcome);
  show();
  if (again) refresh();
}

// What the phone cannot keep is said at once: nobody is counted who would be lost.
async function note(tap, last) {
  const known = door;
  if (!known) return;
  try {
    door = await changeDoor(account, session, (held = known) => (
      { ...held, queue: [...held.queue, tap], last }));
  } catch {
    byId("line").className = "problem";
    setText(byId("line"), "这部手机存不下（存储满了或被关闭），没有记上。请换一部手机，或记在纸上。");
    return;
  }
  show();
  await refresh();
}

function tap(signup, name) {
  byId("find").value = "";
  const made_ = { id: newId(), at: now(), signup, back: "", name };
  return note(made_, made_);
}

const back = ({ id, name }) => note({ id: newId(), at: now(), signup: "", back: id, name }, null);

async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(`${DOORS}worker.js`, { scope: DOORS }).catch(() => {});
}

async function start() {
  if (root.dataset.account) remember();
  startWorker();
  await tidyDoors(account).catch(() => {});
  if (ticket) {
    const doors = await doorsOf(account).catch(() => []);
    session = doors.find(({ list }) => list.people.some(({ id }) => id === ticket))?.session ?? "";
  }
  if (session) door = await doorOf(account, session).catch(() => undefined);
  show();
  byId("find").addEventListener("input", show);
  byId("walk-in").addEventListener("click", () => tap("", "没有报名的一位"));
  byId("back").addEventListener("click", () => door?.last && back(door.last));
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  setInterval(() => !document.hidden && refresh(), EVERY_MS);
  await refresh();
}
start();
