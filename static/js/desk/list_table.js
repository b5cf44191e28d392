// The desk's list: arrow keys walk along the rows, a click on a row opens it, and ticks are
// counted.
import { byId } from "../shared/dom.js";

const list = document.querySelector("table.rows");
const picks = [...document.querySelectorAll('#list [name="id"]')];
const page = byId("pick-page");
const all = document.querySelector('#list [name="all"]');
const bulk = byId("bulk");
const picked = byId("picked");

const links = list ? [...list.querySelectorAll("tbody th a")] : [];

function walk(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const row = event.target.closest("tbody tr");
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  const here = links.findIndex((link) => row.contains(link));
  let next;
  if (event.key in steps) next = links[here + steps[event.key]];
  else if (event.key === "Home") next = links[0];
  else if (event.key === "End") next = links[links.length - 1];
  if (!next) return;
  event.preventDefault();
  // Focus that moves along the ticks stays with the ticks.
  const tick = event.target.name === "id" && next.closest("tr").querySelector('[name="id"]');
  (tick || next).focus();
}

function open(event) {
  const row = event.target.closest("tbody tr");
  // A link, a tick and its label do what they do; marked text is being copied.
  if (!row || event.target.closest("a, label, input, button")) return;
  if (String(window.getSelection())) return;
  row.querySelector("th a").click();
}

function count() {
  const number = picks.filter((pick) => pick.checked).length;
  picked.textContent = all.checked ? "已选全部" : number ? `已选 ${number} 个` : "还没有勾选";
  bulk.classList.toggle("on", number > 0 || all.checked);
  page.checked = number === picks.length;
  page.indeterminate = number > 0 && number < picks.length;
  for (const pick of picks) pick.closest("tr").classList.toggle("picked", pick.checked);
}

let last = null;

// With the shift key, everything between two ticks is ticked alike.
function stretch(event) {
  const here = picks.indexOf(event.target);
  if (here < 0) return;
  if (event.shiftKey && last !== null) {
    const [from, to] = [Math.min(last, here), Math.max(last, here)];
    for (const pick of picks.slice(from, to + 1)) pick.checked = picks[here].checked;
  }
  last = here;
  count();
}

if (list) {
  list.addEventListener("keydown", walk);
  list.addEventListener("click", open);
  list.classList.add("opens");
}
if (picked) {
  page.closest("label").hidden = false;
  page.addEventListener("change", () => {
    for (const pick of picks) pick.checked = page.checked;
    count();
  });
  all.addEventListener("change", count);
  list.addEventListener("click", stretch);
  // A page that one returns to may have its ticks still.
  window.addEventListener("pageshow", count);
  count();
}
